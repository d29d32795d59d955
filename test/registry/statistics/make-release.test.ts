import { expect, test } from 'vitest';
import { noPreferences, refuseAll } from '../../../src/core/preferences.ts';
import { changeKinds } from '../../../src/core/statistics/cube-axes.ts';
import { isRegistered } from '../../../src/core/statistics/numbers-census.ts';
import { periodOf } from '../../../src/core/statistics/period.ts';
import type { Period, Release } from '../../../src/core/statistics/release.ts';
import { dayMs, hourMs } from '../../../src/core/time.ts';
import type { Registry } from '../../../src/registry/registry.ts';
import { countSince } from '../../../src/registry/statistics/count-month.ts';
import { duePeriods, makeRelease, standingCountableMs } from '../../../src/registry/statistics/make-release.ts';
import { type CellsQuery, readCells } from '../../../src/registry/statistics/read-cells.ts';
import { readReleases, releaseOf } from '../../../src/registry/statistics/read-releases.ts';
import { publicReader } from '../../../src/registry/statistics/reader.ts';
import { releaseDuePeriods } from '../../../src/registry/statistics/release-due-periods.ts';
import {
  chineseNumber,
  freshStore,
  memoryRegistry,
  operatorAtConsole,
  setOrganisation,
  startedAt,
  subscriber,
} from '../memory-registry.ts';
import { madeCountry } from './made-country.ts';

const country = await madeCountry();

function cellOf(registry: Registry, query: Omit<CellsQuery, 'kind'>, kind: CellsQuery['kind'] = 'MONTH') {
  const { cells } = readCells(registry, operatorAtConsole, { kind, ...query });
  expect(cells.length).toBe(1);
  return cells[0]?.value;
}

test('each month is released when it is over, and the quarter after its third', () => {
  const { registry } = country;
  const released = readReleases(registry, publicReader).map(({ period }) => period.id);
  expect(released).toEqual(['2026-12', '2026-Q4', '2026-11', '2026-10']);
  expect(duePeriods(registry)).toEqual([]);
  const { countedAt, position, tables } = releaseOf(registry, operatorAtConsole, '2026-12');
  // The end of the year in China, and an hour.
  expect(countedAt).toBe(Date.UTC(2026, 11, 31, 17));
  expect(position).toBeGreaterThan(0);
  expect(tables.map(({ measure }) => measure)).toContain('NUMBERS_BY_CHOICE');
});

test('what is shown is what a look at every number finds', () => {
  const { registry, numbers } = country;
  const states = numbers.map((number) => registry.store.number(number).record);
  const refusing = states.filter(({ state }) => state.preferences.base === 'REFUSE_ALL').length;
  const query = { measure: 'NUMBERS_REGISTERED', from: '2026-12' };
  expect(cellOf(registry, { ...query, members: { region: ['ALL'], stance: ['REFUSE_ALL'] } })).toBe(refusing);
  const refused = registry.policy.categories.map(({ id }) => {
    const members = { region: ['ALL'], category: [id], channel: ['SMS'], choice: ['REFUSED'] };
    const byHand = states.filter(({ state: { preferences } }) => {
      const { base, categories } = preferences;
      return base === 'REFUSE_ALL' || (categories[id] ?? (base === 'LAW' ? 'ALLOW' : 'REFUSE')) === 'REFUSE';
    });
    return [cellOf(registry, { measure: 'NUMBERS_BY_CHOICE', from: '2026-12', members }), byHand.length] as const;
  });
  const shown = refused.filter(([value]) => value !== null);
  expect(shown.length).toBeGreaterThan(2);
  for (const [value, byHand] of shown) expect(value).toBe(byHand);
  const beijing = numbers.filter((number) => String(number).startsWith('8610'));
  const registered = beijing.filter((number) => isRegistered(registry.store.number(number).record.state));
  const ofRegion = (region: string) => cellOf(registry, { ...query, members: { region: [region], stance: ['ALL'] } });
  expect(ofRegion('CN-BJ')).toBe(registered.length);
  expect(ofRegion('CN-SN')).toBe(null);
  expect(ofRegion('CN-XZ')).toBe(0);
});

test('what happened in the months is what the log says, and a quarter is the sum of its months', () => {
  const { registry } = country;
  const changes = (from: string, kind: CellsQuery['kind']) =>
    cellOf(registry, { measure: 'CHANGES_BY_WAY_IN', from, members: { region: ['ALL'], wayIn: ['ALL'] } }, kind);
  const months = ['2026-10', '2026-11', '2026-12'].map((month) => changes(month, 'MONTH') ?? 0);
  const entries = registry.store.entries(0, 100_000).filter((entry) => 'number' in entry);
  expect(months.reduce((sum, one) => sum + one, 0)).toBe(entries.length);
  expect(changes('2026-Q4', 'QUARTER')).toBe(entries.length);
  const kinds = releaseOf(registry, publicReader, '2026-Q4').tables.find(({ measure }) => measure === 'CHANGES');
  expect(kinds?.axes[1]?.members).toEqual(['ALL', ...changeKinds]);
});

test('a dry run shows what would be published and writes nothing', async () => {
  const { registry } = await madeCountry({ months: 1, unreleased: true });
  const head = registry.store.head();
  const { release, cells, leftOut } = await makeRelease(registry, operatorAtConsole, {
    period: '2026-10',
    dryRun: true,
  });
  expect(registry.store.head()).toBe(head);
  expect(release).toMatchObject({ position: head, minimumCellSize: 10, period: { from: '2026-10-01' } });
  expect(cells.find(({ measure }) => measure === 'NUMBERS_BY_CHOICE')?.suppressed).toBeGreaterThan(0);
  expect(leftOut).toEqual(['ANSWER_TIME', 'PROPAGATION_TIME']);
  expect(duePeriods(registry).map(({ id }) => id)).toEqual(['2026-10']);
});

test('of several processes that find a month over, one writes its release and none complains', async () => {
  const store = freshStore();
  const clock = { at: startedAt };
  const { registry } = await memoryRegistry({ store, clock });
  const { registry: other } = await memoryRegistry({ store, clock });
  clock.at += 10 * dayMs;
  const written = await Promise.all([registry, other].map((one) => releaseDuePeriods(one, operatorAtConsole)));
  expect(written.flat()).toEqual(['2026-11']);
  expect(store.entities('RELEASE', '', 10)).toHaveLength(1);
  const again = makeRelease(other, operatorAtConsole, { period: '2026-11', dryRun: false });
  await expect(again).rejects.toMatchObject({ code: 'ALREADY_EXISTS', field: 'period' });
});

test('months that were missed are made in order: what happened in them, and nothing of what stood', async () => {
  const { registry, clock } = await madeCountry({ months: 2, unreleased: true });
  clock.at += 40 * dayMs;
  const early = makeRelease(registry, operatorAtConsole, { period: '2026-11', dryRun: true });
  await expect(early).rejects.toMatchObject({ code: 'FAILED_PRECONDITION', limit: '2026-10 before it' });
  expect(await releaseDuePeriods(registry, operatorAtConsole)).toEqual(['2026-10', '2026-11', '2026-12', '2026-Q4']);
  const measuresOf = (period: string) => releaseOf(registry, publicReader, period).tables.map(({ measure }) => measure);
  expect(measuresOf('2026-10')).not.toContain('NUMBERS_REGISTERED');
  expect(measuresOf('2026-10')).toContain('CHANGES');
  expect(measuresOf('2026-Q4')).toEqual(measuresOf('2026-12'));
});

test('what stands is counted up to a week after the month', async () => {
  for (const [late, isCounted] of [
    [standingCountableMs - hourMs - 1, true],
    [standingCountableMs - hourMs, false],
  ] as const) {
    const { registry, clock } = await madeCountry({ months: 1, unreleased: true });
    clock.at += late;
    const { leftOut } = await makeRelease(registry, operatorAtConsole, { period: '2026-10', dryRun: true });
    expect(leftOut.includes('NUMBERS_REGISTERED')).toBe(!isCounted);
  }
});

test.for([
  ['2026', 'INVALID_ARGUMENT', /2026-10.*2026-Q4/],
  ['2026-10', 'OUT_OF_RANGE', /2026-11 or later/],
  ['2026-Q4', 'OUT_OF_RANGE', /2026-11 or later/],
  ['2026-11', 'FAILED_PRECONDITION', /not before 2026-11-30T17:00:00.000Z/],
] as const)('%s cannot be released yet, or ever, and it is said why', async ([period, code, limit]) => {
  const { registry, clock } = await memoryRegistry();
  clock.at = Date.UTC(2026, 10, 30, 16, 59, 59);
  const made = makeRelease(registry, operatorAtConsole, { period, dryRun: true });
  await expect(made).rejects.toMatchObject({ code, field: 'period', limit: expect.stringMatching(limit) });
});

test('releases are the operator’s to make', async () => {
  const { registry, clock } = await memoryRegistry();
  clock.at += 10 * dayMs;
  const input = { period: '2026-11', dryRun: false };
  const regulator = await setOrganisation(registry, 'regulator-1', { role: 'REGULATOR' });
  await expect(makeRelease(registry, regulator, input)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  await expect(makeRelease(registry, subscriber(country.numbers[0] as never), input)).rejects.toMatchObject({
    code: 'PERMISSION_DENIED',
  });
});

test('a release stays as it is when what was counted in it is erased or changed', async () => {
  const { registry, numbers, clock } = await madeCountry({ months: 1 });
  const read = (): Release => releaseOf(registry, publicReader, '2026-10');
  const before = JSON.stringify(read());
  const event = { kind: 'PREFERENCES_SET', preferences: refuseAll } as const;
  const common = { at: clock.at, actor: 'subscriber', wayIn: 'WEB', proof: 'OTP', event } as const;
  await registry.store.append(
    numbers.map((number) => ({ ...common, number, follows: registry.store.number(number).follows })),
  );
  expect(JSON.stringify(read())).toBe(before);
});

test('what happened on the day on which what stood was counted, or before it, does not make it unsure again', async () => {
  const { registry } = await memoryRegistry();
  const number = chineseNumber();
  const december = periodOf('2026-12') as Period;
  const choicesSince = async (day?: string) => (await countSince(registry, [december], day))('CN-BJ').choices;
  const common = { number, actor: 'subscriber', wayIn: 'WEB', proof: 'OTP' } as const;
  for (const [day, event] of [
    [4, { kind: 'PREFERENCES_SET', preferences: refuseAll }],
    [5, { kind: 'PREFERENCES_SET', preferences: noPreferences }],
    [6, { kind: 'SENDER_REFUSED', brand: 'brand-1' }],
  ] as const) {
    const { follows } = registry.store.number(number);
    await registry.store.append([{ ...common, at: Date.UTC(2026, 11, day, 4), event, follows }]);
  }
  expect(await choicesSince()).toBe(2);
  expect(await choicesSince('2026-12-04')).toBe(1);
  expect(await choicesSince('2026-12-05')).toBe(0);
});
