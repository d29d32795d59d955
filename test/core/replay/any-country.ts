import fc from 'fast-check';
import { policies } from '../../../src/core/policies/policies.ts';
import type { Policy } from '../../../src/core/policy.ts';
import { canonicalPreferences, noPreferences, type Preferences } from '../../../src/core/preferences.ts';
import { type Blur, keyOfStanding } from '../../../src/core/replay/blurred.ts';
import type { Census } from '../../../src/core/replay/census.ts';
import { anyPreferences } from '../any-decision.ts';

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
  return { ...policy, categories: policy.categories.slice(0, 3), channels: policy.channels.slice(0, 2) };
}

export const anySmallPolicy = fc.constantFrom(smallPolicy('CN'), smallPolicy('IN'));

/** Some states, and who stands in them where. */
export function anyCountry(policy: Policy, sizeMax: number): fc.Arbitrary<readonly Inhabitant[]> {
  return fc
    .array(anyPreferences(policy).map(canonicalPreferences), { minLength: 1, maxLength: 8 })
    .map((states) => states.filter((one) => JSON.stringify(one) !== JSON.stringify(noPreferences)))
    .chain((states) =>
      fc
        .array(fc.record({ region: fc.constantFrom(...regions), place: fc.nat(Math.max(0, states.length - 1)) }), {
          maxLength: states.length === 0 ? 0 : sizeMax,
          size: 'max',
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

/** Another law for the same country: some of what a legislator may change, at whole or half hours. */
export function anyProposal(policy: Policy): fc.Arbitrary<Policy> {
  const time = fc.constantFrom('00:00', '08:00', '09:30', '12:00', '18:30', '21:00');
  const changes = fc.record({
    flipped: fc.subarray(policy.defaults.map((_, place) => place)),
    quiet: fc.option(fc.tuple(time, time, fc.option(fc.constantFrom('SUN', 'HOLIDAY'), { nil: undefined }))),
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
    const [from, to, dayType] = change.quiet ?? ['00:00', '00:00'];
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
        ...policy.quietHours,
        ...(from === to
          ? []
          : [
              {
                messageClasses: ['PROMOTIONAL', 'SERVICE'],
                ...(dayType && { dayTypes: [dayType] }),
                from,
                to,
                ...source,
              } as const,
            ]),
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
