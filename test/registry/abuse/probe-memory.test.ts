import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PhoneNumber } from '../../../src/core/phone-number.ts';
import { type ProbedField, ProbeMemory, probesMax } from '../../../src/registry/abuse/probe-memory.ts';

const number = 8_613_800_010_000 as PhoneNumber;

test('it admits what a plain map of sets admits', () => {
  const ask = fc.record({
    organisation: fc.constantFrom('caller-1', 'caller-2'),
    sender: fc.constantFrom('', 'A', 'B'),
    line: fc.nat(20),
    day: fc.nat(2),
    field: fc.constantFrom<ProbedField>('plannedAt', 'lastVerifiedOn'),
    value: fc.integer({ min: 1_790_000_000_000, max: 1_790_000_000_006 }),
  });
  fc.assert(
    fc.property(fc.array(ask, { maxLength: 300 }), fc.integer(), (asks, seed) => {
      const memory = new ProbeMemory(seed);
      const model = new Map<string, Set<number>>();
      let today = 0;
      for (const { organisation, sender, line, day, field, value } of asks) {
        today = Math.max(today, day);
        const key = `${organisation}/${sender}/${line}/${today}/${field}`;
        const known = model.get(key) ?? new Set();
        model.set(key, known);
        const admitted = known.has(value) || known.size < probesMax;
        if (admitted) known.add(value);
        const scope = memory.scopeOf(organisation, sender);
        expect(memory.admits(scope, (number + line) as PhoneNumber, today, field, value)).toBe(admitted);
      }
    }),
    { numRuns: 30 },
  );
});

test('what is full is not pushed out by a hundred thousand other numbers', () => {
  const memory = new ProbeMemory(1);
  const scope = memory.scopeOf('caller', 'S');
  for (let value = 1; value <= probesMax; value++) memory.admits(scope, number, 1, 'plannedAt', value);
  for (let line = 1; line <= 100_000; line++) memory.admits(scope, (number + line) as PhoneNumber, 1, 'plannedAt', 1);
  expect(memory.admits(scope, number, 1, 'plannedAt', 4)).toBe(false);
});
