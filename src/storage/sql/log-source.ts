import { and, asc, eq, gt, sql } from '#drizzle';
import type { Position } from '../../core/change.ts';
import { offsetInBlock, type PhoneNumber } from '../../core/phone-number.ts';
import { tallyPrefixes } from '../../core/statistics/tally-keys.ts';
import { decodeBlockImage } from '../block-image.ts';
import { saltBytes } from '../leaf-hash.ts';
import type { MovedEntry, MovedImport } from '../moving/moved-entry.ts';
import type { LogSource } from '../moving/moved-log.ts';
import type { LogEntry } from '../store.ts';
import { LogReads } from './log-reads.ts';
import { counters, erasedRows, importRows, shortRecords } from './schema.ts';
import type { Queries, SqlDatabase } from './sql-database.ts';

/** A store as an export reads it, as one connection sees it; each read is several, to be run at one moment. */
export function logSource({ queries: db }: SqlDatabase): LogSource {
  const log = new LogReads(db);
  const queries = prepared(db);

  function movedEntry(entry: ReturnType<LogReads['entries']>[number]): MovedEntry {
    return 'block' in entry ? movedImport(entry) : entry;
  }

  function movedImport(entry: Extract<LogEntry, { readonly block: unknown }>): MovedImport {
    const { position } = entry;
    const row = queries.rowsOf.get({ position });
    if (row === undefined) throw new Error('the rows of an import are missing');
    const offsets: number[][] = row.sets.map(() => []);
    let rows = 0;
    for (const [offset, place] of decodeBlockImage(row.places).known()) {
      offsets[place - 1]?.push(offset);
      rows += 1;
    }
    const groups = row.sets.map((preferences, set) => ({ preferences, offsets: Uint16Array.from(offsets[set] ?? []) }));
    const erased = queries.erasedOf.all({ position });
    return {
      ...entry,
      groups,
      // Behind them stand zeros for rows that were erased.
      rowSalts: row.salts.subarray(0, rows * saltBytes),
      erasedRows: erased.map(({ number, leafHash }) => ({ offset: offsetInBlock(number as PhoneNumber), leafHash })),
    };
  }

  return {
    head: () => log.head(),
    entries: (after: Position, limit: number) => log.entries(after, limit).map(movedEntry),
    counters: (after, limit) => queries.counters.all({ after, limit }),
    records: (kind, after, limit) => queries.records.all({ kind, after, limit }),
  };
}

function prepared(db: Queries) {
  const position = sql.placeholder('position');
  const after = sql.placeholder('after');
  const limit = sql.placeholder('limit');
  const { kind, id, body, expiresAt } = shortRecords;
  const ofUse = Object.values(tallyPrefixes).map(
    (prefix) => sql`substr(${counters.key}, 1, ${prefix.length}) <> ${prefix}`,
  );
  return {
    rowsOf: db.select().from(importRows).where(eq(importRows.position, position)).prepare(),
    erasedOf: db
      .select()
      .from(erasedRows)
      .where(eq(erasedRows.position, position))
      .orderBy(asc(erasedRows.number))
      .prepare(),
    counters: db
      .select()
      .from(counters)
      .where(and(gt(counters.key, after), sql`${counters.count} <> 0`, ...ofUse))
      .orderBy(asc(counters.key))
      .limit(limit)
      .prepare(),
    records: db
      .select({ kind, id, body, expiresAt })
      .from(shortRecords)
      .where(and(eq(kind, sql.placeholder('kind')), gt(id, after)))
      .orderBy(asc(id))
      .limit(limit)
      .prepare(),
  };
}
