import { and, asc, count, eq, gt, gte, lt, sql } from '#drizzle';
import type { Position } from '../../core/change.ts';
import { type NumberDetail, type NumberRecord, noDetail } from '../../core/number-record.ts';
import {
  type Block,
  blockOf,
  numberAt,
  numbersPerBlock,
  offsetInBlock,
  type PhoneNumber,
} from '../../core/phone-number.ts';
import { type BlockStates, decodeBlockImage, emptyBlock, stateInImage } from '../block-image.ts';
import type { BlockRows, StateId } from '../store.ts';
import { type DriverBytes, plainBytes } from './bytes.ts';
import { blocks, changes, details, recent } from './schema.ts';
import type { Queries, SqlDatabase, SqlStatement } from './sql-database.ts';
import type { StateTable } from './state-table.ts';

const blocksPerGroup = 1024;

/** Numbers and blocks as one connection sees them; each method is several reads, to be run at one moment. */
export class NumberReads {
  readonly #states: StateTable;
  readonly #queries: ReturnType<typeof prepared>;
  /** Asked for most often, by lists and by every change: by the driver alone they take half the time. */
  readonly #image: SqlStatement<[Block], DriverBytes>;
  readonly #recentOfBlock: SqlStatement<[number, number], readonly [number: number, state: StateId]>;
  readonly #recent: SqlStatement<[PhoneNumber], StateId>;
  /** Its limit is no parameter: SQLite would plan it anew for each value that is bound. */
  readonly #lastChange: SqlStatement<[PhoneNumber], Position>;

  constructor({ connection, queries }: SqlDatabase, states: StateTable) {
    this.#states = states;
    this.#image = connection.prepare<[Block], DriverBytes>('SELECT image FROM images WHERE block = ?').pluck();
    this.#recentOfBlock = connection
      .prepare<[number, number], [number, StateId]>(
        'SELECT number, state FROM recent WHERE number >= ? AND number < ? ORDER BY number',
      )
      .raw();
    this.#recent = connection.prepare<[PhoneNumber], StateId>('SELECT state FROM recent WHERE number = ?').pluck();
    this.#lastChange = connection
      .prepare<[PhoneNumber], Position>('SELECT position FROM changes WHERE number = ? ORDER BY follows DESC LIMIT 1')
      .pluck();
    this.#queries = prepared(queries);
  }

  record(number: PhoneNumber): NumberRecord {
    return this.recordIn(this.stateId(number), number);
  }

  /** The record of a number of which it is known in which state it stands. */
  recordIn(stateId: StateId, number: PhoneNumber): NumberRecord {
    const state = this.#states.state(stateId);
    return { state, detail: state.hasDetail ? this.detail(number) : noDetail };
  }

  stateId(number: PhoneNumber): StateId {
    const changed = this.#recent.get(number);
    if (changed !== undefined) return changed;
    const image = this.#image.get(blockOf(number));
    return image === undefined ? 0 : stateInImage(plainBytes(image), offsetInBlock(number));
  }

  isRecent(number: PhoneNumber): boolean {
    return this.#recent.get(number) !== undefined;
  }

  detail(number: PhoneNumber): NumberDetail {
    return this.#queries.detail.get({ number })?.detail ?? noDetail;
  }

  /** The later of the number's last entry and the last import into its block. */
  follows(number: PhoneNumber): Position {
    const last = this.#lastChange.get(number) ?? 0;
    return Math.max(last, this.#queries.block.get({ block: blockOf(number) })?.lastImport ?? 0);
  }

  blockRows(block: Block): BlockRows {
    const first = numberAt(block, 0);
    const rows = this.#recentOfBlock.all(first, first + numbersPerBlock);
    const image = this.#image.get(block);
    return {
      image: image && plainBytes(image),
      recent: rows.map(([number, state]) => ({ offset: number - first, state })),
    };
  }

  hasImage(block: Block): boolean {
    return this.#image.get(block) !== undefined;
  }

  /** The image of a block with its recent rows laid over it. */
  blockStates(block: Block): BlockStates {
    const { image, recent: changed } = this.blockRows(block);
    const states = image === undefined ? emptyBlock() : decodeBlockImage(image);
    for (const { offset, state } of changed) states.set(offset, state);
    return states;
  }

  recentCount(block: Block): number {
    return this.#queries.recentCount.get(numbersOf(block))?.count ?? 0;
  }

  /** Offsets of the numbers in a block that have entries of their own. */
  changedOffsets(block: Block): Set<number> {
    const rows = this.#queries.changedOfBlock.all(numbersOf(block));
    return new Set(rows.map(({ number }) => offsetInBlock(number as PhoneNumber)));
  }

  blocksHeld(group: number): readonly Block[] {
    const from = group * blocksPerGroup;
    return this.#queries.blocksBetween.all({ from, until: from + blocksPerGroup }).map(({ block }) => block);
  }

  blocks(after: Block, limit: number): readonly Block[] {
    return this.#queries.blocksAfter.all({ after, limit }).map(({ block }) => block);
  }
}

/** The span of a block's numbers, as its queries want it. */
export function numbersOf(block: Block): { readonly from: number; readonly until: number } {
  const from = numberAt(block, 0);
  return { from, until: from + numbersPerBlock };
}

function prepared(db: Queries) {
  const from = sql.placeholder('from');
  const until = sql.placeholder('until');
  const number = sql.placeholder('number');
  const block = sql.placeholder('block');
  const recentOfBlock = and(gte(recent.number, from), lt(recent.number, until));
  return {
    recentCount: db.select({ count: count() }).from(recent).where(recentOfBlock).prepare(),
    detail: db.select({ detail: details.detail }).from(details).where(eq(details.number, number)).prepare(),
    block: db.select({ lastImport: blocks.lastImport }).from(blocks).where(eq(blocks.block, block)).prepare(),
    blocksBetween: db
      .select({ block: blocks.block })
      .from(blocks)
      .where(and(gte(blocks.block, from), lt(blocks.block, until)))
      .orderBy(asc(blocks.block))
      .prepare(),
    blocksAfter: db
      .select({ block: blocks.block })
      .from(blocks)
      .where(gt(blocks.block, sql.placeholder('after')))
      .orderBy(asc(blocks.block))
      .limit(sql.placeholder('limit'))
      .prepare(),
    changedOfBlock: db
      .select({ number: changes.number })
      .from(changes)
      .where(and(gte(changes.number, from), lt(changes.number, until)))
      .prepare(),
  };
}
