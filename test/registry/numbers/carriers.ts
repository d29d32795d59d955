import { cnPolicy } from '../../../src/core/policies/cn.ts';
import { hourMs, secondMs } from '../../../src/core/time.ts';
import { settleAssertions } from '../../../src/registry/assertions/settle-assertions.ts';
import { type ReportedEvent, reportNumberEvents } from '../../../src/registry/numbers/report-number-events.ts';
import {
  chineseNumber,
  memoryRegistry,
  operatorAtConsole,
  setOrganisation,
  startedAt,
  wire,
} from '../memory-registry.ts';

export const number = chineseNumber();
/** How long a reassignment waits. */
export const pendingMs = cnPolicy.clocks.pendingForSec * secondMs;

/** Two carriers with ranges next to each other, and the first one's number. */
export async function withCarriers() {
  const memory = await memoryRegistry();
  const { registry, clock } = memory;
  const carriers = {
    first: await setOrganisation(registry, 'carrier-1', { role: 'CARRIER', numberRanges: ['86138'] }),
    second: await setOrganisation(registry, 'carrier-2', { role: 'CARRIER', numberRanges: ['86139'] }),
  };
  await setOrganisation(registry, 'brand-1');
  const report = async (by: keyof typeof carriers, kind: ReportedEvent['kind'], terms: Partial<ReportedEvent> = {}) => {
    const event = { phoneNumber: wire(number), kind, occurredAt: startedAt, ...terms };
    return (await reportNumberEvents(registry, carriers[by], { events: [event] })).results[0];
  };
  /** Lets time pass until whatever waits has taken effect. */
  const waitOut = async () => {
    clock.at += pendingMs + hourMs;
    await settleAssertions(registry, operatorAtConsole);
  };
  const state = () => registry.store.number(number).record;
  return { ...memory, carriers, report, waitOut, state };
}
