import { and, asc, eq, gt, gte, lt, sql } from '#drizzle';
import type { EntityKind } from '../../core/change.ts';
import type { Tally } from '../../core/statistics/tallies.ts';
import { tallyPrefixes } from '../../core/statistics/tally-keys.ts';
import type { EpochMs } from '../../core/time.ts';
import type { Entity, ShortRecord, ShortRecordKind } from '../store.ts';
import { counters, entities, shortRecords, tallyJournal } from './schema.ts';
import type { Queries } from './sql-database.ts';
import { sumsOf, withSums } from './tally-journal.ts';

/** Entities, short records and counters as one connection sees them. */
export class SideReads {
  readonly #queries: ReturnType<typeof prepared>;

  constructor(db: Queries) {
    this.#queries = prepared(db);
  }

  entity<K extends EntityKind>(kind: K, id: string): Entity<K> | undefined {
    return this.#queries.entity.get({ kind, id }) as Entity<K> | undefined;
  }

  entities<K extends EntityKind>(kind: K, afterId: string, limit: number): readonly Entity<K>[] {
    return this.#queries.entities.all({ kind, afterId, limit }) as Entity<K>[];
  }

  shortRecord(kind: ShortRecordKind, id: string, now: EpochMs): ShortRecord | undefined {
    return this.#queries.shortRecord.get({ kind, id, now });
  }

  shortRecords(
    kind: ShortRecordKind,
    now: EpochMs,
    limit: number,
    afterId: string = '',
  ): readonly (ShortRecord & { readonly id: string })[] {
    return this.#queries.shortRecords.all({ kind, now, limit, afterId });
  }

  shortRecordCount(kind: ShortRecordKind): number {
    return this.#queries.shortRecordCount.get({ kind })?.count ?? 0;
  }

  /** Two reads, to be run at one moment. */
  counts(keyPrefix: string, limit: number): readonly Tally[] {
    const keys = { keyPrefix, keyEnd: `${keyPrefix}${greatestCharacter}` };
    const rows = isTallied(keyPrefix) ? this.#queries.journal.all() : [];
    const sums = sumsOf(
      rows.map(({ tallies }) => tallies),
      keyPrefix,
    );
    if (sums.size === 0) return this.#queries.counts.all({ ...keys, limit });
    return withSums(this.#queries.counts.all({ ...keys, limit: Number.MAX_SAFE_INTEGER }), sums).slice(0, limit);
  }
}

/** Whether keys with this beginning may be of what the log adds up to. */
function isTallied(keyPrefix: string): boolean {
  return Object.values(tallyPrefixes).some((known) => known.startsWith(keyPrefix) || keyPrefix.startsWith(known));
}

/** Sorts after every text in SQLite's byte order: no key holds it. */
const greatestCharacter = '\u{10FFFF}';

function prepared(db: Queries) {
  const limit = sql.placeholder('limit');
  const id = sql.placeholder('id');
  const entity = { id: entities.id, document: entities.document, position: entities.position };
  const ofKind = eq(entities.kind, sql.placeholder('kind'));
  const { body, version, expiresAt } = shortRecords;
  const unexpired = and(eq(shortRecords.kind, sql.placeholder('kind')), gt(expiresAt, sql.placeholder('now')));
  return {
    entity: db
      .select(entity)
      .from(entities)
      .where(and(ofKind, eq(entities.id, id)))
      .prepare(),
    entities: db
      .select(entity)
      .from(entities)
      .where(and(ofKind, gt(entities.id, sql.placeholder('afterId'))))
      .orderBy(asc(entities.id))
      .limit(limit)
      .prepare(),
    shortRecord: db
      .select({ body, version, expiresAt })
      .from(shortRecords)
      .where(and(unexpired, eq(shortRecords.id, id)))
      .prepare(),
    shortRecords: db
      .select({ id: shortRecords.id, body, version, expiresAt })
      .from(shortRecords)
      .where(and(unexpired, gt(shortRecords.id, sql.placeholder('afterId'))))
      .orderBy(asc(shortRecords.id))
      .limit(limit)
      .prepare(),
    shortRecordCount: db
      .select({ count: sql<number>`count(*)` })
      .from(shortRecords)
      .where(eq(shortRecords.kind, sql.placeholder('kind')))
      .prepare(),
    journal: db.select({ tallies: tallyJournal.tallies }).from(tallyJournal).prepare(),
    counts: db
      .select()
      .from(counters)
      .where(
        and(
          gte(counters.key, sql.placeholder('keyPrefix')),
          lt(counters.key, sql.placeholder('keyEnd')),
          sql`${counters.count} <> 0`,
        ),
      )
      .orderBy(asc(counters.key))
      .limit(limit)
      .prepare(),
  };
}
