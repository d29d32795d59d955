import { and, eq, gt, gte, isNotNull, lt, notInArray, or, sql } from '#drizzle';
import type { Position } from '../../core/change.ts';
import { erasures, lineReports } from '../../core/erasure.ts';
import { offsetInBlock, type PhoneNumber } from '../../core/phone-number.ts';
import { noPreferences, type Preferences } from '../../core/preferences.ts';
import { decodeBlockImage, encodeBlockImage } from '../block-image.ts';
import { canonicalJson, preferencesJson } from '../canonical.ts';
import { leafHasher, rowText, type Sha256, saltBytes } from '../leaf-hash.ts';
import { utf8Length } from './bytes.ts';
import type { LogReads } from './log-reads.ts';
import { changes, erasedRows, importRows } from './schema.ts';
import type { Queries } from './sql-database.ts';

/** Blanks what the log holds of a number; to be run within a write transaction of a connection that deletes securely. */
export class Eraser {
  readonly #log: LogReads;
  readonly #sha256: Sha256;
  readonly #queries: ReturnType<typeof prepared>;

  constructor(db: Queries, log: LogReads, sha256: Sha256) {
    this.#log = log;
    this.#sha256 = sha256;
    this.#queries = prepared(db);
  }

  /** Its entries between two positions, and its row of a bulk import between them. */
  erase(number: PhoneNumber, after: Position, before: Position): void {
    this.#queries.blank.run({ number, after, before });
    this.#queries.forgetState.run({ number, after, before });
    const registered = this.#log.importOf(number, before);
    if (registered !== undefined && registered.position > after) this.#eraseRow(number, registered.position);
  }

  #eraseRow(number: PhoneNumber, position: Position): void {
    const row = this.#queries.rowsOf.get({ position });
    if (row === undefined) throw new Error('the rows of an import are missing');
    const known = [...decodeBlockImage(row.places).known()];
    const index = known.findIndex(([offset]) => offset === offsetInBlock(number));
    const place = known[index]?.[1] ?? 0;
    const left = known.filter((_, at) => at !== index);
    const salt = row.salts.subarray(index * saltBytes, (index + 1) * saltBytes);
    const set = row.sets[place - 1] ?? noPreferences;
    const leafHash = leafHasher(this.#sha256)(salt, rowText(number, preferencesJson(set)));
    this.#queries.keepLeaf.run({ position, number, leafHash });
    // What he alone had chosen in this list is his too.
    const isUsed = left.some(([, other]) => other === place);
    const sets = isUsed ? row.sets : row.sets.with(place - 1, noPreferences);
    const places = encodeBlockImage(position, left);
    const freed = row.places.length - places.length + sizeOf(row.sets) - sizeOf(sets);
    this.#queries.setRows.run({ position, sets, places, salts: without(row.salts, index * saltBytes, freed) });
  }
}

/** Without the salt at a place, and with as many zeros behind as keep the row's size: a row that grows may be moved. */
function without(salts: Uint8Array, from: number, freed: number): Uint8Array {
  const left = new Uint8Array(salts.length + freed);
  left.set(salts.subarray(0, from));
  left.set(salts.subarray(from + saltBytes), from);
  return left;
}

function sizeOf(sets: readonly Preferences[]): number {
  return utf8Length(canonicalJson(sets));
}

function prepared(db: Queries) {
  const position = sql.placeholder('position');
  const number = sql.placeholder('number');
  const after = sql.placeholder('after');
  const ofRow = eq(importRows.position, position);
  const erased = and(
    eq(changes.number, number),
    gt(changes.position, after),
    lt(changes.position, sql.placeholder('before')),
    isNotNull(changes.event),
  );
  const kind = sql<string>`json_extract(${changes.event}, '$.kind')`;
  const reach = sql<number>`json_extract(${changes.event}, '$.after')`;
  const nothing = sql`x''`;
  const blank = { at: 0, actor: '', agent: null, wayIn: null, proof: null, event: null, batchId: null, state: null };
  return {
    blank: db
      .update(changes)
      .set({ ...blank, salt: nothing })
      .where(and(erased, notInArray(kind, [...lineReports]), or(notInArray(kind, [...erasures]), gte(reach, after))))
      .prepare(),
    forgetState: db.update(changes).set({ state: null }).where(erased).prepare(),
    rowsOf: db.select().from(importRows).where(ofRow).prepare(),
    keepLeaf: db
      .insert(erasedRows)
      .values({ position, number, leafHash: sql.placeholder('leafHash') })
      .prepare(),
    setRows: db
      .update(importRows)
      .set({
        sets: sql`${sql.param(sql.placeholder('sets'), importRows.sets)}`,
        places: sql`${sql.placeholder('places')}`,
        salts: sql`${sql.placeholder('salts')}`,
      })
      .where(ofRow)
      .prepare(),
  };
}
