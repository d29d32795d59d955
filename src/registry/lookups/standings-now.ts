import { Fault } from '../../core/fault.ts';
import type { NumbersByBlock } from '../../core/numbers-by-block.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import type { ListStates, Standings } from '../../lookup/shard.ts';
import type { Registry } from '../registry.ts';

/** Undefined where the shard cannot answer now: these rows are then UNAVAILABLE, the others go on. */
export function standingsNow(
  { shard }: Pick<Registry, 'shard'>,
  numbers: readonly PhoneNumber[],
): Promise<Standings | undefined> {
  return unlessUnavailable(async () => shard.standings(numbers));
}

/** The same for the states of a list. */
export function statesNow(
  { shard }: Pick<Registry, 'shard'>,
  numbers: NumbersByBlock,
): Promise<ListStates | undefined> {
  return unlessUnavailable(() => shard.states(numbers));
}

async function unlessUnavailable<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Fault && error.code === 'UNAVAILABLE') return undefined;
    throw error;
  }
}
