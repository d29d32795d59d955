import { expect, test } from 'vitest';
import type { Fault } from '../../../../src/core/fault.ts';
import { inPolicy } from '../../../../src/core/policies/in.ts';
import { usPolicy } from '../../../../src/core/policies/us.ts';
import type { Policy } from '../../../../src/core/policy.ts';
import { proposalOf, type ReplayTerms } from '../../../../src/registry/statistics/replays/proposal.ts';

const now = () => Date.UTC(2026, 10, 22, 20);
const registry = { policy: inPolicy, now };
const source = { source: 'made up', confirmed: false };

async function faultOf(terms: ReplayTerms): Promise<readonly [string, string | undefined]> {
  try {
    await proposalOf(registry, terms);
  } catch (error) {
    const { code, field } = error as Fault;
    return [code, field];
  }
  return ['none', undefined];
}

const changed = (change: Partial<Policy>): ReplayTerms => ({ policy: { ...inPolicy, ...change } });
const many = <T>(count: number, row: (place: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, place) => row(place));
const [category] = inPolicy.categories;

test.for<[string, ReplayTerms, string, string]>([
  ['of nothing', {}, 'INVALID_ARGUMENT', 'policy'],
  ['of a policy and an id', { policy: inPolicy, policyId: 'IN-2026.1' }, 'INVALID_ARGUMENT', 'policy'],
  ['by an id that nobody ships', { policyId: 'IN-1999.1' }, 'INVALID_ARGUMENT', 'policyId'],
  ['by the id of another country', { policyId: 'US-2026.1' }, 'INVALID_ARGUMENT', 'policyId'],
  ['of another country', { policy: usPolicy }, 'INVALID_ARGUMENT', 'policy.jurisdiction'],
  ['of another calling code', changed({ countryCallingCode: '92' }), 'INVALID_ARGUMENT', 'policy.countryCallingCode'],
  ['with a malformed id', changed({ id: 'IN' }), 'INVALID_ARGUMENT', 'policy.id'],
  ['with a hole in the day', changed({ bands: inPolicy.bands.slice(1) }), 'INVALID_ARGUMENT', 'policy.bands'],
  ['without a default for the rest', changed({ defaults: [] }), 'INVALID_ARGUMENT', 'policy.defaults'],
  [
    'with a category twice',
    changed({ categories: [...inPolicy.categories, category!] }),
    'INVALID_ARGUMENT',
    'policy.categories[0]',
  ],
  [
    'with a code twice',
    changed({ categories: [...inPolicy.categories, { ...category!, id: 'SPORT' }] }),
    'INVALID_ARGUMENT',
    'policy',
  ],
  [
    'with a grammar that names what is gone',
    changed({ channels: inPolicy.channels.slice(0, 1) }),
    'INVALID_ARGUMENT',
    'policy.texts.targets',
  ],
  [
    'with too many categories',
    changed({ categories: many(60, (place) => ({ ...category!, id: `C${place}`, code: 500 + place })) }),
    'INVALID_ARGUMENT',
    'policy.categories',
  ],
  [
    'with too many quiet hours',
    changed({ quietHours: many(33, () => ({ messageClasses: ['SERVICE'], from: '01:00', to: '02:00', ...source })) }),
    'INVALID_ARGUMENT',
    'policy.quietHours',
  ],
  [
    'with too many defaults',
    changed({ defaults: many(65, () => inPolicy.defaults[0]!) }),
    'INVALID_ARGUMENT',
    'policy.defaults',
  ],
  [
    'with too many zones',
    changed({ zonePrefixes: many(501, (place) => ({ prefixes: [`91${place}`], zones: ['Asia/Kolkata'], ...source })) }),
    'INVALID_ARGUMENT',
    'policy.zonePrefixes',
  ],
  [
    'that is too large',
    changed({ holidays: many(3_000, (place) => ({ date: `20${place}`, name: 'x'.repeat(20), ...source })) }),
    'PAYLOAD_TOO_LARGE',
    'policy',
  ],
  ['from a day that there is not', { policyId: 'IN-2026.1', from: '2027-02-30' }, 'INVALID_ARGUMENT', 'from'],
  ['from a day too far', { policyId: 'IN-2026.1', from: '2050-01-01' }, 'INVALID_ARGUMENT', 'from'],
])('a proposal %s is refused, and the part named', async ([, terms, code, field]) => {
  expect(await faultOf(terms)).toEqual([code, field]);
});

test('the days compared are today’s in the country, or those of when the policy takes effect, or those asked for', async () => {
  const from = async (terms: ReplayTerms) => (await proposalOf(registry, terms)).from;
  expect(await from({ policyId: 'IN-2026.1' })).toBe('2026-11-23');
  expect(await from(changed({ effectiveFrom: '2028-04-01' }))).toBe('2028-04-01');
  expect(await from({ policyId: 'IN-2026.1', from: '2027-01-01' })).toBe('2027-01-01');
});

test('equal proposals have equal digests, others have others', async () => {
  const digest = async (terms: ReplayTerms) => (await proposalOf(registry, terms)).digest;
  expect(await digest(changed({}))).toBe(await digest({ policyId: 'IN-2026.1' }));
  expect(await digest(changed({ effectiveFrom: '2028-04-01' }))).not.toBe(await digest({ policyId: 'IN-2026.1' }));
});
