import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fault } from '../../src/core/fault.ts';
import { hourMs, minuteMs } from '../../src/core/time.ts';
import { type Asked, useCounts } from '../../src/registry/use-counts.ts';
import { counted } from './counted.ts';
import { freshStore, startedAt } from './memory-registry.ts';

const zone = 'Asia/Shanghai';
const now = () => startedAt;

test('what a busy store would not take is written with what was counted since', async () => {
  const store = freshStore();
  let refusals = 1;
  const counts = useCounts({
    zone,
    now,
    store: {
      async addCounts(added) {
        if (refusals-- > 0) throw new Fault('UNAVAILABLE', 'too much waits');
        await store.addCounts(added);
      },
    },
  });
  counts.add('CODE/a', 2);
  counts.took('CHANGE', 3);
  await expect(counts.flush()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  counts.add('CODE/a', 1);
  counts.took('CHANGE', 4);
  await counts.flush();
  await counts.flush();
  expect(await counted({ store, counts }, '')).toEqual({ 'CODE/a': 3, 'ANSWER_MS/2026-11-22/CHANGE/4': 2 });
});

const asked: Asked = {
  call: 'LOOKUP',
  asker: { organisationId: 'brand-1', role: 'BRAND' },
  category: 'FIN_CREDIT',
  channel: 'SMS',
  at: startedAt,
};

test('an enquiry is counted for who asked, and with all others of its role as what it was answered', async () => {
  const store = freshStore();
  const counts = useCounts({ store, zone, now });
  counts.asked(asked, 'ALLOW/DEFAULT', 1);
  counts.asked({ ...asked, isReused: true }, 'ALLOW/DEFAULT', 1);
  counts.asked({ ...asked, asker: { organisationId: 'brand-2', role: 'BRAND' } }, 'ALLOW/DEFAULT', 1);
  counts.asked({ ...asked, call: 'SCRUB' }, 'BLOCK/ALL_REFUSED', 40);
  await counts.flush();
  expect(await counted({ store, counts }, '')).toEqual({
    'ENQUIRY/2026-11-22/LOOKUP/BRAND/FIN_CREDIT/SMS/ALLOW/DEFAULT': 3,
    'ENQUIRY/2026-11-22/SCRUB/BRAND/FIN_CREDIT/SMS/BLOCK/REFUSED': 40,
    'LOOKUP/2026-11-22/brand-1/FIN_CREDIT/SMS/ALLOW/DEFAULT': 1,
    'LOOKUP/2026-11-22/brand-1/FIN_CREDIT/SMS/BLOCK/ALL_REFUSED': 40,
    'LOOKUP/2026-11-22/brand-1/FIN_CREDIT/SMS/REUSED': 1,
    'LOOKUP/2026-11-22/brand-2/FIN_CREDIT/SMS/ALLOW/DEFAULT': 1,
  });
});

test('in any order, over any flushes and processes, every enquiry is in both counters once', async () => {
  const step = fc.record({
    process: fc.nat(1),
    flushes: fc.boolean(),
    call: fc.constantFrom('LOOKUP', 'BATCH', 'SCRUB'),
    organisation: fc.nat(2),
    channel: fc.constantFrom('SMS', 'VOICE'),
    outcome: fc.constantFrom('ALLOW/DEFAULT', 'BLOCK/REFUSED', 'REJECTED'),
    isReused: fc.boolean(),
    numbers: fc.integer({ min: 1, max: 9 }),
    hours: fc.nat(30),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step), async (steps) => {
      const store = freshStore();
      const processes = [useCounts({ store, zone, now }), useCounts({ store, zone, now })] as const;
      const model: Record<string, number> = {};
      for (const { process, flushes, organisation, outcome, numbers, hours, call, channel, isReused } of steps) {
        const role = organisation === 0 ? 'CARRIER' : 'BRAND';
        const organisationId = `o-${organisation}`;
        const at = startedAt + hours * hourMs;
        const counts = processes[process as 0 | 1];
        counts.asked(
          { ...asked, call: call as 'LOOKUP', asker: { organisationId, role }, channel, at, isReused },
          outcome as 'REJECTED',
          numbers,
        );
        // Shanghai is eight hours ahead, all year.
        const day = new Date(at + 8 * hourMs).toISOString().slice(0, 10);
        const own = `LOOKUP/${day}/${organisationId}/FIN_CREDIT/${channel}/${isReused ? 'REUSED' : outcome}`;
        const all = `ENQUIRY/${day}/${call}/${role}/FIN_CREDIT/${channel}/${outcome}`;
        for (const key of [own, all]) model[key] = (model[key] ?? 0) + numbers;
        if (flushes) await counts.flush();
      }
      for (const counts of processes) await counts.flush();
      expect(await counted({ store, counts: processes[0] }, '')).toEqual(model);
    }),
  );
});

test('days are those of the country, through changes of its clock', () => {
  const counts = useCounts({ store: freshStore(), zone: 'Europe/Madrid', now });
  const summer = Date.UTC(2026, 9, 24, 22);
  const days = [-1, 0, 25 * hourMs - 1, 25 * hourMs, 49 * hourMs - 1, -1].map((ms) => counts.dayOf(summer + ms));
  expect(days).toEqual(['2026-10-24', '2026-10-25', '2026-10-25', '2026-10-26', '2026-10-26', '2026-10-24']);
});

test('times are counted by class, on the day on which they are written', async () => {
  const store = freshStore();
  const clock = { at: startedAt };
  const counts = useCounts({ store, zone, now: () => clock.at });
  counts.took('LOOKUP', 0.1);
  counts.took('LOOKUP', 0.1);
  counts.took('BATCH', 5);
  await counts.flush();
  clock.at += 12 * hourMs + minuteMs;
  counts.took('PROPAGATION', 9, 128);
  await counts.flush();
  expect(await counted({ store, counts }, '')).toEqual({
    'ANSWER_MS/2026-11-22/BATCH/8': 1,
    'ANSWER_MS/2026-11-22/LOOKUP/0.125': 2,
    'PROPAGATION_MS/2026-11-23/16': 128,
  });
});
