import { getTableConfig } from 'drizzle-orm/sqlite-core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { refuseAll } from '../../src/core/preferences.ts';
import { durableDatabase } from '../../src/storage/durable/durable-connection.ts';
import type { DurableStorage } from '../../src/storage/durable/durable-storage.ts';
import { openDurableStore } from '../../src/storage/durable/durable-store.ts';
import { rowBytesMax } from '../../src/storage/durable/row-limit.ts';
import { memoryStore } from '../../src/storage/memory/memory-store.ts';
import { auditLog } from '../../src/storage/sql/audit-log.ts';
import * as schema from '../../src/storage/sql/schema.ts';
import { sha256 } from '../../src/storage/sqlite/sha256.ts';
import type { ShortRecordPut, Store } from '../../src/storage/store.ts';
import { describeStore } from '../storage/conformance.ts';
import { countedFromLog, kept } from '../storage/counted-anew.ts';
import { block, importOf, noVoice, numberOf, preferencesSet } from '../storage/made-up.ts';
import { operation, perform, shown } from '../storage/model-operations.ts';

/** A Durable Object's storage, as far as tests need it. */
export interface TestStorage extends DurableStorage {
  deleteAll(): Promise<void>;
}

/**
 * What runs within a Durable Object: the promises of every store, and what only the platform can show. Tests of several
 * processes on one file (test/storage/sqlite.test.ts) do not: an object is one process, and has no file.
 */
export function describeDurableStore(storage: () => TestStorage): void {
  const open = (): Store => openDurableStore(storage(), { sha256 });
  describeStore('durable store', async () => open());
  describe('durable store, on its platform', () => {
    describeTables(storage, open);
    describeFaults(storage, open);
    describeModel(storage, open);
  });
  describe(acrossEnds, () => describeEnds(open));
}

/** Begins the names of two tests of one object: before and after the end of the process. */
export const acrossEnds = 'across the end of the process';

function describeEnds(open: () => Store): void {
  test('before', async () => {
    const store = open();
    await store.append([preferencesSet(1, 0), preferencesSet(2, 0, noVoice)]);
    await store.importBlock(importOf('b1', [refuseAll, [3]]));
    await store.addCounts([{ key: 'a', count: 2 }]);
  });

  test('after', async () => {
    const store = open();
    expect(store.entries(0, 10)).toHaveLength(3);
    expect(store.number(numberOf(2))).toMatchObject({ follows: 3, record: { state: { preferences: noVoice } } });
    expect(store.number(numberOf(3)).record.state.preferences).toEqual(refuseAll);
    expect(store.counts('a', 2)).toEqual([{ key: 'a', count: 2 }]);
    expect(kept(store)).toEqual(countedFromLog(store));
    expect(await store.append([preferencesSet(1, 3)])).toEqual([{ status: 'APPENDED', position: 4 }]);
  });
}

function describeTables(storage: () => TestStorage, open: () => Store): void {
  test('the migrations make the tables of the schema', () => {
    open();
    const { connection } = durableDatabase(storage());
    for (const table of Object.values(schema)) {
      const { name, columns, indexes } = getTableConfig(table);
      const expected = columns.map((column) => ({ name: column.name, notnull: column.notNull ? 1 : 0 }));
      expect(connection.prepare(`PRAGMA table_info(${name})`).all()).toMatchObject(expected);
      const made = connection.prepare<[], { name: string }>(`PRAGMA index_list(${name})`).all();
      expect(made.map((index) => index.name)).toEqual(
        expect.arrayContaining(indexes.map((index) => index.config.name)),
      );
    }
  });

  test('opened again, it is as it was', async () => {
    const store = open();
    await store.append([preferencesSet(1, 0), preferencesSet(2, 0, noVoice)]);
    await store.importBlock(importOf('b1', [refuseAll, [3]]));
    const seen = shown(store);
    expect(shown(open())).toEqual(seen);
  });

  test('numbers are whole where they are stored, though they are handed over as doubles', async () => {
    await open().append([preferencesSet(1, 0)]);
    const types = durableDatabase(storage())
      .connection.prepare<[], string>(
        'SELECT typeof(number) FROM changes UNION SELECT typeof(at) FROM changes UNION SELECT typeof(count) FROM counters',
      )
      .pluck();
    expect(types.all()).toEqual(['integer']);
  });
}

function describeFaults(storage: () => TestStorage, open: () => Store): void {
  const failing = (table: string) =>
    storage().sql.exec(
      `CREATE TRIGGER full_disk BEFORE INSERT ON ${table} BEGIN SELECT RAISE(ABORT, 'disk full'); END`,
    );
  const nothingKept = () => ({
    code: 'UNAVAILABLE',
    message: expect.stringContaining('nothing of this was kept'),
    cause: { message: expect.stringContaining('disk full'), code: 'SQLITE_CONSTRAINT' },
  });

  test('a command that fails keeps nothing, and those beside it are carried out', async () => {
    const store = open();
    storage().sql.exec(`CREATE TRIGGER poisoned BEFORE INSERT ON recent WHEN NEW.number = ${numberOf(13)}
      BEGIN SELECT RAISE(ABORT, 'disk full'); END`);
    const results = await Promise.allSettled([
      store.append([preferencesSet(1, 0)]),
      store.append([preferencesSet(2, 0, noVoice), preferencesSet(13, 0, noVoice)]),
      store.append([preferencesSet(3, 0, noVoice)]),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: nothingKept() });
    expect(store.entries(0, 10)).toMatchObject([{ number: numberOf(1) }, { number: numberOf(3) }]);
    expect(kept(store)).toEqual(countedFromLog(store));
    expect(auditLog(durableDatabase(storage()), sha256).findings).toEqual([]);
  });

  test('an import that fails leaves no trace', async () => {
    const store = open();
    failing('images');
    await expect(store.importBlock(importOf('b1', [refuseAll, [1, 2]]))).rejects.toMatchObject(nothingKept());
    expect([store.head(), store.blocksHeld(Math.floor(block / 1_024)), kept(store)]).toEqual([0, [], {}]);
    storage().sql.exec('DROP TRIGGER full_disk');
    expect(await store.importBlock(importOf('b1', [refuseAll, [1, 2]]))).toMatchObject({ registered: 2 });
    expect(kept(store)).toEqual(countedFromLog(store));
  });

  test('what cannot be read is a fault, and no defect', () => {
    const store = open();
    storage().sql.exec('DROP TABLE images');
    expect(() => store.blockRows(block)).toThrow('The storage cannot be read.');
  });

  test('a write is acknowledged after its sync, and one sync does for many', async () => {
    open();
    const events: string[] = [];
    const platform = storage();
    const watched: DurableStorage = {
      sql: platform.sql,
      transactionSync: (write) => platform.transactionSync(write),
      async sync() {
        events.push('sync');
        await platform.sync();
        events.push('synced');
      },
    };
    const store = openDurableStore(watched, { sha256 });
    await Promise.all(
      [1, 2, 3].map((offset) => store.append([preferencesSet(offset, 0)]).then(() => events.push('ack'))),
    );
    expect(events).toEqual(['sync', 'synced', 'ack', 'ack', 'ack']);
  });

  test('a row as large as is let through fits, and a larger one is refused before', async () => {
    const store = open();
    const put = (body: string): ShortRecordPut => {
      return { kind: 'IDEMPOTENCY', id: body.slice(0, 1), expected: 0, body, expiresAt: 10, now: 0 };
    };
    expect(await store.putShortRecord(put('a'.repeat(rowBytesMax - 100)))).toBe(true);
    expect(store.shortRecord('IDEMPOTENCY', 'a', 0)?.body).toHaveLength(rowBytesMax - 100);
    await expect(store.putShortRecord(put('b'.repeat(rowBytesMax)))).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      limit: `at most ${rowBytesMax} bytes in a row`,
    });
    const block = Array.from({ length: 10_000 }, (_, offset) => offset);
    expect(await store.importBlock(importOf('b1', [refuseAll, block]))).toMatchObject({ registered: 10_000 });
    const many = Array.from({ length: 6_000 }, (_, offset) => preferencesSet(10_000 + offset, 0));
    expect(await store.append(many)).toHaveLength(6_000);
    expect(kept(store)).toEqual(countedFromLog(store));
  });
}

function describeModel(storage: () => TestStorage, open: () => Store): void {
  test('it answers as the memory store does, and its state is what its log adds up to', async () => {
    const sameAsMemory = fc.asyncProperty(fc.array(operation, { minLength: 5, maxLength: 25 }), async (operations) => {
      await storage().deleteAll();
      const [durable, memory] = [open(), memoryStore({ sha256 })];
      for (const one of operations) expect(await perform(durable, one)).toEqual(await perform(memory, one));
      expect(shown(durable)).toEqual(shown(memory));
      expect(auditLog(durableDatabase(storage()), sha256).findings).toEqual([]);
    });
    await fc.assert(sameAsMemory, { numRuns: 6 });
  });
}
