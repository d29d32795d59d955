import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chosenOutcome } from '../../../src/core/decide.ts';
import type { PhoneNumber } from '../../../src/core/phone-number.ts';
import { cnPolicy } from '../../../src/core/policies/cn.ts';
import type { Policy } from '../../../src/core/policy.ts';
import { type Blur, blurred, keyOfStanding, keySum } from '../../../src/core/replay/blurred.ts';
import { replayed } from '../../../src/core/replay/replay.ts';
import { replayCells } from '../../../src/core/replay/replay-cells.ts';
import type { ReplayRow } from '../../../src/core/replay/replay-row.ts';
import { replayDays } from '../../../src/core/replay/replay-week.ts';
import { anyCountry, anyProposal, anySmallPolicy, censusOf, type Inhabitant, smallPolicy } from './any-country.ts';
import { type Decided, halfHoursOf, modelSums } from './replay-model.ts';

/** Two, so that small countries show something. */
const blur: Blur = { minimumCellSize: 2, secret: [20_261_122, 4_711] };
const today = '2026-11-22';
const numberOf: Readonly<Record<string, PhoneNumber>> = {
  CN: 8_613_800_000_000 as PhoneNumber,
  IN: 919_800_000_000 as PhoneNumber,
};

function rowsOf(country: readonly Inhabitant[], present: Policy, proposed: Policy): readonly ReplayRow[] {
  const days = replayDays([present, proposed], today);
  const question = { present, proposed, days, census: censusOf(country, blur), blur };
  return [...replayed(question)].flatMap(({ rows }) => rows);
}

const anyCase = (sizeMax: number) =>
  anySmallPolicy.chain((policy) =>
    fc.record({ policy: fc.constant(policy), country: anyCountry(policy, sizeMax), proposed: anyProposal(policy) }),
  );

test('every figure is what deciding each number at each half hour comes to', () => {
  const property = fc.property(anyCase(24), ({ policy, country, proposed }) => {
    const days = replayDays([policy, proposed], today);
    const rows = rowsOf(country, policy, proposed);
    const seen = new Set<string>();
    let all: readonly Decided[] = [];
    for (const row of rows) {
      seen.add(`${row.messageClass} ${row.category} ${row.channel}`);
      // The country's row comes first: all are decided for it.
      if (row.region === 'ALL') {
        all = country.map((one) => {
          const by = (law: Policy) => halfHoursOf(law, numberOf[policy.jurisdiction]!, one, row, days);
          return { one, before: by(policy), after: by(proposed) };
        });
      }
      const decided = all.filter(({ one }) => row.region === 'ALL' || one.region === row.region);
      const model = modelSums(decided, blur);
      expect(row.numbers).toBe(model.numbers);
      if (row.law !== 'NEW') expect(row.permitted.present).toBe(model.permittedBefore);
      if (row.law !== 'GONE') expect(row.permitted.proposed).toBe(model.permittedAfter);
      const average = (totalMs: number | null) =>
        totalMs === null || model.numbers === null
          ? null
          : Math.min(168, Math.round(totalMs / model.numbers / 360_000) / 10);
      if (row.law !== 'NEW') expect(row.hoursAWeek.present).toBe(average(model.weekMsBefore));
      if (row.law !== 'GONE') expect(row.hoursAWeek.proposed).toBe(average(model.weekMsAfter));
      if (row.law === 'CHANGED') {
        const { refusedInstead, permittedInstead, atOtherHours } = model;
        expect(row).toMatchObject({ refusedInstead, permittedInstead, atOtherHours });
      } else {
        const figure = row.law === 'SAME' ? 0 : null;
        expect(row).toMatchObject({ refusedInstead: figure, permittedInstead: figure, atOtherHours: figure });
      }
      if (row.law === 'SAME') for (const { before, after } of decided) expect(after).toEqual(before);
    }
    expect(seen.size).toBe(replayCells(policy, proposed).length);
  });
  fc.assert(property, { numRuns: 8 });
});

test('the same policy changes nothing for anybody, nor does one whose changes mean nothing', () => {
  const property = fc.property(anyCase(60), ({ policy, country }) => {
    for (const row of rowsOf(country, policy, structuredClone(policy))) {
      expect(row).toMatchObject({
        region: 'ALL',
        law: 'SAME',
        refusedInstead: 0,
        permittedInstead: 0,
        atOtherHours: 0,
      });
      expect(row.unchanged).toBe(row.numbers);
    }
    const source = { source: 'made up', confirmed: false };
    const meaningless = { ...policy, holidays: [...policy.holidays, { date: '1999-12-31', name: 'Past', ...source }] };
    for (const row of rowsOf(country, policy, meaningless)) {
      expect(row).toMatchObject({ law: 'CHANGED', refusedInstead: null, permittedInstead: null, atOtherHours: null });
      expect(row.permitted.proposed).toBe(row.permitted.present);
      expect(row.hoursAWeek.proposed).toBe(row.hoursAWeek.present);
    }
  });
  fc.assert(property, { numRuns: 30 });
});

test('a default that is turned round changes exactly the numbers that said nothing of it', () => {
  const policy: Policy = { ...smallPolicy('CN'), holidays: [] };
  const place = policy.defaults.findIndex(({ channels }) => channels?.includes('VOICE'));
  const defaults = policy.defaults.map((row, at) => (at === place ? ({ ...row, decision: 'BLOCK' } as const) : row));
  const proposed = { ...policy, defaults };
  const always = (one: Inhabitant) => one.preferences.refusedBands.length === policy.bands.length;
  const property = fc.property(anyCountry(policy, 200), (country) => {
    const reachable = country.filter((one) => !always(one));
    for (const row of rowsOf(reachable, policy, proposed)) {
      const isTurned = row.messageClass === 'PROMOTIONAL' && row.channel === 'VOICE';
      expect(row.law).toBe(isTurned ? 'CHANGED' : 'SAME');
      if (!isTurned) continue;
      const silent = reachable.filter(
        ({ region, preferences }) =>
          (row.region === 'ALL' || region === row.region) &&
          chosenOutcome(policy.classes.PROMOTIONAL, preferences, row.category, row.channel) === undefined,
      );
      const standings = new Map(silent.map((one) => [`${one.region}/${one.stateId}`, one]));
      const key = [...standings.values()].reduce(
        (sum, one) => keySum(sum, keyOfStanding(blur, one.region, one.stateId)),
        0,
      );
      expect(row.refusedInstead).toBe(blurred(blur, silent.length, key));
      expect(row).toMatchObject({ permittedInstead: null, atOtherHours: null });
    }
  });
  fc.assert(property, { numRuns: 50 });
});

test('a category that is new or gone is said to be, and has figures by the law that has it', () => {
  const [gone, ...kept] = cnPolicy.categories;
  const sport = { ...gone!, id: 'SPORT', code: 999 };
  const proposed = { ...cnPolicy, categories: [...kept, sport] };
  const refusing = {
    base: 'REFUSE_ALL',
    categories: {},
    channels: {},
    cells: [],
    refusedBands: [],
    refusedDayTypes: [],
  };
  const country = Array.from(
    { length: 40 },
    () => ({ region: 'EAST', stateId: 1, preferences: refusing }) as Inhabitant,
  );
  const rows = rowsOf(country, cnPolicy, proposed).filter(
    ({ region, messageClass }) => region === 'ALL' && messageClass === 'SERVICE',
  );
  const lawOf = new Map(rows.map(({ category, law }) => [category, law]));
  expect([...lawOf].filter(([, law]) => law !== 'SAME')).toEqual([
    [gone!.id, 'GONE'],
    ['SPORT', 'NEW'],
  ]);
  const [row] = rows.filter(({ category }) => category === 'SPORT');
  expect(row?.numbers).toBe(40);
  expect(row?.permitted).toEqual({ proposed: null });
  expect(row?.unregistered).toEqual({ hoursAWeek: { proposed: 168 } });
});
