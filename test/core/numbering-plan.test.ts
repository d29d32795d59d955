import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inPlan, zonesOf } from '../../src/core/numbering-plan.ts';
import type { PhoneNumber } from '../../src/core/phone-number.ts';
import { cnPolicy } from '../../src/core/policies/cn.ts';
import { esPolicy } from '../../src/core/policies/es.ts';
import { inPolicy } from '../../src/core/policies/in.ts';
import { policies } from '../../src/core/policies/policies.ts';
import { usPolicy } from '../../src/core/policies/us.ts';
import type { Policy } from '../../src/core/policy.ts';

const number = (digits: number) => digits as PhoneNumber;

describe('the numbering plan', () => {
  test.each<[string, Policy, number, boolean]>([
    ['CN mobile', cnPolicy, 8613900000001, true],
    ['CN mobile, a digit short', cnPolicy, 861390000000, false],
    ['CN mobile, a digit long', cnPolicy, 86139000000011, false],
    ['CN 12x is no mobile range', cnPolicy, 8612900000001, false],
    ['CN fixed line of Beijing', cnPolicy, 861000000001, true],
    ['CN fixed line with a long area code', cnPolicy, 8675500000001, true],
    ['CN fixed line with a long area code and seven digits', cnPolicy, 867560000001, true],
    ['another country', cnPolicy, 34910000001, false],
    ['IN mobile', inPolicy, 919800000001, true],
    ['IN mobile in a newer range', inPolicy, 916000000001, true],
    ['IN landline', inPolicy, 911100000001, true],
    ['IN, a digit short', inPolicy, 91980000000, false],
    ['ES mobile', esPolicy, 34600000001, true],
    ['ES mobile, newer range', esPolicy, 34711000001, true],
    ['ES fixed line', esPolicy, 34910000001, true],
    ['ES premium and freephone are nobody’s line', esPolicy, 34900000001, false],
    ['ES 80x', esPolicy, 34806000001, false],
    ['ES 5 is no subscriber', esPolicy, 34500000001, false],
    ['US test exchange', usPolicy, 12125550100, true],
    ['US exchange beginning with 1', usPolicy, 12121550100, false],
    ['US territory', usPolicy, 17875550100, true],
    ['Toronto shares the calling code only', usPolicy, 14165550100, false],
    ['Jamaica shares the calling code only', usPolicy, 18765550100, false],
    ['freephone', usPolicy, 18005550100, false],
    ['too short to have an area code', usPolicy, 12125, false],
  ])('%s', (_, policy, digits, expected) => {
    expect(inPlan(policy, number(digits))).toBe(expected);
  });

  test('has a place only for numbers of the country', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(policies)),
        fc.integer({ min: 10_000, max: 999_999_999_999_999 }),
        (policy, digits) => {
          if (inPlan(policy, number(digits))) expect(String(digits).startsWith(policy.countryCallingCode)).toBe(true);
        },
      ),
    );
  });
});

test('what is remembered of a block holds for all of its numbers, whichever was asked about first', () => {
  const source = { source: 'made up', confirmed: false };
  // Its row looks at the first of the last four digits.
  const madeUp: Policy = {
    ...cnPolicy,
    plan: [{ ...source, kind: 'MOBILE', prefixes: ['861'], digits: [7], nextDigits: '13579' }],
    zonePrefixes: [],
  };
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.values(policies), madeUp),
      fc.array(fc.tuple(fc.nat(2), fc.constantFrom(0, 4_096), fc.nat(9_999)), { minLength: 2, maxLength: 40 }),
      fc.integer({ min: 0, max: 9 }),
      (policy, asked, digitsBehind) => {
        const base = Number(policy.countryCallingCode) * 10 ** digitsBehind;
        for (const [step, slots, offset] of asked) {
          const one = number(Math.max(10_000, base + (step + slots) * 10_000 + offset));
          // A copy of the policy remembers nothing yet.
          const copy = { ...policy };
          expect([inPlan(policy, one), zonesOf(policy, one)]).toEqual([inPlan(copy, one), zonesOf(copy, one)]);
        }
      },
    ),
    { numRuns: 300 },
  );
});

describe('the zones of a number', () => {
  test.each<[string, Policy, number, readonly string[]]>([
    ['CN', cnPolicy, 8613900000001, ['Asia/Shanghai']],
    ['IN', inPolicy, 919800000001, ['Asia/Kolkata']],
    ['Madrid', esPolicy, 34910000001, ['Europe/Madrid']],
    ['Las Palmas', esPolicy, 34928000001, ['Atlantic/Canary']],
    ['Tenerife, the newer code', esPolicy, 34822000001, ['Atlantic/Canary']],
    ['ES mobile', esPolicy, 34600000001, ['Europe/Madrid', 'Atlantic/Canary']],
    ['New York', usPolicy, 12125550100, ['America/New_York']],
    ['Florida’s panhandle', usPolicy, 18505550100, ['America/New_York', 'America/Chicago']],
    ['Phoenix', usPolicy, 16025550100, ['America/Phoenix']],
    ['Hawaii', usPolicy, 18085550100, ['Pacific/Honolulu']],
    ['Alaska', usPolicy, 19075550100, ['America/Anchorage', 'America/Adak']],
  ])('%s', (_, policy, digits, expected) => {
    expect(zonesOf(policy, number(digits))).toEqual(expected);
  });

  test('are the same array for the same set, whichever row they come from', () => {
    const row = { source: 'made up', confirmed: false };
    const policy = {
      ...esPolicy,
      defaultZones: ['Europe/Madrid', 'Atlantic/Canary'],
      zonePrefixes: [
        { prefixes: ['346'], zones: ['Atlantic/Canary', 'Europe/Madrid'], ...row },
        { prefixes: ['34928'], zones: ['Atlantic/Canary'], ...row },
        { prefixes: ['34922'], zones: ['Atlantic/Canary'], ...row },
      ],
    };
    expect(zonesOf(policy, number(34600000001))).toBe(zonesOf(policy, number(34910000001)));
    expect(zonesOf(policy, number(34928000001))).toBe(zonesOf(policy, number(34922000001)));
  });

  test('are those of the longest prefix', () => {
    const row = { source: 'made up', confirmed: false };
    const zonePrefixes = [
      { prefixes: ['3492'], zones: ['Europe/Paris'], ...row },
      { prefixes: ['34928000'], zones: ['Atlantic/Canary'], ...row },
    ];
    const policy = { ...esPolicy, zonePrefixes };
    expect(zonesOf(policy, number(34928000001))).toEqual(['Atlantic/Canary']);
    expect(zonesOf(policy, number(34928001001))).toEqual(['Europe/Paris']);
    expect(zonesOf(policy, number(34910000001))).toEqual(['Europe/Madrid']);
  });

  test('are named for every area code of the US plan', () => {
    const zoned = new Set(usPolicy.zonePrefixes.flatMap(({ prefixes }) => prefixes));
    const planned = usPolicy.plan.flatMap(({ prefixes }) => prefixes);
    expect(planned.filter((prefix) => !zoned.has(prefix))).toEqual([]);
    expect(new Set(planned).size).toBe(planned.length);
    expect(planned.length).toBe(365);
  });
});
