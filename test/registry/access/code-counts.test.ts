import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fault } from '../../../src/core/fault.ts';
import { type CodeOutcome, codeOutcomes } from '../../../src/core/statistics/use-keys.ts';
import { minuteMs } from '../../../src/core/time.ts';
import { openSession } from '../../../src/registry/access/open-session.ts';
import { requestCode } from '../../../src/registry/access/request-code.ts';
import type { Registry } from '../../../src/registry/registry.ts';
import { requestErasure } from '../../../src/registry/rights/request-erasure.ts';
import { sweepShortRecords } from '../../../src/registry/sweep-short-records.ts';
import { receiveText } from '../../../src/registry/texts/receive-text.ts';
import { counted } from '../counted.ts';
import { chineseNumber, lastCode, memoryRegistry, setOrganisation, subscriber, wire } from '../memory-registry.ts';

type Counts = Readonly<Record<CodeOutcome, number>>;

/** Of all days. */
async function codes(registry: Registry): Promise<Counts> {
  const sums = Object.fromEntries(codeOutcomes.map((outcome) => [outcome, 0])) as Record<CodeOutcome, number>;
  for (const [key, count] of Object.entries(await counted(registry, 'CODE/'))) {
    sums[key.split('/')[1] as CodeOutcome] += count;
  }
  return sums;
}

const minutes = fc.record({
  does: fc.constant('WAIT' as const),
  number: fc.nat(1),
  minutes: fc.integer({ min: 1, max: 7 }),
});
const step = fc.record({
  does: fc.constantFrom('ASK', 'ASK', 'ENTER', 'GUESS', 'SWEEP'),
  number: fc.nat(1),
  minutes: fc.constant(0),
});

test('whatever happens, each code asked for is counted once for how it began and once for how it ended', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(step, minutes), { maxLength: 25 }), async (steps) => {
      const { registry, clock, outbox } = await memoryRegistry();
      const expected = { REQUESTED: 0, REFUSED: 0, SENT: 0, REDEEMED: 0, WRONG: 0 };
      const codeOf = new Map<number, string>();
      for (const { does, number, minutes } of steps) {
        const phoneNumber = wire(chineseNumber(number));
        clock.at += minutes * minuteMs;
        if (does === 'SWEEP') await sweepShortRecords(registry);
        if (does === 'ASK') {
          expected.REQUESTED += 1;
          const isSent = await requestCode(registry, { phoneNumber }).then(() => true, refused);
          expected[isSent ? 'SENT' : 'REFUSED'] += 1;
          if (isSent) codeOf.set(number, lastCode(outbox));
        }
        if (does !== 'ENTER' && does !== 'GUESS') continue;
        const code = does === 'ENTER' ? (codeOf.get(number) ?? 'none') : 'wrong';
        const isOpened = await openSession(registry, { phoneNumber, code }).then(() => true, refused);
        if (isOpened !== undefined) expected[isOpened ? 'REDEEMED' : 'WRONG'] += 1;
      }
      const pending = registry.store.shortRecords('CODE', clock.at, 10).length;
      await sweepShortRecords(registry);
      const told = await codes(registry);
      expect(told).toMatchObject(expected);
      expect(told.REQUESTED).toBe(told.SENT + told.REFUSED);
      expect(told.SENT).toBe(told.REDEEMED + told.REPLACED + told.EXPIRED + pending);
    }),
  );
});

/** False where it was refused; undefined for a try that its limit did not let through, which is none. */
function refused(error: unknown): false | undefined {
  if (!(error instanceof Fault)) throw error;
  return error.code === 'TOO_MANY_REQUESTS' && error.field === 'code' ? undefined : false;
}

test('codes of texts, and those by which everything is forgotten, are counted with them', async () => {
  const { registry } = await memoryRegistry();
  const number = chineseNumber();
  const carrier = await setOrganisation(registry, 'carrier-1', { role: 'CARRIER', numberRanges: ['86138'] });
  const text = { from: wire(number), to: '10086', text: 'CODE', messageId: 'm-1' };
  await receiveText(registry, carrier, text);
  await requestErasure(registry, subscriber(number), {});
  expect(await codes(registry)).toMatchObject({ REQUESTED: 2, SENT: 2, REFUSED: 0, REPLACED: 0 });
});

test('a later code replaces one that still held; one that had run out has run out, swept or not', async () => {
  const { registry, clock } = await memoryRegistry();
  const ask = () => requestCode(registry, { phoneNumber: wire(chineseNumber()) });
  await ask();
  clock.at += 5 * minuteMs - 1;
  await ask();
  expect(await codes(registry)).toMatchObject({ SENT: 2, REPLACED: 1, EXPIRED: 0 });
  clock.at += 5 * minuteMs;
  await ask();
  expect(await codes(registry)).toMatchObject({ SENT: 3, REPLACED: 1, EXPIRED: 1 });
  clock.at += 5 * minuteMs;
  await sweepShortRecords(registry);
  expect(await codes(registry)).toMatchObject({ SENT: 3, REPLACED: 1, EXPIRED: 2 });
});
