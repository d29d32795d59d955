import Database from 'better-sqlite3';
import { expect } from 'vitest';
import { assertionOf } from '../../src/core/change.ts';
import { shardOfBlock } from '../../src/core/number-shard.ts';
import { blockOf, type PhoneNumber } from '../../src/core/phone-number.ts';
import type { Preferences } from '../../src/core/preferences.ts';
import { dataFolder } from '../../src/node/data-folder.ts';
import { misplacedBlocks } from '../../src/node/misplaced-blocks.ts';
import { type OpenedStore, storesOfNumbers } from '../../src/node/number-stores.ts';
import { formatPosition, positionInHeads } from '../../src/registry/position.ts';
import { recount } from '../../src/registry/statistics/recount.ts';
import { operatorAtConsole } from '../../src/runtime/operator-at-console.ts';
import { recentRowsMax } from '../../src/storage/sql/block-writes.ts';
import { auditStore } from '../../src/storage/sqlite/audit.ts';
import { openSqliteStore } from '../../src/storage/sqlite/sqlite-store.ts';
import type { LogEntry } from '../../src/storage/store.ts';
import { cellsText, type Made } from './crash-writes.ts';

/** What the logs say of a number. */
interface Told {
  /** Its choices, oldest first. */
  readonly made: readonly Made[];
  /** What binds by the last of them. */
  readonly binding: string;
}

/** The logs of a served folder, read beside the server: the directory's first, then those of numbers, if they are others. */
export class CrashLogs {
  readonly #stores: readonly OpenedStore[];
  readonly #numbers: readonly OpenedStore[];

  private constructor(stores: readonly OpenedStore[]) {
    this.#stores = stores;
    this.#numbers = storesOfNumbers(stores);
  }

  /** `logs`: of numbers. */
  static async reading<T>(dataDir: string, logs: number, read: (logs: CrashLogs) => Promise<T>): Promise<T> {
    const { databaseFile, shardFile } = dataFolder(dataDir);
    const places = logs === 1 ? [] : Array.from({ length: logs }, (_, at) => at + 1);
    const files = [['log', databaseFile], ...places.map((place) => [`log-${place}`, shardFile(place)])];
    const stores: OpenedStore[] = [];
    try {
      for (const [logId, file] of files as [string, string][]) {
        stores.push({ logId, file, store: await openSqliteStore({ file, use: 'COMMAND' }) });
      }
      return await read(new CrashLogs(stores));
    } finally {
      for (const { store } of stores) await store.close();
    }
  }

  told(number: string): Told {
    const { logId, store } = this.#holding(number);
    const entries = store.history(toPhoneNumber(number), Number.MAX_SAFE_INTEGER, 10_000);
    const made = entries.map((entry) => ({
      cells: cellsText(assertedIn(entry)?.cells ?? []),
      position: formatPosition(logId, entry.position),
    }));
    return { made: made.reverse(), binding: cellsText(boundBy(entries[0])?.cells ?? []) };
  }

  /** What a question was answered from is still there. */
  expectReached(positions: string): void {
    for (const { logId, store } of this.#numbers) {
      expect(store.head(), `${logId} after ${positions}`).toBeGreaterThanOrEqual(
        positionInHeads(positions, logId) ?? 0,
      );
    }
  }

  /** Each log agrees with its hashes, states, images and counters, has only blocks of its own, and names what there is. */
  async expectSound(numbers: Iterable<string>): Promise<void> {
    const misplaced = misplacedBlocks(this.#stores);
    for (const { logId, file } of this.#stores) {
      expect([...auditStore(file).findings, ...(misplaced.get(logId) ?? [])], logId).toEqual([]);
    }
    for (const { logId, store } of this.#numbers) {
      expect((await recount({ store }, operatorAtConsole, { repairs: false })).differences, logId).toEqual([]);
    }
    for (const assertionId of this.#assertionsOf(numbers)) {
      expect(this.#stores[0]?.store.entity('BULK_ASSERTION', assertionId), assertionId).toBeDefined();
    }
  }

  /** Of each log, numbers changed since the images of their blocks were written: fewer than were changed in all. */
  expectImagesRewritten(): void {
    for (const { logId, file } of this.#numbers) {
      const connection = new Database(file, { readonly: true });
      const recent = connection.prepare('SELECT count(*) FROM recent').pluck().get();
      connection.close();
      expect(recent, logId).toBeLessThan(recentRowsMax);
    }
  }

  /** Assertions are entries of the directory's log, and made known there before any row. */
  #assertionsOf(numbers: Iterable<string>): ReadonlySet<string> {
    const ids = new Set<string>();
    for (const number of numbers) {
      for (const entry of this.#holding(number).store.history(toPhoneNumber(number), Number.MAX_SAFE_INTEGER, 10_000)) {
        const id = 'number' in entry ? assertionOf(entry.event) : undefined;
        if (id !== undefined) ids.add(id);
      }
    }
    return ids;
  }

  #holding(number: string): OpenedStore {
    return this.#numbers[shardOfBlock(blockOf(toPhoneNumber(number)), this.#numbers.length)] as OpenedStore;
  }
}

function toPhoneNumber(text: string): PhoneNumber {
  return Number(text.slice(1)) as PhoneNumber;
}

function assertedIn(entry: LogEntry): Preferences | undefined {
  const event = 'number' in entry ? entry.event : undefined;
  if (event?.kind === 'ASSERTION_WAITS')
    return event.effect.kind === 'PREFERENCES_SET' ? event.effect.preferences : undefined;
  return event?.kind === 'PREFERENCES_SET' ? event.preferences : undefined;
}

function boundBy(entry: LogEntry | undefined): Preferences | undefined {
  if (entry === undefined) return undefined;
  return 'number' in entry && entry.event.kind === 'ASSERTION_WAITS' ? entry.event.meanwhile : assertedIn(entry);
}
