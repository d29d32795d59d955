import { expect, test } from 'vitest';
import { minuteMs } from '../../../src/core/time.ts';
import { noteFiguresShown, shownLimits } from '../../../src/registry/statistics/note-figures-shown.ts';
import { memoryRegistry, setOrganisation } from '../memory-registry.ts';

const look = { what: 'CELLS', query: 'measure=CODES&from=2026-10' } as const;

test('nobody fills the log by looking: so many looks a minute, for each person, and for the programs together', async () => {
  const { registry, clock } = await memoryRegistry();
  const programs = await setOrganisation(registry, 'regulator', { role: 'REGULATOR' });
  const { max } = shownLimits.asker;
  for (let at = 0; at < max; at++) await noteFiguresShown(registry, programs, look);
  const [last] = registry.store.entities('FIGURES_SHOWN', '', 1_000).slice(-1);
  const head = registry.store.head();
  await expect(noteFiguresShown(registry, programs, look)).rejects.toMatchObject({
    code: 'TOO_MANY_REQUESTS',
    retryAfterSec: 60,
  });
  expect(registry.store.head()).toBe(head);
  await noteFiguresShown(registry, { ...programs, person: 'Ann' }, look);
  clock.at += minuteMs;
  await noteFiguresShown(registry, programs, look);
  expect(last?.document).toEqual({ organisationId: 'regulator', ...look });
  expect(registry.store.entities('FIGURES_SHOWN', '', 1_000)).toHaveLength(max + 2);
});

test('an entry holds all of what was looked at, or nothing is shown', async () => {
  const { registry } = await memoryRegistry();
  const regulator = await setOrganisation(registry, 'regulator', { role: 'REGULATOR' });
  const long = { what: 'DESK', query: 'x'.repeat(1_001) } as const;
  await expect(noteFiguresShown(registry, regulator, long)).rejects.toMatchObject({ code: 'OUT_OF_RANGE' });
  await noteFiguresShown(registry, regulator, { ...long, query: 'x'.repeat(1_000) });
  const noted = registry.store.entities('FIGURES_SHOWN', '', 10).map(({ document }) => document.query.length);
  expect(noted).toEqual([1_000]);
});
