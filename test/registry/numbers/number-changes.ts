import type { NumberEvent } from '../../../src/core/change.ts';
import type { PhoneNumber } from '../../../src/core/phone-number.ts';
import type { Registry } from '../../../src/registry/registry.ts';

/** Writes an event as a carrier's report would, without its checks. */
export async function happened(registry: Registry, number: PhoneNumber, event: NumberEvent): Promise<void> {
  const { follows } = registry.store.number(number);
  const common = {
    at: registry.now(),
    actor: 'organisation:carrier-1',
    wayIn: 'API',
    proof: 'CARRIER_ASSERTED',
  } as const;
  await registry.store.append([{ ...common, number, follows, event }]);
}

/** What the log holds about a number, oldest first. */
export function kindsOf({ store }: Registry, number: PhoneNumber): string[] {
  const entries = store.history(number, Number.MAX_SAFE_INTEGER, 1_000);
  return entries.map((entry) => ('event' in entry ? entry.event.kind : 'IMPORTED')).reverse();
}
