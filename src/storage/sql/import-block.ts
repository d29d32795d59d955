import { and, eq, sql } from '#drizzle';
import type { Position } from '../../core/change.ts';
import { unknownState } from '../../core/number-record.ts';
import { regionOf } from '../../core/regions/regions.ts';
import { talliesOfRows } from '../../core/statistics/tallies.ts';
import { numbersKey } from '../../core/statistics/tally-keys.ts';
import { type BlockStates, encodeBlockImage } from '../block-image.ts';
import { type ImportRows, rowLeaves, rowsWhere } from '../import-rows.ts';
import { type Sha256, saltBytes } from '../leaf-hash.ts';
import { merkleRoot } from '../merkle.ts';
import type { BlockImport, BlockImportResult, StateId } from '../store.ts';
import type { WriterReads } from './append.ts';
import type { BlockWrites } from './block-writes.ts';
import type { HashedImport } from './hashed-import.ts';
import { type Leaf, newLeaf } from './leaf.ts';
import type { NumberReads } from './number-reads.ts';
import { changes, importRows } from './schema.ts';
import type { Queries } from './sql-database.ts';
import type { TallyWrites } from './tally-writes.ts';

/** Registers the rows of an import that nothing is on record of; to be run within a write transaction. */
export class BlockImporter {
  readonly #sha256: Sha256;
  readonly #reads: WriterReads;
  readonly #imports: ImportReads;
  readonly #blocks: BlockWrites;
  readonly #tallies: TallyWrites;
  readonly #queries: ReturnType<typeof prepared>;

  constructor(
    db: Queries,
    sha256: Sha256,
    reads: WriterReads,
    imports: ImportReads,
    blocks: BlockWrites,
    tallies: TallyWrites,
  ) {
    this.#sha256 = sha256;
    this.#reads = reads;
    this.#imports = imports;
    this.#blocks = blocks;
    this.#tallies = tallies;
    this.#queries = prepared(db);
  }

  run(batch: HashedImport): BlockImportResult {
    const { block, rows } = batch;
    const fresh = withRows(this.#sha256, batch, this.#imports.newRows(batch, rows));
    const { count } = fresh.rows;
    if (count === 0) return { registered: 0, kept: rows.count };
    const position = this.#reads.log.head() + 1;
    const { batchId, at, actor, rowsRoot } = fresh;
    const leaf = newLeaf(this.#sha256, position, { block, batchId, at, actor, rows: count, rowsRoot });
    this.#writeEntry(fresh, position, count, leaf);
    this.#register(fresh, this.#reads.numbers.blockStates(block), position);
    return { position, registered: count, kept: rows.count - count };
  }

  /**
   * An entry of another store's log, as it was sealed there, as this one's next: with what is left of its rows, which
   * once were `rows`. False where the block or a number of it does not fit.
   */
  take(left: HashedImport, rows: number, leaf: Leaf): boolean {
    if (this.#imports.newRows(left, left.rows).count !== left.rows.count || this.#imports.isTaken(left)) return false;
    const position = this.#reads.log.head() + 1;
    this.#writeEntry(left, position, rows, leaf);
    this.#register(left, this.#reads.numbers.blockStates(left.block), position);
    return true;
  }

  #writeEntry(batch: HashedImport, position: Position, entryRows: number, leaf: Leaf): void {
    const { block, batchId, at, actor, rows, rowsRoot, salts } = batch;
    this.#queries.insertEntry.run({ position, block, batchId, at, actor, ...leaf });
    const places = encodeBlockImage(position, placesOf(rows));
    this.#queries.insertRows.run({ position, rows: entryRows, rowsRoot, sets: rows.sets, places, salts });
  }

  #register({ block, at, rows }: HashedImport, states: BlockStates, position: Position): void {
    const ids: StateId[] = rows.sets.map((preferences) => this.#reads.states.intern({ ...unknownState, preferences }));
    const registered = new Uint16Array(ids.length);
    for (const [offset, place] of placesOf(rows)) {
      states.set(offset, ids[place - 1] ?? 0);
      registered[place - 1] = (registered[place - 1] ?? 0) + 1;
    }
    this.#blocks.setImage(block, states, position);
    this.#blocks.setLastImport(block, position);
    this.#tallies.add(talliesOfRows(block, at, rows.count));
    const region = regionOf(block);
    for (const [set, stateId] of ids.entries()) {
      this.#tallies.add({ key: numbersKey({ region, stateId }), count: registered[set] ?? 0 });
    }
  }
}

/** What of an import is new, as one connection sees it. */
export class ImportReads {
  readonly #numbers: NumberReads;
  readonly #ofBatch: ReturnType<typeof preparedOfBatch>;

  constructor(db: Queries, numbers: NumberReads) {
    this.#numbers = numbers;
    this.#ofBatch = preparedOfBatch(db);
  }

  /** The rows of numbers without an entry, their own or of an earlier import; none where the batch was here before. */
  newRows({ block, batchId }: Pick<BlockImport, 'block' | 'batchId'>, rows: ImportRows): ImportRows {
    if (this.isTaken({ block, batchId })) return rowsWhere(rows, () => false);
    const states = this.#numbers.blockStates(block);
    const changed = this.#numbers.changedOffsets(block);
    return rowsWhere(rows, (offset) => states.stateAt(offset) === 0 && !changed.has(offset));
  }

  isTaken({ block, batchId }: Pick<BlockImport, 'block' | 'batchId'>): boolean {
    return this.#ofBatch.get({ block, batchId }) !== undefined;
  }
}

/** Others may have been quicker with some of the rows since these were hashed: then, rarely, they are hashed anew. */
function withRows(sha256: Sha256, batch: HashedImport, rows: ImportRows): HashedImport {
  if (rows.count === batch.rows.count) return batch;
  const kept = new Set(rows.offsets);
  const salts = new Uint8Array(rows.count * saltBytes);
  let at = 0;
  for (const [row, offset] of batch.rows.offsets.entries()) {
    if (!kept.has(offset)) continue;
    salts.set(batch.salts.subarray(row * saltBytes, (row + 1) * saltBytes), at);
    at += saltBytes;
  }
  const rowsRoot = merkleRoot(sha256, [...rowLeaves(sha256, batch.block, rows, salts)]);
  return { ...batch, rows, salts, rowsRoot };
}

function* placesOf({ offsets, places }: ImportRows): Iterable<readonly [offset: number, place: number]> {
  for (const [row, offset] of offsets.entries()) yield [offset, places[row] ?? 0];
}

function prepared(db: Queries) {
  const position = sql.placeholder('position');
  const block = sql.placeholder('block');
  const batchId = sql.placeholder('batchId');
  return {
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

function preparedOfBatch(db: Queries) {
  return db
    .select({ position: changes.position })
    .from(changes)
    .where(and(eq(changes.block, sql.placeholder('block')), eq(changes.batchId, sql.placeholder('batchId'))))
    .prepare();
}
