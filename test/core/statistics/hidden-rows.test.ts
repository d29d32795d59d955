import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Hidden, hiddenRows, isSmall, type Row } from '../../../src/core/statistics/hidden-rows.ts';
import { adds, type CellName, intervals, type Relation } from './linear-attack.ts';

const minimum = 5;
/** Of a row that is shown with its total: the total is not small. */
const counts = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 3, maxLength: 3 });
const tables = fc.array(
  counts.filter((row) => !isSmall(sum(row), minimum)),
  { minLength: 1, maxLength: 5 },
);

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function rowOf(cells: readonly number[], floors: readonly number[] = []): Row {
  const parts = cells.map((value, at) => ({ value, floor: floors[at] ?? 0 }));
  return { cells, parts, size: sum(cells) };
}

/** The small cells of a table whose row totals are known, and what is left open of them. */
async function openIn(table: readonly (readonly number[])[], { rows, total }: Hidden, known: 'TOTALS' | 'NOTHING') {
  const published = new Map<CellName, number | null>();
  const relations: Relation[] = [];
  const small: CellName[] = [];
  const columns = table[0]?.map((_, column) => column) ?? [];
  table.forEach((cells, row) => {
    cells.forEach((value, column) => {
      published.set(`${row}/${column}`, rows.has(row) ? null : value);
      if (rows.has(row) && isSmall(value, minimum)) small.push(`${row}/${column}`);
    });
    published.set(`${row}/all`, sum(cells));
    if (known === 'TOTALS')
      relations.push(
        adds(
          `${row}/all`,
          columns.map((column) => `${row}/${column}`),
        ),
      );
  });
  for (const column of columns) {
    published.set(`all/${column}`, total ? null : sum(table.map((cells) => cells[column] ?? 0)));
    relations.push(
      adds(
        `all/${column}`,
        table.map((_, row) => `${row}/${column}`),
      ),
    );
  }
  if (small.length === 0) return { small, open: new Map() };
  return { small, open: await intervals(published, relations, small, minimum, 0) };
}

test.for(['TOTALS', 'NOTHING'] as const)(
  'of a hidden small cell the minimum and more is left open, where of rows is known: %s',
  async (known) => {
    await fc.assert(
      fc.asyncProperty(tables, async (table) => {
        const hidden = hiddenRows(
          table.map((cells) => rowOf(cells)),
          minimum,
        );
        for (const [at, cells] of table.entries()) {
          if (!hidden.rows.has(at)) expect(cells.some((cell) => isSmall(cell, minimum))).toBe(false);
        }
        const { small, open } = await openIn(table, hidden, known);
        for (const cell of small) {
          const { low = 0, high = 0 } = open.get(cell) ?? {};
          expect(high - low).toBeGreaterThan(minimum - 1e-6);
        }
      }),
      { numRuns: 150 },
    );
  },
);

test('what others show from below is no room to hide in', () => {
  const rows = [rowOf([3], [3]), rowOf([20], [20]), rowOf([30], [0])];
  expect([...hiddenRows(rows, minimum).rows]).toEqual([0, 2]);
  expect(hiddenRows([rowOf([3], [3]), rowOf([20], [20])], minimum).total).toBe(true);
  const bothSmall = [rowOf([3], [3]), rowOf([4], [4]), rowOf([30], [20])];
  expect([...hiddenRows(bothSmall, minimum).rows]).toEqual([0, 1, 2]);
});

function row(value: number, before: 'HIDDEN' | 'SHOWN', isStill: boolean): Row {
  return { ...rowOf([value]), before, isStill };
}

test('what was hidden and hardly changed stays hidden, beside what was hidden before', () => {
  const rows = [row(8, 'SHOWN', false), row(40, 'HIDDEN', true), row(3, 'HIDDEN', false), row(6, 'SHOWN', true)];
  expect([...hiddenRows(rows, minimum).rows].sort()).toEqual([1, 2]);
  expect(hiddenRows(rows.slice(0, 2), minimum).total).toBe(true);
  expect([...hiddenRows([rowOf([8]), rowOf([0]), rowOf([40])], minimum).rows]).toEqual([]);
});

test('beside what was hidden before and is known by its sum, others are hidden for themselves', () => {
  const kept = [row(3, 'HIDDEN', true), row(4, 'HIDDEN', true)];
  expect([...hiddenRows([...kept, row(30, 'SHOWN', false)], minimum).rows]).toEqual([0, 1]);
  const small = row(2, 'SHOWN', false);
  expect([...hiddenRows([...kept, small, row(30, 'SHOWN', false)], minimum).rows]).toEqual([0, 1, 2, 3]);
  expect(hiddenRows([...kept, small], minimum).total).toBe(true);
});

test('what was shown and hardly changed hides nothing', () => {
  expect(hiddenRows([row(2, 'SHOWN', false), row(30, 'SHOWN', true)], minimum).total).toBe(true);
});

test('what was hidden is not shown beside what it was hidden with, where that is as it was', () => {
  const kept = [row(3, 'HIDDEN', true), row(9, 'HIDDEN', true)];
  expect([...hiddenRows([row(30, 'HIDDEN', false), ...kept], minimum).rows].sort()).toEqual([0, 1, 2]);
});
