import { and, eq, inArray, lte, sql } from '#drizzle';
import type { EpochMs } from '../../core/time.ts';
import type { ShortRecordKind, ShortRecordPut } from '../store.ts';
import { sweptPerCommand } from './commands.ts';
import { counters, shortRecords } from './schema.ts';
import type { SideReads } from './side-reads.ts';
import type { Queries } from './sql-database.ts';

/** Short records and counters; to be run within a write transaction. */
export class SideWrites {
  readonly #reads: SideReads;
  readonly #queries: ReturnType<typeof prepared>;

  constructor(db: Queries, reads: SideReads) {
    this.#reads = reads;
    this.#queries = prepared(db);
  }

  putShortRecords(puts: readonly ShortRecordPut[]): boolean {
    for (const { kind, id, expected, now } of puts) {
      if ((this.#reads.shortRecord(kind, id, now)?.version ?? 0) !== expected) return false;
    }
    for (const { kind, id, expected, body, expiresAt } of puts) {
      if (body === undefined) this.#queries.deleteShortRecord.run({ kind, id });
      else this.#queries.setShortRecord.run({ kind, id, body, version: expected + 1, expiresAt });
    }
    return true;
  }

  addCounts(counts: readonly { readonly key: string; readonly count: number }[]): undefined {
    for (const { key, count } of counts) this.#queries.addCount.run({ key, count });
  }

  /** The kinds of what was deleted. */
  sweep(now: EpochMs): readonly ShortRecordKind[] {
    return this.#queries.sweep.all({ now }).map(({ kind }) => kind);
  }
}

function prepared(db: Queries) {
  const kind = sql.placeholder('kind');
  const id = sql.placeholder('id');
  const expired = db
    .select({ rowid: sql`rowid` })
    .from(shortRecords)
    .where(lte(shortRecords.expiresAt, sql.placeholder('now')))
    .limit(sweptPerCommand);
  return {
    setShortRecord: db
      .insert(shortRecords)
      .values({
        kind,
        id,
        body: sql.placeholder('body'),
        version: sql.placeholder('version'),
        expiresAt: sql.placeholder('expiresAt'),
      })
      .onConflictDoUpdate({
        target: [shortRecords.kind, shortRecords.id],
        set: { body: sql`excluded.body`, version: sql`excluded.version`, expiresAt: sql`excluded.expires_at` },
      })
      .prepare(),
    deleteShortRecord: db
      .delete(shortRecords)
      .where(and(eq(shortRecords.kind, kind), eq(shortRecords.id, id)))
      .prepare(),
    sweep: db.delete(shortRecords).where(inArray(sql`rowid`, expired)).returning({ kind: shortRecords.kind }).prepare(),
    addCount: db
      .insert(counters)
      .values({ key: sql.placeholder('key'), count: sql.placeholder('count') })
      .onConflictDoUpdate({ target: counters.key, set: { count: sql`${counters.count} + excluded.count` } })
      .prepare(),
  };
}
