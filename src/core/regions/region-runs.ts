import type { Block } from '../phone-number.ts';

/**
 * Which region each block of a country lies in, as text: short to ship, and read only when the first block is asked for.
 * A line is the first block, a colon and runs of blocks that follow each other: a letter of `runLetters` for the region
 * at that place of `ids` (`.`: none), and how many blocks, one where no number stands. Blocks between lines have none.
 */
export interface RegionRuns {
  /** Ids without the country, set apart by blanks. */
  readonly ids: string;
  readonly lines: string;
}

export const runLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#%&*+';
export const noRegion = '.';

/** The place in `ids` of a block's region; -1: none. A binary search. */
export type FindRegion = (block: Block) => number;

export function findRegionIn({ lines }: RegionRuns): FindRegion {
  const firsts: number[] = [];
  const places: number[] = [];
  const begin = (first: Block, place: number): void => {
    if (places.at(-1) === place) return;
    firsts.push(first);
    places.push(place);
  };
  for (const line of lines.trim().split('\n')) {
    const [start = '', runs = ''] = line.split(':');
    let block = Number(start);
    for (const [, letter = '', blocks] of runs.matchAll(/([^0-9])(\d*)/g)) {
      begin(block, runLetters.indexOf(letter));
      block += blocks === '' ? 1 : Number(blocks);
    }
    begin(block, -1);
  }
  return searched(Uint32Array.from(firsts), Int8Array.from(places));
}

function searched(firsts: Uint32Array, places: Int8Array): FindRegion {
  return (block) => {
    let low = 0;
    // Without a branch that a processor would guess wrong every other time.
    for (let size = firsts.length; size > 1; ) {
      const half = size >> 1;
      low += Number((firsts[low + half] as number) <= block) * half;
      size -= half;
    }
    return block < (firsts[0] as number) ? -1 : (places[low] as number);
  };
}
