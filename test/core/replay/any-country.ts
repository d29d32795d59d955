import fc from 'fast-check';
import { policies } from '../../../src/core/policies/policies.ts';
import type { Policy, QuietHours } from '../../../src/core/policy.ts';
import {
  type Choice,
  canonicalPreferences,
  noPreferences,
  type Preferences,
  refuseAll,
} from '../../../src/core/preferences.ts';
import { type Blur, keyOfStanding } from '../../../src/core/replay/blurred.ts';
import type { Census } from '../../../src/core/replay/census.ts';

/** One number of a country, with what a model of a replay needs to know of it. */
export interface Inhabitant {
  readonly region: string;
  readonly stateId: number;
  readonly preferences: Preferences;
}

export const regions = ['EAST', 'WEST'] as const;
const source = { source: 'made up', confirmed: false };

/** A shipped policy with few categories, so that a model can look at every number at every half hour. */
export function smallPolicy(jurisdiction: 'CN' | 'IN'): Policy {
  const policy = policies[jurisdiction] as Policy;
  return { ...policy, categories: policy.categories.slice(0, 2), channels: policy.channels.slice(0, 2) };
}

export const anySmallPolicy = fc.constantFrom(smallPolicy('CN'), smallPolicy('IN'));

/** Few values, so that holders often differ in one thing alone. */
function anyChoices(policy: Policy): fc.Arbitrary<Preferences> {
  const [category = '', other = ''] = policy.categories.map(({ id }) => id);
  const [channel = ''] = policy.channels.map(({ id }) => id);
  const choice = fc.constantFrom<Choice>('REFUSE', 'ALLOW');
  const seldom = <T>(usual: T, ...others: readonly T[]) => fc.constantFrom(usual, usual, usual, ...others);
  const bands = policy.bands.map(({ id }) => id);
  return fc.record({
    base: seldom<Preferences['base']>('LAW', 'REFUSE_EXCEPT', 'REFUSE_ALL'),
    categories: fc.oneof(fc.constant({}), fc.dictionary(fc.constantFrom(category, other), choice, { maxKeys: 2 })),
    channels: fc.oneof(fc.constant({}), fc.dictionary(fc.constant(channel), choice, { maxKeys: 1 })),
    cells: fc.oneof(
      fc.constant([]),
      choice.map((one) => [{ category, channel, choice: one }]),
    ),
    refusedBands: seldom<readonly string[]>([], bands.slice(3, 5), bands),
    refusedDayTypes: seldom<readonly string[]>([], ['SUN'], ['HOLIDAY']),
  });
}

/** So many numbers, in a few states. */
export function anyCountry(policy: Policy, size: number): fc.Arbitrary<readonly Inhabitant[]> {
  return fc
    .array(anyChoices(policy).map(canonicalPreferences), { minLength: 12, maxLength: 12 })
    .map((states) => states.filter((one) => JSON.stringify(one) !== JSON.stringify(noPreferences)))
    .map((states) => (states.length === 0 ? [refuseAll] : states))
    .chain((states) =>
      fc
        .array(fc.record({ region: fc.constantFrom(...regions), place: fc.nat(states.length - 1) }), {
          minLength: size,
          maxLength: size,
        })
        .map((numbers) =>
          numbers.map(({ region, place }) => ({
            region,
            stateId: place + 1,
            preferences: states[place] as Preferences,
          })),
        ),
    );
}

export function censusOf(country: readonly Inhabitant[], blur: Blur): Census {
  const held = regions.filter((region) => country.some((one) => one.region === region));
  const stateIds = [...new Set(country.map(({ stateId }) => stateId))];
  const holdings = stateIds.map((stateId) => {
    const holders = country.filter((one) => one.stateId === stateId);
    const standings = held.flatMap((region, place) => {
      const numbers = holders.filter((one) => one.region === region).length;
      return numbers === 0 ? [] : [{ region: place, numbers, key: keyOfStanding(blur, region, stateId) }];
    });
    return { preferences: holders[0]!.preferences, standings };
  });
  return { regions: held, holdings };
}

function quietRow([from, to]: readonly [string, string], dayType: string | undefined): QuietHours {
  const days = dayType === undefined ? {} : { dayTypes: [dayType] };
  return { messageClasses: ['PROMOTIONAL', 'SERVICE'], ...days, from, to, ...source };
}

/** Another law for the same country: some of what a legislator may change, at whole or half hours. */
export function anyProposal(policy: Policy): fc.Arbitrary<Policy> {
  const hours = fc.constantFrom(
    ...([
      ['21:00', '10:00'],
      ['20:00', '09:00'],
      ['08:00', '09:30'],
      ['12:00', '13:30'],
      ['00:00', '24:00'],
    ] as const),
  );
  const changes = fc.record({
    flipped: fc.subarray(policy.defaults.map((_, place) => place)),
    quiet: fc.option(fc.tuple(hours, fc.option(fc.constantFrom('SUN', 'HOLIDAY'), { nil: undefined }))),
    isQuietReplaced: fc.boolean(),
    dated: fc.option(fc.constantFrom('2026-12-02', '2026-12-04', '2030-01-01')),
    hours: fc.boolean(),
    choices: fc.constantFrom('CELLS' as const, 'ANY_REFUSAL' as const),
    isHolidayAdded: fc.boolean(),
    isCategoryGone: fc.boolean(),
    isCategoryNew: fc.boolean(),
    isChannelNew: fc.boolean(),
  });
  return changes.map((change): Policy => {
    const [first, ...others] = policy.categories as [Policy['categories'][0], ...Policy['categories']];
    const flipped = policy.defaults.map((row, place) =>
      change.flipped.includes(place)
        ? ({ ...row, decision: row.decision === 'ALLOW' ? 'BLOCK' : 'ALLOW' } as const)
        : row,
    );
    return {
      ...policy,
      id: `${policy.jurisdiction}-2027.1`,
      categories: [
        ...(change.isCategoryGone ? [] : [first]),
        ...others,
        ...(change.isCategoryNew ? [{ ...first, id: 'SPORT', code: 999 }] : []),
      ],
      channels: [
        ...policy.channels,
        ...(change.isChannelNew ? [{ ...policy.channels[0]!, id: 'PAGER', code: 998 }] : []),
      ],
      defaults: [
        ...(change.dated === null
          ? []
          : [{ messageClasses: ['PROMOTIONAL'], from: change.dated, decision: 'BLOCK', ...source } as const]),
        ...flipped,
      ],
      quietHours: [
        ...(change.isQuietReplaced ? [] : policy.quietHours),
        ...(change.quiet === null ? [] : [quietRow(...change.quiet)]),
      ],
      classes: {
        ...policy.classes,
        SERVICE: { ...policy.classes.SERVICE, hours: change.hours, choices: change.choices },
      },
      holidays: change.isHolidayAdded
        ? [...policy.holidays, { date: '2026-12-12', name: 'New', ...source }]
        : policy.holidays,
    };
  });
}
