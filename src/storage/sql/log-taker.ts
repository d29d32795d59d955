import { Fault } from '../../core/fault.ts';
import { directoryLogId, layoutKey, logIdOfBlock, shardKey, shardsKey } from '../../core/log-layout.ts';
import { tallyPrefixes } from '../../core/statistics/tally-keys.ts';
import type { Sha256 } from '../leaf-hash.ts';
import { type GrowingRoot, growingRoot } from '../merkle.ts';
import { bytesText, textBytes } from '../moving/base64url.ts';
import { blockOfEntry, entryOfLine } from '../moving/moved-entry.ts';
import { type GivenLog, movedRecordKinds, type PartFacts, type SealedKey, type Taking } from '../moving/moved-log.ts';
import { linesOf } from '../moving/part-lines.ts';
import type { ShortRecordKind } from '../store.ts';
import { EntryTaker } from './entry-taker.ts';
import { type EntryWrites, entryWrites } from './entry-writes.ts';
import type { SqlConnection, SqlDatabase } from './sql-database.ts';

/** Kept beside the log until it is whole. */
const manifestId = 'manifest';
const progressId = 'progress';
/** Kept beside a log of numbers from then on: the directory's is finished later, perhaps by another run. */
const takenId = 'taken';

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
    const given = this.#read<GivenLog>(manifestId);
    if (progress === undefined || given === undefined) return this.#taken();
    const { log, manifestDigest } = given;
    const { logId, head } = log;
    return { logId, manifestDigest, nextPart: progress.nextPart, parts: log.parts.length, head };
  }

  isFree(): boolean {
    return this.#read(manifestId) !== undefined || this.#statements.holdsAnything.get() === 0;
  }

  begin(given: GivenLog): Taking {
    const present = this.taking();
    const { logId } = given.log;
    if (present?.manifestDigest === given.manifestDigest && present.logId === logId) return present;
    if (this.#read(manifestId) !== undefined) {
      throw new Fault('FAILED_PRECONDITION', 'another export is being taken in here: it has to be finished first');
    }
    // A store of numbers that was asked for before anything was in it says already where it belongs.
    if (!this.isFree() || this.#statements.layout.all().some((key) => key !== ownLayout(given))) {
      throw new Fault(
        'FAILED_PRECONDITION',
        'there is a registry here already: an export is taken in where there is none',
      );
    }
    this.#write(manifestId, given);
    this.#write(progressId, { nextPart: 1, size: 0, whole: [] } satisfies Progress);
    return this.#present();
  }

  take(part: number, bytes: Uint8Array, signingKeys: readonly SealedKey[] = []): Taking {
    const field = partField(part);
    const taken = this.#taken();
    if (taken !== undefined && part <= taken.parts) return taken;
    const given = this.#read<GivenLog>(manifestId) ?? nothingBegun();
    const progress = this.#read<Progress>(progressId) ?? nothingBegun();
    const facts = given.log.parts[part - 1];
    if (facts === undefined) throw new Fault('INVALID_ARGUMENT', `the export has no part ${part}`, { field });
    if (bytesText(this.#sha256(bytes)) !== facts.digest || bytes.length !== facts.bytes) {
      throw new Fault('INVALID_ARGUMENT', 'the part is not the one that was signed', { field });
    }
    if (part < progress.nextPart) return this.#present();
    if (part > progress.nextPart) {
      throw new Fault('FAILED_PRECONDITION', `part ${progress.nextPart} comes first`, { field });
    }
    const tree = growingRoot(this.#sha256, grownOf(progress));
    this.#takeLines(given, facts, bytes, tree, signingKeys);
    this.#writes.tallies.flush();
    const { size, whole } = tree.grown();
    this.#write(progressId, { nextPart: part + 1, size, whole: whole.map(bytesText) } satisfies Progress);
    return this.#present();
  }

  finish(manifestDigest: string): void {
    if (this.taking()?.manifestDigest !== manifestDigest) nothingBegun();
    if (this.#taken() !== undefined) return;
    const given = this.#read<GivenLog>(manifestId) ?? nothingBegun();
    const progress = this.#read<Progress>(progressId) ?? nothingBegun();
    const { log, shards } = given;
    if (progress.nextPart <= log.parts.length) {
      throw new Fault('FAILED_PRECONDITION', `part ${progress.nextPart} of ${log.parts.length} is missing`, {
        field: partField(progress.nextPart),
      });
    }
    const tree = growingRoot(this.#sha256, grownOf(progress));
    const { logId, head, parts } = log;
    if (this.#writes.reads.log.head() !== head || tree.size !== head || bytesText(tree.root()) !== log.rootHash) {
      throw new Fault('FAILED_PRECONDITION', 'head and root of the log are not those that were signed', {
        field: 'log',
      });
    }
    if (shards > 1 && !this.#statements.layout.all().includes(ownLayout(given))) {
      throw new Fault('FAILED_PRECONDITION', 'the log does not say where it belongs', { field: logId });
    }
    this.#statements.forget.run();
    if (logId === directoryLogId) return;
    const said: Taking = { logId, manifestDigest, nextPart: parts.length + 1, parts: parts.length, head };
    this.#putRecord('TAKEN', takenId, JSON.stringify(said), never);
  }

  /** After a rollback: what was remembered of it never was. */
  forget(): void {
    this.#writes.states.forget();
    this.#writes.tallies.forget();
  }

  #taken(): Taking | undefined {
    const said = this.#statements.taken.get(takenId);
    return said === undefined ? undefined : (JSON.parse(said) as Taking);
  }

  #present(): Taking {
    return this.taking() ?? nothingBegun();
  }

  #takeLines(
    given: GivenLog,
    { part, kind, rows }: PartFacts,
    bytes: Uint8Array,
    tree: GrowingRoot,
    keys: readonly SealedKey[],
  ): void {
    const field = partField(part);
    let line = 0;
    for (const text of linesOf(bytes)) {
      line += 1;
      const problem =
        kind === 'ENTRIES'
          ? this.#takeEntry(given, text, tree)
          : kind === 'SIGNING_KEYS'
            ? undefined
            : this.#takeSide(given, kind, text);
      if (problem !== undefined) throw new Fault('INVALID_ARGUMENT', `line ${line} of the part: ${problem}`, { field });
    }
    if (line !== rows)
      throw new Fault('INVALID_ARGUMENT', `the part has ${line} lines, ${rows} were signed`, { field });
    if (kind !== 'SIGNING_KEYS') return;
    for (const { kid, body } of keys) this.#putRecord('SIGNING_SECRET', kid, body, never);
  }

  #takeEntry({ log, shards }: GivenLog, text: string, tree: GrowingRoot): string | undefined {
    const entry = entryOfLine(text);
    if (entry === undefined) return 'it is no entry';
    if (logIdOfBlock(blockOfEntry(entry), shards) !== log.logId) return 'it belongs to another log';
    const problem = this.#entries.take(entry);
    if (problem === undefined) tree.add(entry.leafHash);
    return problem;
  }

  #takeSide(given: GivenLog, kind: 'COUNTERS' | 'RECORDS', text: string): string | undefined {
    const said = JSON.parse(text) as Readonly<Record<string, unknown>>;
    if (kind === 'COUNTERS') {
      const { key, count } = said;
      if (typeof key !== 'string' || !Number.isSafeInteger(count)) return 'it is no counter';
      if (Object.values(tallyPrefixes).some((prefix) => key.startsWith(prefix))) return 'this is counted of the log';
      const isLayout = layoutPrefixes.some((prefix) => key.startsWith(prefix));
      if (isLayout && key !== ownLayout(given)) return 'this log belongs elsewhere';
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

/** A log moves with the counter that says where it belongs. */
const layoutPrefixes = [shardsKey, shardKey];

/** The last instant a `Date` can hold. */
const never = 8_640_000_000_000_000;

function ownLayout({ log, shards }: GivenLog): string {
  return layoutKey(log.logId, shards);
}

function partField(part: number): string {
  return `part ${part}`;
}

function nothingBegun(): never {
  throw new Fault('FAILED_PRECONDITION', 'this export is not being taken in here');
}

function grownOf({ size, whole }: Progress) {
  return { size, whole: whole.map((text) => textBytes(text) ?? new Uint8Array(0)) };
}

function prepared(connection: SqlConnection) {
  const isLayout = layoutPrefixes.map((prefix) => `substr(key, 1, ${prefix.length}) = '${prefix}'`).join(' OR ');
  const tables = ['changes', 'entities', `counters WHERE NOT (${isLayout})`, 'short_records', 'blocks'];
  const rows = tables.map((table) => `(SELECT count(*) FROM (SELECT 1 FROM ${table} LIMIT 1))`);
  return {
    holdsAnything: connection.prepare<[], number>(`SELECT ${rows.join(' + ')}`).pluck(),
    layout: connection.prepare<[], string>(`SELECT key FROM counters WHERE ${isLayout}`).pluck(),
    taken: connection
      .prepare<[string], string>("SELECT body FROM short_records WHERE kind = 'TAKEN' AND id = ?")
      .pluck(),
    record: connection
      .prepare<[string], string>("SELECT body FROM short_records WHERE kind = 'TAKING' AND id = ?")
      .pluck(),
    putRecord: connection.prepare<[string, string, string, number]>(
      'INSERT INTO short_records (kind, id, body, version, expires_at) VALUES (?, ?, ?, 1, ?) ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body',
    ),
    putCounter: connection.prepare<[string, number]>(
      'INSERT INTO counters (key, count) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET count = excluded.count',
    ),
    forget: connection.prepare("DELETE FROM short_records WHERE kind = 'TAKING'"),
  };
}
