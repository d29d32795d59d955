import { and, asc, count, eq, gt, gte, lt, sql } from '#drizzle';
import { type Block, numberAt, type PhoneNumber } from '../../core/phone-number.ts';
import type { Preferences } from '../../core/preferences.ts';
import { decodeBlockImage } from '../block-image.ts';
import { preferencesJson, stateJson } from '../canonical.ts';
import { leafHasher, rowText, type Sha256, saltBytes } from '../leaf-hash.ts';
import type { ErasedEntry, LogEntry, StateId } from '../store.ts';
import { type EntryRow, toAnyEntry } from './entry-row.ts';
import { NumberReads, numbersOf } from './number-reads.ts';
import { blocks, changes, details, entities, erasedRows, importRows } from './schema.ts';
import type { Queries, SqlConnection, SqlDatabase } from './sql-database.ts';
import { StateTable } from './state-table.ts';

/** Told where something does not fit, and what. */
export type Reporter = (at: string, problem: string) => void;

/** The rows that an import registered, as its entry's tables hold them. */
export interface ImportedRows {
  readonly sets: readonly Preferences[];
  /** By offset, ascending: the place in `sets`, counted from 1. */
  readonly places: ReadonlyMap<number, number>;
  readonly salts: Uint8Array;
  /** Numbers whose rows were erased. */
  readonly erased: readonly PhoneNumber[];
  /** By offset: hashed anew at each call; of erased rows, as they are kept. */
  readonly leaves: () => readonly Uint8Array[];
}

const pageRows = 1_000;

/** What an audit reads; nothing of it is trusted. */
export class AuditReads {
  readonly #connection: SqlConnection;
  readonly #db: Queries;
  readonly #sha256: Sha256;
  readonly #states: StateTable;
  readonly #stateJson = new Map<StateId, string>();
  readonly numbers: NumberReads;

  constructor(database: SqlDatabase, sha256: Sha256) {
    this.#connection = database.connection;
    this.#db = database.queries;
    this.#sha256 = sha256;
    this.#states = new StateTable(this.#db);
    this.numbers = new NumberReads(database, this.#states);
  }

  *log(): Iterable<EntryRow> {
    const page = this.#entries()
      .where(gt(changes.position, sql.placeholder('after')))
      .orderBy(asc(changes.position))
      .limit(pageRows)
      .prepare();
    let rows: EntryRow[] = page.all({ after: 0 });
    while (rows.length > 0) {
      yield* rows;
      rows = page.all({ after: rows.at(-1)?.change.position ?? 0 });
    }
  }

  readonly entry = (row: EntryRow): LogEntry | ErasedEntry => toAnyEntry(row);

  /** Rows of the log about one block: its numbers' own entries and its imports, in order. */
  entriesOfBlock(block: Block): readonly EntryRow[] {
    const { from, until } = numbersOf(block);
    const own = this.#entries()
      .where(and(gte(changes.number, from), lt(changes.number, until)))
      .all();
    const imports = this.#entries().where(eq(changes.block, block)).all();
    return [...own, ...imports].sort((a, b) => a.change.position - b.change.position);
  }

  importedRows(position: number): ImportedRows {
    const row = this.#db.select().from(importRows).where(eq(importRows.position, position)).get();
    const block = this.#db.select({ block: changes.block }).from(changes).where(eq(changes.position, position)).get();
    if (row === undefined || typeof block?.block !== 'number') throw new Error('its rows are missing');
    const texts = row.sets.map(preferencesJson);
    const places = new Map(decodeBlockImage(row.places).known());
    const erased = this.#db.select().from(erasedRows).where(eq(erasedRows.position, position)).all();
    const leaves = () => {
      const leafOf = leafHasher(this.#sha256);
      const byNumber = [...places].map(([offset, place], index) => {
        const salt = row.salts.subarray(index * saltBytes, (index + 1) * saltBytes);
        const number = numberAt(block.block as number, offset);
        return { number, leafHash: leafOf(salt, rowText(number, texts[place - 1] ?? '')) };
      });
      for (const { number, leafHash } of erased) byNumber.push({ number: number as PhoneNumber, leafHash });
      return byNumber.sort((a, b) => a.number - b.number).map(({ leafHash }) => leafHash);
    };
    return {
      sets: row.sets,
      places,
      salts: row.salts,
      erased: erased.map(({ number }) => number as PhoneNumber),
      leaves,
    };
  }

  erasedRowCount(): number {
    return this.#db.select({ count: count() }).from(erasedRows).get()?.count ?? 0;
  }

  importCount(): number {
    return this.#db.select({ count: count() }).from(importRows).get()?.count ?? 0;
  }

  entities() {
    return this.#db.select().from(entities).all();
  }

  detailsOfBlock(block: Block) {
    const { from, until } = numbersOf(block);
    return this.#db
      .select()
      .from(details)
      .where(and(gte(details.number, from), lt(details.number, until)))
      .all();
  }

  lastImport(block: Block): number | undefined {
    return this.#db.select().from(blocks).where(eq(blocks.block, block)).get()?.lastImport;
  }

  /** Canonical JSON of an interned state. */
  stateJson(id: StateId): string {
    const json = this.#stateJson.get(id) ?? stateJson(this.#states.state(id));
    this.#stateJson.set(id, json);
    return json;
  }

  /** Every block that any table speaks of. */
  blocks(): readonly Block[] {
    const speakingOfNumbers = ['changes', 'recent', 'details'].map(
      (table) => `SELECT DISTINCT number / 10000 AS block FROM ${table} WHERE number IS NOT NULL`,
    );
    const speakingOfBlocks = ['changes', 'blocks', 'images'].map(
      (table) => `SELECT block FROM ${table} WHERE block IS NOT NULL`,
    );
    // One after the other: some engines allow few terms in a compound statement.
    const blocks = new Set<Block>();
    for (const select of [...speakingOfNumbers, ...speakingOfBlocks]) {
      for (const block of this.#connection.prepare<[], Block>(select).pluck().iterate()) blocks.add(block);
    }
    return [...blocks].sort((a, b) => a - b);
  }

  #entries() {
    return this.#db
      .select({ change: changes, rows: importRows.rows, rowsRoot: importRows.rowsRoot })
      .from(changes)
      .leftJoin(importRows, eq(importRows.position, changes.position));
  }
}
