import type { NumberState } from '../core/number-record.ts';
import { type Block, numbersPerBlock } from '../core/phone-number.ts';
import { decodeBlockImage } from '../storage/block-image.ts';
import type { StateId, Store } from '../storage/store.ts';
import type { BlockNow } from './shard.ts';

/** Inside a snapshot only. */
export function blockNow(store: Store, block: Block): BlockNow {
  const { image, recent } = store.blockRows(block);
  const states = new Map<StateId, NumberState>();
  const learn = (id: StateId) => {
    if (!states.has(id)) states.set(id, store.state(id));
  };
  for (const { state } of recent) learn(state);
  const held = image === undefined ? undefined : decodeBlockImage(image);
  for (let offset = 0; held !== undefined && offset < numbersPerBlock; offset++) learn(held.stateAt(offset));
  return { image, recent, states };
}
