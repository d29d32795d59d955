import { describe, expect, test } from 'vitest';
import { cn } from './decisions/cn.ts';
import { expectationOf, outcomeOf } from './decisions/decision-row.ts';
import { spain } from './decisions/es.ts';
import { india } from './decisions/in.ts';
import { unitedStates } from './decisions/us.ts';

const lists = { CN: cn, IN: india, ES: spain, US: unitedStates };

for (const [jurisdiction, { usual, rows }] of Object.entries(lists)) {
  describe(`the ladder decides, ${jurisdiction}`, () => {
    test.each(rows)('$rule: $expect', (row) => {
      expect(outcomeOf(usual, row)).toEqual(expectationOf(usual, row));
    });
  });
}

test('each row of a list shows a rule of its own', () => {
  for (const { rows } of Object.values(lists)) {
    expect(new Set(rows.map(({ rule }) => rule)).size).toBe(rows.length);
  }
});

test('the table has at least 150 decisions', () => {
  expect(Object.values(lists).flatMap(({ rows }) => rows).length).toBeGreaterThanOrEqual(150);
});
