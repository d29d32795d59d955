import { and, gte, lt, sql } from '#drizzle';
import type { Position } from '../../core/change.ts';
import { type Block, blockOf, type PhoneNumber } from '../../core/phone-number.ts';
import type { BlockStates } from '../block-image.ts';
import type { StateId } from '../store.ts';
import { type NumberReads, numbersOf } from './number-reads.ts';
import { blocks, images, recent } from './schema.ts';
import type { Queries } from './sql-database.ts';

/**
 * So many recent rows turn into a new image: rewriting 10 kB for each change would cost 40 times the log itself,
 * and a follower that meets a block reads this many rows at most.
 */
export const recentRowsMax = 256;

/** Keeps images, recent rows and the directory of blocks in step; to be run within a write transaction. */
export class BlockWrites {
  readonly #numbers: NumberReads;
  readonly #queries: ReturnType<typeof prepared>;

  constructor(db: Queries, numbers: NumberReads) {
    this.#numbers = numbers;
    this.#queries = prepared(db);
  }

  setState(number: PhoneNumber, state: StateId, position: Position): void {
    const block = blockOf(number);
    const isNew = !this.#numbers.isRecent(number);
    this.#queries.setRecent.run({ number, state });
    this.#queries.hold.run({ block });
    if (isNew && this.#numbers.recentCount(block) >= recentRowsMax) {
      this.setImage(block, this.#numbers.blockStates(block), position);
    }
  }

  /** Whatever is on record of it adds up to nothing. */
  hold(number: PhoneNumber): void {
    this.#queries.hold.run({ block: blockOf(number) });
  }

  /** An image shows how its numbers stood when it was written: after an erasure it must not. */
  forgetPastStates(number: PhoneNumber, position: Position): void {
    const block = blockOf(number);
    if (this.#numbers.hasImage(block)) this.setImage(block, this.#numbers.blockStates(block), position);
  }

  /** Writes the image anew; `states` holds what the recent rows said. */
  setImage(block: Block, states: BlockStates, position: Position): void {
    this.#queries.setImage.run({ block, image: states.encode(position) });
    this.#queries.dropRecent.run(numbersOf(block));
  }

  setLastImport(block: Block, lastImport: Position): void {
    this.#queries.setLastImport.run({ block, lastImport });
  }
}

function prepared(db: Queries) {
  const block = sql.placeholder('block');
  return {
    setRecent: db
      .insert(recent)
      .values({ number: sql.placeholder('number'), state: sql.placeholder('state') })
      .onConflictDoUpdate({ target: recent.number, set: { state: sql`excluded.state` } })
      .prepare(),
    hold: db.insert(blocks).values({ block, lastImport: 0 }).onConflictDoNothing().prepare(),
    setLastImport: db
      .insert(blocks)
      .values({ block, lastImport: sql.placeholder('lastImport') })
      .onConflictDoUpdate({ target: blocks.block, set: { lastImport: sql`excluded.last_import` } })
      .prepare(),
    setImage: db
      .insert(images)
      .values({ block, image: sql.placeholder('image') })
      .onConflictDoUpdate({ target: images.block, set: { image: sql`excluded.image` } })
      .prepare(),
    dropRecent: db
      .delete(recent)
      .where(and(gte(recent.number, sql.placeholder('from')), lt(recent.number, sql.placeholder('until'))))
      .prepare(),
  };
}
