import fc from 'fast-check';
import type { Enquiry, Standing } from '../../src/core/enquiry.ts';
import type { PhoneNumber } from '../../src/core/phone-number.ts';
import { esPolicy } from '../../src/core/policies/es.ts';
import { policies } from '../../src/core/policies/policies.ts';
import { messageClasses, type Policy } from '../../src/core/policy.ts';
import type { Choice, Preferences } from '../../src/core/preferences.ts';
import type { SenderStanding } from '../../src/core/sender-identity.ts';
import type { SenderPermission } from '../../src/core/sender-permission.ts';
import { dayMs, hourMs } from '../../src/core/time.ts';

/** Everything that `decide` takes. */
export interface Case {
  readonly policy: Policy;
  readonly standing: Standing;
  readonly enquiry: Enquiry;
}

/** One number for each set of zones that a shipped policy knows, and some more. */
const numbers: Readonly<Record<string, readonly number[]>> = {
  CN: [8613900000001],
  IN: [919800000001],
  ES: [34910000001, 34928000001, 34600000001],
  US: [12125550100, 13125550100, 19285550100, 18505550100, 19075550100, 12085550100, 16715550100],
};

/** Instants around which clocks, days or laws change. */
const turningPoints = [
  '2023-06-29T00:00:00+02:00',
  '2026-02-15T00:00:00+08:00',
  '2026-03-08T02:00:00-05:00',
  '2026-03-08T10:00:00Z',
  '2026-03-29T01:00:00Z',
  '2026-10-25T01:00:00Z',
  '2026-11-01T06:00:00Z',
  '2026-11-01T08:00:00Z',
  '2026-12-01T00:00:00+01:00',
  '2026-12-25T00:00:00+05:30',
  '2027-01-01T00:00:00Z',
].map(Date.parse);

const choice = fc.constantFrom<Choice>('REFUSE', 'ALLOW');

/** A shipped policy, or Spain's with a law that turns on 1 December 2026 and no weekend rule. */
export const anyPolicy: fc.Arbitrary<Policy> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...Object.values(policies)) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(['ALLOW', 'BLOCK'] as const, ['BLOCK', 'ALLOW'] as const)
      .map(([before, after]) => turningPolicy(before, after)),
  },
);

export function anyPreferences(policy: Policy): fc.Arbitrary<Preferences> {
  const category = fc.constantFrom(...policy.categories.slice(0, 3).map(({ id }) => id));
  const channel = fc.constantFrom(...policy.channels.map(({ id }) => id));
  return fc.record({
    base: fc.constantFrom('LAW', 'LAW', 'LAW', 'REFUSE_EXCEPT', 'REFUSE_ALL'),
    categories: fc.dictionary(category, choice, { maxKeys: 2 }),
    channels: fc.dictionary(channel, choice, { maxKeys: 1 }),
    cells: fc.array(fc.record({ category, channel, choice }), { maxLength: 2 }),
    refusedBands: fc.subarray(policy.bands.map(({ id }) => id)),
    refusedDayTypes: fc.subarray(
      policy.dayTypes.map(({ id }) => id),
      { maxLength: 4 },
    ),
  });
}

export const anyInstant: fc.Arbitrary<number> = fc.oneof(
  fc
    .tuple(fc.constantFrom(...turningPoints), fc.integer({ min: -30, max: 30 }), fc.integer({ min: -1, max: 1 }))
    .map(([point, hours, ms]) => point + hours * hourMs + ms),
  fc.integer({ min: Date.UTC(2022, 0), max: Date.UTC(2029, 0) }),
);

export const anyCase: fc.Arbitrary<Case> = fc
  .tuple(anyPolicy, anyInstant)
  .chain(([policy, at]) => fc.tuple(anyStanding(policy, at), anyEnquiry(policy, at)).map(caseOf(policy)));

/** A counterexample names its policy, and does not print it. */
function caseOf(policy: Policy) {
  return ([standing, enquiry]: readonly [Standing, Enquiry]): Case =>
    Object.assign(
      { policy, standing, enquiry },
      { [fc.toStringMethod]: () => JSON.stringify({ policy: policy.id, standing, enquiry }) },
    );
}

function anyEnquiry(policy: Policy, at: number): fc.Arbitrary<Enquiry> {
  return fc.record({
    number: fc.constantFrom(...(numbers[policy.jurisdiction] ?? [])).map((one) => one as PhoneNumber),
    category: fc.constantFrom(...policy.categories.slice(0, 3).map(({ id }) => id)),
    channel: fc.constantFrom(...policy.channels.map(({ id }) => id)),
    messageClass: fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom('PROMOTIONAL' as const, 'SERVICE' as const) },
      { weight: 1, arbitrary: fc.constantFrom(...messageClasses) },
    ),
    at: fc.constant(at),
  });
}

function anyStanding(policy: Policy, at: number): fc.Arbitrary<Standing> {
  const mostly = <T>(usual: T, others: readonly T[]) =>
    fc.oneof({ weight: 8, arbitrary: fc.constant(usual) }, { weight: 2, arbitrary: fc.constantFrom(...others) });
  return fc
    .record({
      admittedClasses: mostly<Standing['admittedClasses']>([], [['TRANSACTIONAL'], ['TRANSACTIONAL', 'GOVERNMENT']]),
      sender: mostly<SenderStanding>('AUTHORISED', ['SUSPENDED', 'UNKNOWN']),
      preferences: anyPreferences(policy),
      service: mostly<Standing['state']['service']>('IN_SERVICE', ['QUARANTINED']),
      permission: fc.option(anyPermission(policy, at), { nil: undefined }),
    })
    .map(({ admittedClasses, sender, preferences, service, permission }) => ({
      admittedClasses,
      sender,
      state: { preferences, service, hasDetail: permission !== undefined },
      ...(permission === undefined ? {} : { permission }),
    }));
}

function anyPermission(policy: Policy, at: number): fc.Arbitrary<SenderPermission> {
  const scope = fc.constantFrom(
    {},
    { categories: policy.categories.slice(0, 2).map(({ id }) => id) },
    { channels: policy.channels.slice(0, 1).map(({ id }) => id) },
  );
  const expiresAt = fc.integer({ min: at - dayMs, max: at + 40 * dayMs });
  const common = { brand: fc.constant('acme'), at: fc.constant(0), position: fc.constant(1) };
  return fc.oneof(
    fc.record({ ...common, status: fc.constant('CONSENTED' as const), scope }),
    fc.record({ ...common, status: fc.constant('CONSENTED' as const), scope, expiresAt }),
    fc.record({ ...common, status: fc.constantFrom('REQUESTED' as const, 'REFUSED' as const) }),
  );
}

function turningPolicy(before: 'ALLOW' | 'BLOCK', after: 'ALLOW' | 'BLOCK'): Policy {
  const source = { source: 'made up', confirmed: false };
  return {
    ...esPolicy,
    quietHours: esPolicy.quietHours.slice(0, 1),
    defaults: [
      { messageClasses: ['PROMOTIONAL', 'SERVICE'], until: '2026-12-01', decision: before, ...source },
      { messageClasses: ['PROMOTIONAL', 'SERVICE'], decision: after, ...source },
    ],
  };
}
