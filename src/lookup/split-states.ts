import type { NumberState } from '../core/number-record.ts';
import { shardOfBlock } from '../core/number-shard.ts';
import type { NumbersByBlock } from '../core/numbers-by-block.ts';
import type { Block } from '../core/phone-number.ts';
import type { StateId } from '../storage/store.ts';
import type { SharedId } from './part-states.ts';
import { type ListStates, unavailableState } from './shard.ts';

/** The numbers of a list that are one part's. */
export interface PartOfList {
  readonly numbers: NumbersByBlock;
  /** Which of the list's blocks they are: places in its `blocks`. */
  readonly runs: readonly number[];
}

export function splitByPart({ blocks, ends, offsets }: NumbersByBlock, parts: number): readonly PartOfList[] {
  const runs = Array.from({ length: parts }, (): number[] => []);
  for (let run = 0; run < blocks.length; run++) runs[shardOfBlock(blocks[run] as Block, parts)]?.push(run);
  return runs.map((own) => {
    const count = own.reduce((sum, run) => sum + (ends[run] as number) - startOf(ends, run), 0);
    const part = {
      blocks: new Float64Array(own.length),
      ends: new Uint32Array(own.length),
      offsets: new Uint16Array(count),
    };
    let to = 0;
    for (const [at, run] of own.entries()) {
      const some = offsets.subarray(startOf(ends, run), ends[run]);
      part.offsets.set(some, to);
      to += some.length;
      part.blocks[at] = blocks[run] as Block;
      part.ends[at] = to;
    }
    return { numbers: part, runs: own };
  });
}

/** What the parts said, in the list's order; `unavailableState` for all that a part without an answer was asked. */
export function joinedStates(
  { offsets, ends }: NumbersByBlock,
  split: readonly PartOfList[],
  given: readonly (ListStates | undefined)[],
  idOf: SharedId,
): ListStates {
  const stateIds = new Uint32Array(offsets.length).fill(unavailableState);
  const states = new Map<StateId, NumberState>();
  for (const [place, { runs }] of split.entries()) {
    const said = given[place];
    if (said === undefined) continue;
    for (const [id, state] of said.states) states.set(idOf(id, place), state);
    let from = 0;
    for (const run of runs) {
      for (let at = startOf(ends, run); at < (ends[run] as number); at++) {
        stateIds[at] = idOf(said.stateIds[from++] as StateId, place);
      }
    }
  }
  return { heads: given.flatMap((said) => said?.heads ?? []), stateIds, states };
}

function startOf(ends: Uint32Array, run: number): number {
  return run === 0 ? 0 : (ends[run - 1] as number);
}
