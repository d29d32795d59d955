import { and, asc, eq, gte, isNotNull, lt, sql } from '#drizzle';
import type { Position } from '../../core/change.ts';
import type { Block } from '../../core/phone-number.ts';
import type { Preferences } from '../../core/preferences.ts';
import type { NumberEntry } from '../../core/statistics/tallies.ts';
import { decodeBlockImage } from '../block-image.ts';
import type { BlockLog } from '../store.ts';
import { type EntryRow, toLogEntry } from './entry-row.ts';
import { numbersOf } from './number-reads.ts';
import { changes, importRows } from './schema.ts';
import type { Queries } from './sql-database.ts';

/** The log block by block as one connection sees it; each method is several reads, to be run at one moment. */
export class BlockLogs {
  readonly #queries: ReturnType<typeof prepared>;

  constructor(db: Queries) {
    this.#queries = prepared(db);
  }

  of(block: Block): BlockLog {
    const rows = this.#queries.entries.all(numbersOf(block));
    return {
      imports: this.#queries.imports.all({ block }).map(toImport),
      entries: rows.map((change) => toLogEntry({ change, ...noRows }) as NumberEntry),
    };
  }
}

const noRows: Pick<EntryRow, 'rows' | 'rowsRoot'> = { rows: null, rowsRoot: null };

interface ImportRow {
  readonly position: Position;
  readonly at: number;
  readonly sets: readonly Preferences[];
  readonly places: Uint8Array;
}

function toImport({ position, at, sets, places }: ImportRow): BlockLog['imports'][number] {
  const offsets: number[][] = sets.map(() => []);
  for (const [offset, place] of decodeBlockImage(places).known()) offsets[place - 1]?.push(offset);
  const groups = sets.map((preferences, set) => ({ preferences, offsets: Uint16Array.from(offsets[set] ?? []) }));
  // The set of a row that was erased is empty.
  return { position, at, groups: groups.filter((group) => group.offsets.length > 0) };
}

function prepared(db: Queries) {
  const { position, at } = changes;
  const { sets, places } = importRows;
  return {
    entries: db
      .select()
      .from(changes)
      .where(
        and(
          gte(changes.number, sql.placeholder('from')),
          lt(changes.number, sql.placeholder('until')),
          isNotNull(changes.event),
        ),
      )
      .orderBy(asc(changes.number), asc(changes.follows))
      .prepare(),
    imports: db
      .select({ position, at, sets, places })
      .from(changes)
      .innerJoin(importRows, eq(importRows.position, changes.position))
      .where(eq(changes.block, sql.placeholder('block')))
      .orderBy(asc(changes.position))
      .prepare(),
  };
}
