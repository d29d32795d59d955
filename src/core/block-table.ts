import type { Block } from './phone-number.ts';

/** In place of a place that a block does not have. */
export const noPlace = -1;

/**
 * Gives blocks small places: 0, 1, 2 and so on. Who asks for the same blocks in the same order again and again, as the
 * slices of a list do, mostly finds the next where it was the last time, without a search.
 */
export class BlockTable {
  readonly #places = new Map<Block, number>();
  /** Of blocks that were deleted. */
  readonly #free: number[] = [];
  #blocks: Float64Array = new Float64Array(capacityMin).fill(none);
  /** By place: the place that was asked for after it. */
  #next: Int32Array = new Int32Array(capacityMin);
  #last: number = 0;

  get size(): number {
    return this.#places.size;
  }

  /** `noPlace` where the block has none. */
  placeOf(block: Block): number {
    const next = this.#next[this.#last] as number;
    if (this.#blocks[next] === block) {
      this.#last = next;
      return next;
    }
    return this.#sought(block);
  }

  /** Of a block that has no place yet. */
  add(block: Block): number {
    const place = this.#free.pop() ?? this.#places.size;
    if (place === this.#blocks.length) this.#grow();
    this.#places.set(block, place);
    this.#blocks[place] = block;
    this.#follow(place);
    return place;
  }

  /** Its place may be given to another. */
  delete(block: Block): void {
    const place = this.#places.get(block);
    if (place === undefined) return;
    this.#places.delete(block);
    this.#blocks[place] = none;
    this.#free.push(place);
  }

  #sought(block: Block): number {
    const place = this.#places.get(block);
    if (place === undefined) return noPlace;
    this.#follow(place);
    return place;
  }

  #follow(place: number): void {
    this.#next[this.#last] = place;
    this.#last = place;
  }

  #grow(): void {
    const blocks = new Float64Array(this.#blocks.length * 2).fill(none);
    blocks.set(this.#blocks);
    this.#blocks = blocks;
    const next = new Int32Array(blocks.length);
    next.set(this.#next);
    this.#next = next;
  }
}

const capacityMin = 2 ** 10;
/** No block. */
const none = -1;
