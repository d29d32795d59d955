import { expect, test } from 'vitest';
import { inPolicy } from '../../../src/core/policies/in.ts';
import { lateFor } from '../../../src/core/texts/complaint-text.ts';

const complaint = { kind: 'COMPLAINT', sender: '1234567890', date: '2026-04-15' } as const;

test.for([
  ['2026-04-15T23:59:59+05:30', false, false],
  ['2026-04-18T23:59:59+05:30', false, false],
  ['2026-04-19T00:00:00+05:30', true, false],
  ['2026-04-22T23:59:59+05:30', true, false],
  ['2026-04-23T00:00:00+05:30', true, true],
] as const)('received at %s it is late for three days: %s, for seven: %s', ([at, three, seven]) => {
  expect(lateFor(inPolicy, complaint, Date.parse(at))).toEqual([
    { days: 3, late: three },
    { days: 7, late: seven },
  ]);
});

test('a complaint that names no day is of today', () => {
  const { date: _, ...undated } = complaint;
  expect(lateFor(inPolicy, undated, Date.now()).some(({ late }) => late)).toBe(false);
});
