import { sql } from '#drizzle';
import { type Block, numberAt, numbersPerBlock } from '../../core/phone-number.ts';
import { type ImportRows, importRows, rowLeaves } from '../import-rows.ts';
import { entryBytes, leafHash, type Sha256, saltBytes } from '../leaf-hash.ts';
import { merkleRoot } from '../merkle.ts';
import type { MovedEntry, MovedImport } from '../moving/moved-entry.ts';
import type { ErasedEntry } from '../store.ts';
import type { Appender, WriterReads } from './append.ts';
import type { BlockWrites } from './block-writes.ts';
import { sameBytes } from './bytes.ts';
import type { BlockImporter } from './import-block.ts';
import { changes, erasedRows } from './schema.ts';
import type { Queries } from './sql-database.ts';

/** Writes entries of another store's log as they are; to be run within a write transaction. */
export class EntryTaker {
  readonly #sha256: Sha256;
  readonly #reads: WriterReads;
  readonly #appender: Appender;
  readonly #importer: BlockImporter;
  readonly #blocks: BlockWrites;
  readonly #queries: ReturnType<typeof prepared>;

  constructor(
    db: Queries,
    sha256: Sha256,
    reads: WriterReads,
    {
      appender,
      importer,
      blocks,
    }: { readonly appender: Appender; readonly importer: BlockImporter; readonly blocks: BlockWrites },
  ) {
    this.#sha256 = sha256;
    this.#reads = reads;
    this.#appender = appender;
    this.#importer = importer;
    this.#blocks = blocks;
    this.#queries = prepared(db);
  }

  /** What is wrong with the entry, so that it was not written; undefined where it was. */
  take(entry: MovedEntry): string | undefined {
    if (entry.position !== this.#reads.log.head() + 1) return 'it is not the next entry';
    if ('isErased' in entry) return this.#takeErased(entry);
    const { position, salt, leafHash: said } = entry;
    if (!sameBytes(leafHash(this.#sha256, salt, entryBytes(position, entry)), said))
      return 'its leaf hash is not that of what it says';
    if ('block' in entry) return this.#takeImport(entry);
    const { status } = this.#appender.take(entry, { salt, leafHash: said });
    return status === 'APPENDED' ? undefined : follows;
  }

  /** The entry that erased it comes later, and says what stands then. */
  #takeErased({ position, number, follows: last, leafHash: kept }: ErasedEntry): string | undefined {
    if (this.#reads.numbers.follows(number) !== last) return follows;
    this.#queries.insertErased.run({ position, number, follows: last, leafHash: kept });
    this.#blocks.hold(number);
    return undefined;
  }

  #takeImport(entry: MovedImport): string | undefined {
    const { block, batchId, at, actor, groups, rowSalts, erasedRows: erased, rowsRoot, position } = entry;
    const rows = rowsOf(entry);
    if (rows === undefined) return 'its rows do not fit it';
    const leaves = leavesByOffset(this.#sha256, block, rows, rowSalts, erased);
    if (leaves === undefined || !sameBytes(merkleRoot(this.#sha256, leaves), rowsRoot))
      return 'its root is not that of its rows';
    const left = { block, batchId, at, actor, rows, rowsRoot, salts: rowSalts };
    if (groups.length > numbersPerBlock || !this.#importer.take(left, entry.rows, entry))
      return 'its numbers are on record';
    for (const { offset, leafHash: kept } of erased) {
      this.#queries.insertErasedRow.run({ position, number: numberAt(block, offset), leafHash: kept });
    }
    return undefined;
  }
}

const follows = 'it follows another entry than the last of its subject';

/** In the order of the sets as they were, those that nobody has any more included. */
function rowsOf({
  block,
  batchId,
  at,
  actor,
  groups,
  rows,
  rowSalts,
  erasedRows: erased,
}: MovedImport): ImportRows | undefined {
  const used = groups.flatMap(({ preferences, offsets }, set) =>
    offsets.length === 0 ? [] : [{ preferences, offsets, set }],
  );
  const checked = importRows({ block, batchId, at, actor, groups: used });
  const isWhole = checked.count + erased.length === rows && rowSalts.length === checked.count * saltBytes;
  if (!isWhole) return undefined;
  return {
    ...checked,
    sets: groups.map(({ preferences }) => preferences),
    places: checked.places.map((place) => (used[place - 1]?.set ?? 0) + 1),
  };
}

/** Undefined where an erased row stands twice, or beside one that is left. */
function leavesByOffset(
  sha256: Sha256,
  block: Block,
  rows: ImportRows,
  salts: Uint8Array,
  erased: MovedImport['erasedRows'],
): readonly Uint8Array[] | undefined {
  const leaves = new Map<number, Uint8Array>();
  let row = 0;
  for (const leaf of rowLeaves(sha256, block, rows, salts)) leaves.set(rows.offsets[row++] as number, leaf);
  for (const { offset, leafHash: kept } of erased) leaves.set(offset, kept);
  if (leaves.size !== rows.count + erased.length) return undefined;
  return [...leaves].sort(([one], [other]) => one - other).map(([, leaf]) => leaf);
}

function prepared(db: Queries) {
  const position = sql.placeholder('position');
  const number = sql.placeholder('number');
  const kept = sql.placeholder('leafHash');
  return {
    insertErased: db
      .insert(changes)
      .values({
        ...{ position, number, follows: sql.placeholder('follows'), leafHash: kept },
        ...{ at: 0, actor: '', salt: new Uint8Array(0) },
      })
      .prepare(),
    insertErasedRow: db.insert(erasedRows).values({ position, number, leafHash: kept }).prepare(),
  };
}
