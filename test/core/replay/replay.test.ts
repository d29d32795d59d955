import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chosenOutcome } from '../../../src/core/decide.ts';
import type { PhoneNumber } from '../../../src/core/phone-number.ts';
import { cnPolicy } from '../../../src/core/policies/cn.ts';
import type { Policy } from '../../../src/core/policy.ts';
import { noPreferences, refuseAll } from '../../../src/core/preferences.ts';
import { type Blur, blurred, keyOfStanding, keySum } from '../../../src/core/replay/blurred.ts';
import { replayed } from '../../../src/core/replay/replay.ts';
import { replayCells } from '../../../src/core/replay/replay-cells.ts';
import type { ReplayRow } from '../../../src/core/replay/replay-row.ts';
import { replayDays } from '../../../src/core/replay/replay-week.ts';
import { anyCountry, anyProposal, anySmallPolicy, censusOf, type Inhabitant, smallPolicy } from './any-country.ts';
import { type Decided, halfHoursOf, modelSums } from './replay-model.ts';

const secret = [20_261_122, 4_711] as const;
/** Two, so that small countries show something. */
const blur: Blur = { minimumCellSize: 2, secret };
/** All that is above one is shown as it is. */
const sharp: Blur = { minimumCellSize: 1, secret };
const today = '2026-11-22';
const numberOf: Readonly<Record<string, PhoneNumber>> = {
  CN: 8_613_800_000_000 as PhoneNumber,
  IN: 919_800_000_000 as PhoneNumber,
};

function rowsOf(
  country: readonly Inhabitant[],
  present: Policy,
  proposed: Policy,
  by: Blur = blur,
): readonly ReplayRow[] {
  const days = replayDays([present, proposed], today);
  const question = { present, proposed, days, census: censusOf(country, by), blur: by };
  return [...replayed(question)].flatMap(({ rows }) => rows);
}

interface Case {
  readonly policy: Policy;
  readonly country: readonly Inhabitant[];
  readonly proposed: Policy;
}

/** A counterexample prints of its laws what they may differ in. */
function readable(one: Case): Case {
  const law = ({ id, categories, channels, defaults, quietHours, classes }: Policy) => ({
    ...{ id, categories: categories.map((row) => row.id), channels: channels.map((row) => row.id) },
    ...{ defaults, quietHours, service: classes.SERVICE },
  });
  const text = () => JSON.stringify([law(one.policy), law(one.proposed), one.country]);
  return Object.assign(one, { [fc.toStringMethod]: text });
}

/** Of a country with a law of its own, or a shipped one. */
const anyCase = (size: number) =>
  anySmallPolicy.chain((shipped) =>
    fc.oneof(fc.constant(shipped), anyProposal(shipped)).chain((policy) =>
      fc
        .record({
          policy: fc.constant(policy),
          country: anyCountry(policy, size),
          proposed: fc.oneof(anyProposal(shipped), anyProposal(policy)),
        })
        .map(readable),
    ),
  );

test('every figure is what deciding each number at each half hour comes to', () => {
  const property = fc.property(
    anyCase(40),
    fc.constantFrom(sharp, sharp, blur),
    ({ policy, country, proposed }, by) => {
      const days = replayDays([policy, proposed], today);
      const rows = rowsOf(country, policy, proposed, by);
      const seen = new Set<string>();
      let all: readonly Decided[] = [];
      let silent: Omit<Decided, 'one'> = { before: [], after: [] };
      for (const row of rows) {
        seen.add(`${row.messageClass} ${row.category} ${row.channel}`);
        // The country's row comes first: all are decided for it.
        if (row.region === 'ALL') {
          const decidedOf = new Map<number, Omit<Decided, 'one'>>();
          const number = numberOf[policy.jurisdiction]!;
          const decide = ({ preferences }: Pick<Inhabitant, 'preferences'>) => ({
            before: halfHoursOf(policy, number, { preferences }, row, days),
            after: halfHoursOf(proposed, number, { preferences }, row, days),
          });
          silent = decide({ preferences: noPreferences });
          all = country.map((one) => {
            // Who chose word for word the same need not be waited for again.
            const decided = decidedOf.get(one.stateId) ?? decide(one);
            decidedOf.set(one.stateId, decided);
            return { one, ...decided };
          });
        }
        const decided = all.filter(({ one }) => row.region === 'ALL' || one.region === row.region);
        const model = modelSums(decided, silent, by);
        expect(row.numbers).toBe(model.numbers);
        if (row.law !== 'NEW') expect(row.permitted.present).toBe(model.permittedBefore);
        if (row.law !== 'GONE') expect(row.permitted.proposed).toBe(model.permittedAfter);
        if (row.law !== 'NEW') expect(row.hoursAWeek.present).toBe(model.weekHoursBefore);
        if (row.law !== 'GONE') expect(row.hoursAWeek.proposed).toBe(model.weekHoursAfter);
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
    },
  );
  fc.assert(property, { numRuns: 10 });
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

test.for<[string, (policy: Policy, isProposed: boolean) => Policy]>([
  [
    'a default begins on another day of the week compared',
    (policy, isProposed) => {
      const from = isProposed ? '2026-12-02' : '2026-12-04';
      const row = { messageClasses: ['PROMOTIONAL'], from, decision: 'BLOCK', source: '-', confirmed: false } as const;
      return { ...policy, defaults: [row, ...policy.defaults] };
    },
  ],
  [
    'quiet hours of the same length are moved by an hour',
    (policy, isProposed) => {
      const hours = isProposed ? { from: '20:00', to: '09:00' } : { from: '21:00', to: '10:00' };
      return { ...policy, quietHours: policy.quietHours.map((row) => ({ ...row, ...hours })) };
    },
  ],
])('where %s, who said nothing is permitted at other hours', ([, law]) => {
  const policy = smallPolicy('IN');
  const silent = { ...noPreferences, channels: { ROBOCALL: 'REFUSE' } } as const;
  const country = Array.from({ length: 40 }, () => ({ region: 'EAST', stateId: 1, preferences: silent }) as const);
  for (const row of rowsOf(country, law(policy, false), law(policy, true))) {
    if (row.messageClass === 'SERVICE') continue;
    expect(row).toMatchObject({ law: 'CHANGED', atOtherHours: 40, refusedInstead: null, unchanged: 0 });
  }
});

test('a law that gives the same people other hours measures them by the same figures again', () => {
  const policy = smallPolicy('IN');
  const country = Array.from({ length: 41 }, (_, place): Inhabitant => {
    const preferences = place < 25 ? { ...noPreferences, channels: { PAGER: 'REFUSE' } as const } : refuseAll;
    return { region: 'EAST', stateId: place < 25 ? 1 : 2, preferences };
  });
  const shares = ['10:00', '10:01', '10:02', '10:03', '10:30'].map((to) => {
    const quietHours = policy.quietHours.map((row) => ({ ...row, to }));
    const row = rowsOf(country, policy, { ...policy, quietHours })[0];
    return (row?.hoursAWeek.proposed ?? 0) / (row?.unregistered?.hoursAWeek.proposed ?? 1);
  });
  for (const share of shares) expect(Math.abs(share - (shares[0] ?? 0))).toBeLessThan(0.002);
});
