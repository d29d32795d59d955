import { Fault } from '../../core/fault.ts';
import { tallyPrefixes } from '../../core/statistics/tally-keys.ts';
import type { Sha256 } from '../leaf-hash.ts';
import { type GrowingRoot, growingRoot } from '../merkle.ts';
import { bytesText, textBytes } from '../moving/base64url.ts';
import { entryOfLine } from '../moving/moved-entry.ts';
import { type LogFacts, movedRecordKinds, type PartFacts, type SealedKey, type Taking } from '../moving/moved-log.ts';
import { linesOf } from '../moving/part-lines.ts';
import type { ShortRecordKind } from '../store.ts';
import { EntryTaker } from './entry-taker.ts';
import { type EntryWrites, entryWrites } from './entry-writes.ts';
import type { SqlConnection, SqlDatabase } from './sql-database.ts';

/** Kept beside the log until it is whole. */
const manifestId = 'manifest';
const progressId = 'progress';

interface Expected {
  readonly log: LogFacts;
  readonly manifestDigest: string;
}

interface Progress {
  readonly nextPart: number;
  /** Of the entries so far: see `GrownTree`; base64url. */
  readonly size: number;
  readonly whole: readonly string[];
}

/** Takes a log in, part by part; every method is to be run within a write transaction of the connection. */
export class LogTaker {
  readonly #statements: ReturnType<typeof prepared>;
  readonly #sha256: Sha256;
  readonly #writes: EntryWrites;
  readonly #entries: EntryTaker;

  constructor(database: SqlDatabase, sha256: Sha256) {
    this.#sha256 = sha256;
    this.#statements = prepared(database.connection);
    this.#writes = entryWrites(database, sha256);
    this.#entries = new EntryTaker(database.queries, sha256, this.#writes.reads, this.#writes);
  }

  taking(): Taking | undefined {
    const progress = this.#read<Progress>(progressId);
    const expected = this.#read<Expected>(manifestId);
    if (progress === undefined || expected === undefined) return undefined;
    const { log, manifestDigest } = expected;
    return { manifestDigest, nextPart: progress.nextPart, parts: log.parts.length, head: log.head };
  }

  isFree(): boolean {
    return this.taking() !== undefined || this.#statements.holdsAnything.get() === 0;
  }

  begin(log: LogFacts, manifestDigest: string): Taking {
    const present = this.taking();
    if (present?.manifestDigest === manifestDigest) return present;
    if (present !== undefined) {
      throw new Fault('FAILED_PRECONDITION', 'another export is being taken in here: it has to be finished first');
    }
    if (!this.isFree()) {
      throw new Fault(
        'FAILED_PRECONDITION',
        'there is a registry here already: an export is taken in where there is none',
      );
    }
    this.#write(manifestId, { log, manifestDigest } satisfies Expected);
    this.#write(progressId, { nextPart: 1, size: 0, whole: [] } satisfies Progress);
    return this.#present();
  }

  take(part: number, bytes: Uint8Array, signingKeys: readonly SealedKey[] = []): Taking {
    const { log } = this.#read<Expected>(manifestId) ?? nothingBegun();
    const progress = this.#read<Progress>(progressId) ?? nothingBegun();
    const facts = log.parts[part - 1];
    const field = partField(part);
    if (facts === undefined) throw new Fault('INVALID_ARGUMENT', `the export has no part ${part}`, { field });
    if (bytesText(this.#sha256(bytes)) !== facts.digest || bytes.length !== facts.bytes) {
      throw new Fault('INVALID_ARGUMENT', 'the part is not the one that was signed', { field });
    }
    if (part < progress.nextPart) return this.#present();
    if (part > progress.nextPart) {
      throw new Fault('FAILED_PRECONDITION', `part ${progress.nextPart} comes first`, { field });
    }
    const tree = growingRoot(this.#sha256, grownOf(progress));
    this.#takeLines(facts, bytes, tree, signingKeys);
    this.#writes.tallies.flush();
    const { size, whole } = tree.grown();
    this.#write(progressId, { nextPart: part + 1, size, whole: whole.map(bytesText) } satisfies Progress);
    return this.#present();
  }

  finish(): void {
    const { log } = this.#read<Expected>(manifestId) ?? nothingBegun();
    const progress = this.#read<Progress>(progressId) ?? nothingBegun();
    if (progress.nextPart <= log.parts.length) {
      throw new Fault('FAILED_PRECONDITION', `part ${progress.nextPart} of ${log.parts.length} is missing`, {
        field: partField(progress.nextPart),
      });
    }
    const tree = growingRoot(this.#sha256, grownOf(progress));
    const head = this.#writes.reads.log.head();
    if (head !== log.head || tree.size !== log.head || bytesText(tree.root()) !== log.rootHash) {
      throw new Fault('FAILED_PRECONDITION', 'head and root of the log are not those that were signed', {
        field: 'log',
      });
    }
    this.#statements.forget.run();
  }

  /** After a rollback: what was remembered of it never was. */
  forget(): void {
    this.#writes.states.forget();
    this.#writes.tallies.forget();
  }

  #present(): Taking {
    return this.taking() ?? nothingBegun();
  }

  #takeLines({ part, kind, rows }: PartFacts, bytes: Uint8Array, tree: GrowingRoot, keys: readonly SealedKey[]): void {
    const field = partField(part);
    let line = 0;
    for (const text of linesOf(bytes)) {
      line += 1;
      const problem =
        kind === 'ENTRIES'
          ? this.#takeEntry(text, tree)
          : kind === 'SIGNING_KEYS'
            ? undefined
            : this.#takeSide(kind, text);
      if (problem !== undefined) throw new Fault('INVALID_ARGUMENT', `line ${line} of the part: ${problem}`, { field });
    }
    if (line !== rows)
      throw new Fault('INVALID_ARGUMENT', `the part has ${line} lines, ${rows} were signed`, { field });
    if (kind !== 'SIGNING_KEYS') return;
    for (const { kid, body } of keys) this.#putRecord('SIGNING_SECRET', kid, body, never);
  }

  #takeEntry(text: string, tree: GrowingRoot): string | undefined {
    const entry = entryOfLine(text);
    if (entry === undefined) return 'it is no entry';
    const problem = this.#entries.take(entry);
    if (problem === undefined) tree.add(entry.leafHash);
    return problem;
  }

  #takeSide(kind: 'COUNTERS' | 'RECORDS', text: string): string | undefined {
    const said = JSON.parse(text) as Readonly<Record<string, unknown>>;
    if (kind === 'COUNTERS') {
      const { key, count } = said;
      if (typeof key !== 'string' || !Number.isSafeInteger(count)) return 'it is no counter';
      if (Object.values(tallyPrefixes).some((prefix) => key.startsWith(prefix))) return 'this is counted of the log';
      this.#statements.putCounter.run(key, count as number);
      return undefined;
    }
    const { id, body, expiresAt } = said;
    const known = movedRecordKinds.find((one) => one === said['kind']);
    if (known === undefined || typeof id !== 'string' || typeof body !== 'string' || !Number.isSafeInteger(expiresAt))
      return 'it is no record that moves';
    this.#putRecord(known, id, body, expiresAt as number);
    return undefined;
  }

  #read<T>(id: string): T | undefined {
    const body = this.#statements.record.get(id);
    return body === undefined ? undefined : (JSON.parse(body) as T);
  }

  #write(id: string, value: object): void {
    this.#putRecord('TAKING', id, JSON.stringify(value), never);
  }

  #putRecord(kind: ShortRecordKind, id: string, body: string, expiresAt: number): void {
    this.#statements.putRecord.run(kind, id, body, expiresAt);
  }
}

/** The last instant a `Date` can hold. */
const never = 8_640_000_000_000_000;

function partField(part: number): string {
  return `part ${part}`;
}

function nothingBegun(): never {
  throw new Fault('FAILED_PRECONDITION', 'nothing is being taken in here');
}

function grownOf({ size, whole }: Progress) {
  return { size, whole: whole.map((text) => textBytes(text) ?? new Uint8Array(0)) };
}

function prepared(connection: SqlConnection) {
  const tables = ['changes', 'entities', 'counters', 'short_records', 'blocks'];
  const rows = tables.map((table) => `(SELECT count(*) FROM (SELECT 1 FROM ${table} LIMIT 1))`);
  return {
    holdsAnything: connection.prepare<[], number>(`SELECT ${rows.join(' + ')}`).pluck(),
    record: connection
      .prepare<[string], string>("SELECT body FROM short_records WHERE kind = 'TAKING' AND id = ?")
      .pluck(),
    putRecord: connection.prepare<[string, string, string, number]>(
      'INSERT INTO short_records (kind, id, body, version, expires_at) VALUES (?, ?, ?, 1, ?) ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body',
    ),
    putCounter: connection.prepare<[string, number]>('INSERT INTO counters (key, count) VALUES (?, ?)'),
    forget: connection.prepare("DELETE FROM short_records WHERE kind = 'TAKING'"),
  };
}
