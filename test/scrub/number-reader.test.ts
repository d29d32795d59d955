import fc from 'fast-check';
import { expect, test } from 'vitest';
import { policies } from '../../src/core/policies/policies.ts';
import { loadNumberingRules, numberReader } from '../../src/scrub/number-reader.ts';

await loadNumberingRules();

const readers = Object.fromEntries(
  Object.entries(policies).map(([jurisdiction, policy]) => [jurisdiction, numberReader(policy, jurisdiction)]),
);

test.each([
  ['CN', '+8613800138000', 8613800138000],
  ['CN', '8613800138000', 8613800138000],
  ['CN', '008613800138000', 8613800138000],
  ['CN', '13800138000', 8613800138000],
  ['CN', ' 138 0013 8000 ', 8613800138000],
  ['CN', '138-0013-8000', 8613800138000],
  ['CN', '+86 138.0013.8000', 8613800138000],
  ['CN', '"13800138000"', 8613800138000],
  ['CN', "'13800138000", 8613800138000],
  ['CN', '１３８００１３８０００', 8613800138000],
  ['CN', '\ufeff13800138000', 8613800138000],
  ['CN', 'tel:+8613800138000', 8613800138000],
  ['CN', '010-61234567', 861061234567],
  ['US', '(202) 555-0123', 12025550123],
  ['US', '202.555.0123', 12025550123],
  ['US', '1-202-555-0123', 12025550123],
  ['US', '2025550123', 12025550123],
  ['ES', '600 000 000', 34600000000],
  ['ES', '0034 600 000 000', 34600000000],
  ['IN', '090000 00000', 919000000000],
  ['IN', '+91 90000 00000', 919000000000],
])('%s: %j is a number', (jurisdiction, text, number) => {
  expect(readers[jurisdiction]?.(text)).toBe(number);
});

test.each([
  ['CN', '', 'empty'],
  ['CN', '   ', 'empty'],
  ['CN', 'n/a', 'not a phone number'],
  ['CN', '1380013800x', 'not a phone number'],
  ['CN', '13800138000/13900139000', 'not a phone number'],
  ['CN', '13800138000.0', 'a decimal number'],
  ['CN', '1.38001E+10', 'a decimal number'],
  ['CN', '1,38001e10', 'a decimal number'],
  ['CN', '+12025550123', 'outside the numbering plan'],
  ['CN', '0012025550123', 'outside the numbering plan'],
  ['CN', '+86138001380001', 'outside the numbering plan'],
  ['US', '+1 604 555 0123', 'outside the numbering plan'],
  ['CN', '123', 'not a phone number'],
])('%s: %j is none, and why', (jurisdiction, text, reason) => {
  expect(readers[jurisdiction]?.(text)).toBe(reason);
});

test('a spreadsheet’s zero after the point never makes another number of the plan', () => {
  expect(readers['CN']?.('863101234567.0')).toBe('a decimal number');
});

test('whatever stands in a cell, it is a number of the plan or a reason', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'+0123456789 -().e') })), (text) => {
      for (const read of Object.values(readers)) expect(['number', 'string']).toContain(typeof read(text));
    }),
  );
});
