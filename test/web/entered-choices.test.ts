import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cnPolicy } from '../../src/core/policies/cn.ts';
import { inPolicy } from '../../src/core/policies/in.ts';
import { policies } from '../../src/core/policies/policies.ts';
import type { Policy } from '../../src/core/policy.ts';
import { canonicalPreferences, noPreferences, type Preferences, refuseAll } from '../../src/core/preferences.ts';
import { preferencesFault } from '../../src/core/preferences-check.ts';
import {
  bandTick,
  cellTick,
  dayTick,
  shownChoices,
  wantedPreferences,
} from '../../src/web/subscriber/choices/entered-choices.ts';
import { anyPreferences } from '../core/any-decision.ts';

/** 22 November 2026. */
const today = 20_779;

describe.for(Object.values(policies))('$id', (policy) => {
  const stances = fc.constantFrom('LAW', 'REFUSE_EXCEPT');

  test('what is ticked may reach the holder then, and nobody else', () => {
    fc.assert(
      fc.property(anyPreferences(policy), stances, anyTicks(policy), (present, base, ticks) => {
        const wanted = wantedPreferences(policy, present, { base, shown: base, ticks }, today);
        if (wanted === 'PICK') throw new Error('asked although the table was shown');
        expect(preferencesFault(policy, wanted)).toBeUndefined();
        expect(wanted.base).toBe(base);
        expect(sorted(shownChoices(policy, wanted, base, today).ticks)).toEqual(sorted(ticks));
      }),
      { numRuns: 100 },
    );
  });

  test('a form that is sent as it was shown changes nothing', () => {
    fc.assert(
      fc.property(anyPreferences(policy), (any) => {
        const present = canonicalPreferences(any);
        const entered = shownChoices(policy, present, present.base, today);
        expect(wantedPreferences(policy, present, entered, today)).toEqual(present);
      }),
      { numRuns: 100 },
    );
  });

  test('turning to the law keeps what was chosen, and makes no choice of what was not', () => {
    fc.assert(
      fc.property(anyPreferences(policy), (any) => {
        const present = canonicalPreferences({ ...any, base: 'REFUSE_EXCEPT' });
        const entered = shownChoices(policy, present, 'REFUSE_EXCEPT', today);
        const wanted = wantedPreferences(policy, present, { ...entered, base: 'LAW' }, today);
        expect(wanted).toEqual({ ...present, base: 'LAW' });
      }),
      { numRuns: 50 },
    );
  });
});

test('who wants only those whom he chooses is asked whom, unless he has chosen in the same form', () => {
  const shown = shownChoices(cnPolicy, noPreferences, 'LAW', today);
  const untouched = { ...shown, base: 'REFUSE_EXCEPT' } as const;
  expect(wantedPreferences(cnPolicy, noPreferences, untouched, today)).toBe('PICK');
  const onlyCalls = new Set([...shown.ticks].filter((tick) => !tick.endsWith('/VOICE') || tick === 'EDUCATION/VOICE'));
  expect(wantedPreferences(cnPolicy, noPreferences, { ...untouched, ticks: onlyCalls }, today)).toMatchObject({
    base: 'REFUSE_EXCEPT',
    categories: {},
    cells: [{ category: 'EDUCATION', channel: 'VOICE', choice: 'ALLOW' }],
  });
  const fromNobody = { base: 'REFUSE_EXCEPT', ticks: new Set<string>() } as const;
  expect(wantedPreferences(cnPolicy, refuseAll, fromNobody, today)).toBe('PICK');
});

test('a category without any tick is refused as a whole; a single tick in it is an exception', () => {
  const shown = shownChoices(inPolicy, noPreferences, 'LAW', today);
  const ticks = new Set([...shown.ticks].filter((tick) => !tick.startsWith('HEALTH/')));
  const refusing = wantedPreferences(inPolicy, noPreferences, { ...shown, ticks }, today) as Preferences;
  expect(refusing).toEqual({ ...noPreferences, categories: { HEALTH: 'REFUSE' } });
  const texts = { ...shownChoices(inPolicy, refusing, 'LAW', today), ticks: new Set([...ticks, 'HEALTH/SMS']) };
  expect(wantedPreferences(inPolicy, refusing, texts, today)).toEqual({
    ...refusing,
    cells: [{ category: 'HEALTH', channel: 'SMS', choice: 'ALLOW' }],
  });
});

function anyTicks(policy: Policy): fc.Arbitrary<ReadonlySet<string>> {
  const all = [
    ...policy.categories.flatMap(({ id }) => policy.channels.map((channel) => cellTick(id, channel.id))),
    ...policy.bands.map(({ id }) => bandTick(id)),
    ...policy.dayTypes.map(({ id }) => dayTick(id)),
  ];
  return fc.subarray(all).map((ticks) => new Set(ticks));
}

function sorted(ticks: ReadonlySet<string>): readonly string[] {
  return [...ticks].sort();
}
