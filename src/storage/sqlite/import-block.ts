import { randomFillSync } from 'node:crypto';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { Position } from '../../core/change.ts';
import { unknownState } from '../../core/number-record.ts';
import { type BlockStates, encodeBlockImage } from '../block-image.ts';
import { type ImportRows, rowLeaves } from '../import-rows.ts';
import { saltBytes } from '../leaf-hash.ts';
import { merkleRoot } from '../merkle.ts';
import type { BlockImportResult, StateId } from '../store.ts';
import type { WriterReads } from './append.ts';
import type { BlockWrites } from './block-writes.ts';
import type { CheckedImport } from './commands.ts';
import { and, eq, sql } from './drizzle.ts';
import { newLeaf } from './leaf.ts';
import { changes, importRows } from './schema.ts';
import { sha256 } from './sha256.ts';

/** An import with all its hashing done, which takes longer than writing it and needs no lock. */
export interface PreparedImport extends CheckedImport {
  readonly salts: Uint8Array;
  /** By offset, ascending. */
  readonly leaves: ReadonlyMap<number, Uint8Array>;
  readonly rowsRoot: Uint8Array;
}

export function prepareImport(checked: CheckedImport): PreparedImport {
  const salts = randomFillSync(new Uint8Array(checked.rows.count * saltBytes));
  const leaves = rowLeaves(sha256, checked.block, checked.rows, salts);
  return { ...checked, salts, leaves, rowsRoot: merkleRoot(sha256, [...leaves.values()]) };
}

/** Registers the rows of an import that nothing is on record of; to be run within a write transaction. */
export class BlockImporter {
  readonly #reads: WriterReads;
  readonly #blocks: BlockWrites;
  readonly #queries: ReturnType<typeof prepared>;

  constructor(db: BetterSQLite3Database, reads: WriterReads, blocks: BlockWrites) {
    this.#reads = reads;
    this.#blocks = blocks;
    this.#queries = prepared(db);
  }

  run(batch: PreparedImport): BlockImportResult {
    const { block, batchId, rows } = batch;
    if (this.#queries.ofBatch.get({ block, batchId }) !== undefined) return { registered: 0, kept: rows.count };
    const states = this.#reads.numbers.blockStates(block);
    const fresh = this.#unknownOf(batch, states);
    if (fresh.rows.count === 0) return { registered: 0, kept: rows.count };
    const position = this.#reads.log.head() + 1;
    this.#writeEntry(fresh, position);
    this.#register(fresh, states, position);
    return { position, registered: fresh.rows.count, kept: rows.count - fresh.rows.count };
  }

  /** The import without the rows of numbers that have an entry: their own, or of an earlier import. */
  #unknownOf(batch: PreparedImport, states: BlockStates): PreparedImport {
    const changed = this.#reads.numbers.changedOffsets(batch.block);
    const isKnown = (offset: number) => states.stateAt(offset) !== 0 || changed.has(offset);
    const setPlaces = batch.rows.setPlaces.map((place, offset) => (place === 0 || isKnown(offset) ? 0 : place));
    const count = setPlaces.reduce((sum, place) => sum + (place === 0 ? 0 : 1), 0);
    if (count === batch.rows.count) return batch;
    const leaves = new Map<number, Uint8Array>();
    const salts = new Uint8Array(count * saltBytes);
    for (const [index, [offset, leaf]] of [...batch.leaves].entries()) {
      if (setPlaces[offset] === 0) continue;
      salts.set(batch.salts.subarray(index * saltBytes, (index + 1) * saltBytes), leaves.size * saltBytes);
      leaves.set(offset, leaf);
    }
    const rowsRoot = merkleRoot(sha256, [...leaves.values()]);
    return { ...batch, rows: { sets: batch.rows.sets, setPlaces, count }, salts, leaves, rowsRoot };
  }

  #writeEntry({ block, batchId, at, actor, rows, rowsRoot, salts }: PreparedImport, position: Position): void {
    const entry = { block, batchId, at, actor, rows: rows.count, rowsRoot };
    this.#queries.insertEntry.run({ position, block, batchId, at, actor, ...newLeaf(position, entry) });
    const places = encodeBlockImage(position, placesOf(rows));
    this.#queries.insertRows.run({ position, rows: rows.count, rowsRoot, sets: rows.sets, places, salts });
  }

  #register({ block, rows }: PreparedImport, states: BlockStates, position: Position): void {
    const ids: StateId[] = rows.sets.map((preferences) => this.#reads.states.intern({ ...unknownState, preferences }));
    for (const [offset, place] of placesOf(rows)) states.set(offset, ids[place - 1] ?? 0);
    this.#blocks.setImage(block, states, position);
    this.#blocks.setLastImport(block, position);
  }
}

function* placesOf({ setPlaces }: ImportRows): Iterable<readonly [offset: number, place: number]> {
  for (const [offset, place] of setPlaces.entries()) {
    if (place !== 0) yield [offset, place];
  }
}

function prepared(db: BetterSQLite3Database) {
  const position = sql.placeholder('position');
  const block = sql.placeholder('block');
  const batchId = sql.placeholder('batchId');
  return {
    ofBatch: db
      .select({ position: changes.position })
      .from(changes)
      .where(and(eq(changes.block, block), eq(changes.batchId, batchId)))
      .prepare(),
    insertEntry: db
      .insert(changes)
      .values({
        position,
        block,
        batchId,
        at: sql.placeholder('at'),
        actor: sql.placeholder('actor'),
        salt: sql.placeholder('salt'),
        leafHash: sql.placeholder('leafHash'),
      })
      .prepare(),
    insertRows: db
      .insert(importRows)
      .values({
        position,
        rows: sql.placeholder('rows'),
        rowsRoot: sql.placeholder('rowsRoot'),
        sets: sql.placeholder('sets'),
        places: sql.placeholder('places'),
        salts: sql.placeholder('salts'),
      })
      .prepare(),
  };
}
