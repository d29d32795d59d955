import { cnPolicy } from '../../../src/core/policies/cn.ts';
import { hourMs, secondMs } from '../../../src/core/time.ts';
import { listUnfinishedAssertions } from '../../../src/registry/assertions/read-assertions.ts';
import { reverseAssertion } from '../../../src/registry/assertions/reverse-assertion.ts';
import { settleAssertions } from '../../../src/registry/assertions/settle-assertions.ts';
import { type Registrations, registerNumbers } from '../../../src/registry/numbers/register-numbers.ts';
import { type ReportedEvent, reportNumberEvents } from '../../../src/registry/numbers/report-number-events.ts';
import type { PreferencesWords } from '../../../src/registry/preferences/checked-preferences.ts';
import {
  chineseNumber,
  type MemoryRegistryOptions,
  memoryRegistry,
  operatorAtConsole,
  setOrganisation,
  wire,
} from '../memory-registry.ts';

/** So many rows a day a carrier may assert at once. */
export const perDay = 2;
export const policy = { ...cnPolicy, limits: { ...cnPolicy.limits, assertionsPerDay: perDay } };
export const pendingMs = policy.clocks.pendingForSec * secondMs;

export const allowsCredit: PreferencesWords = { categories: { FIN_CREDIT: 'ALLOW' } };
export const refusesHealth: PreferencesWords = { categories: { HEALTH: 'REFUSE' } };

/** A registry in which little is bulk already, with two carriers and a brand. */
export async function withBulkCarriers(options: MemoryRegistryOptions = {}) {
  const memory = await memoryRegistry({ policy, ...options });
  const { registry, clock } = memory;
  const carriers = {
    first: await setOrganisation(registry, 'carrier-1', { role: 'CARRIER', numberRanges: ['86138'] }),
    second: await setOrganisation(registry, 'carrier-2', { role: 'CARRIER', numberRanges: ['86139'] }),
  };
  await setOrganisation(registry, 'brand-1');
  const asserted = { proof: 'CARRIER_ASSERTED', agent: 'shop 12' } as const;
  return {
    ...memory,
    carriers,
    register(numbers: readonly number[], preferences: PreferencesWords, terms: Partial<Registrations> = {}) {
      const registrations = numbers.map((last) => ({ phoneNumber: wire(chineseNumber(last)), preferences }));
      return registerNumbers(registry, carriers.first, { registrations, ...asserted, ...terms });
    },
    report(last: number, kind: ReportedEvent['kind'], terms: Partial<ReportedEvent> = {}) {
      const event = { phoneNumber: wire(chineseNumber(last)), kind, occurredAt: clock.at, ...terms };
      return reportNumberEvents(registry, carriers.first, { events: [event] });
    },
    record: (last: number) => registry.store.number(chineseNumber(last)).record,
    unfinished: () => listUnfinishedAssertions(registry, operatorAtConsole, 100),
    settle: () => settleAssertions(registry, operatorAtConsole),
    reverse: (assertionId: string, dryRun = false) =>
      reverseAssertion(registry, operatorAtConsole, { assertionId, dryRun }),
    /** Until all that waits now is due. */
    waitOut: async () => {
      clock.at += pendingMs + hourMs;
      await settleAssertions(registry, operatorAtConsole);
    },
  };
}
