import { Fault } from '../../core/fault.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import type { Standings } from '../../lookup/shard.ts';
import type { Registry } from '../registry.ts';

/** Undefined where the shard cannot answer now: these rows are then UNAVAILABLE, the others go on. */
export async function standingsNow(
  { shard }: Pick<Registry, 'shard'>,
  numbers: readonly PhoneNumber[],
): Promise<Standings | undefined> {
  try {
    return await shard.standings(numbers);
  } catch (error) {
    if (error instanceof Fault && error.code === 'UNAVAILABLE') return undefined;
    throw error;
  }
}
