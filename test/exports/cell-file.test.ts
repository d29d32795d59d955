import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Cell, Release } from '../../src/core/statistics/release.ts';
import { cellFile, cellForms } from '../../src/exports/cell-file.ts';
import { cellsFor, knownMeasure } from '../../src/exports/release-cells.ts';
import { columns } from '../../src/exports/rows.ts';
import { anyRelease, october, oddMember } from './made-release.ts';
import { openedByDuckdb } from './opened-by-duckdb.ts';

/** A row as every form has to give it: what there is not is null, and numbers are text. */
type Row = readonly (string | null)[];

/** Straight from the table, by counting as it says: the last axis runs fastest. */
function expectedRows({ period, tables }: Release): readonly Row[] {
  return tables.flatMap(({ measure, axes, values }) => {
    let combinations: readonly Readonly<Record<string, string>>[] = [{}];
    for (const { dimension, members } of axes) {
      combinations = combinations.flatMap((one) => members.map((member) => ({ ...one, [dimension]: member })));
    }
    return combinations.map((members, at) => {
      const value = values[at] ?? null;
      const facts: Readonly<Record<string, string | null>> = {
        period: period.id,
        measure,
        unit: knownMeasure(measure).unit,
        value: value === null ? null : String(value),
        status: value === null ? 'SUPPRESSED' : 'PUBLISHED',
      };
      return columns.map(({ name }) => facts[name] ?? members[name] ?? null);
    });
  });
}

const names = columns.map(({ name }) => name);

test('rows of CSV are rows of JSON are rows of Parquet, whatever members and figures there are', async () => {
  const duckdb = await openedByDuckdb();
  await fc.assert(
    fc.asyncProperty(anyRelease(oddMember), async (release) => {
      const cells = [...cellsFor(release, 'REGULATOR')];
      const expected = expectedRows(release);
      const [csv, json, parquet] = await Promise.all(cellForms.map((form) => cellFile(form, cells)));
      const ofCsv = parse<Record<string, string>>(Buffer.from(csv ?? []), { columns: true });
      expect(ofCsv.map((row) => names.map((name) => row[name] || null))).toEqual(expected);
      const ofJson = JSON.parse(Buffer.from(json ?? []).toString()).cells as readonly Record<string, unknown>[];
      const jsonText = (value: unknown) => (value === undefined || value === null ? null : String(value));
      expect(ofJson.map((row) => names.map((name) => jsonText(row[name])))).toEqual(expected);
      const file = duckdb.file('figures.parquet', parquet ?? new Uint8Array());
      const select = names.map((name) => `"${name}"::VARCHAR`).join(', ');
      expect(await duckdb.rows(`SELECT ${select} FROM read_parquet('${file}')`)).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

test('DuckDB reads the CSV of odd members as it reads the Parquet, told what a CSV is', async () => {
  const duckdb = await openedByDuckdb();
  await fc.assert(
    fc.asyncProperty(anyRelease(oddMember), async (release) => {
      const cells = [...cellsFor(release, 'REGULATOR')];
      const csv = duckdb.file('figures.csv', await cellFile('csv', cells));
      const typed = names.map((name) => `'${name}': 'VARCHAR'`).join(', ');
      const terms = `header = true, delim = ',', quote = '"', escape = '"', all_varchar = true, auto_detect = false, columns = {${typed}}`;
      expect(await duckdb.rows(`SELECT * FROM read_csv('${csv}', ${terms})`)).toEqual(expectedRows(release));
    }),
    { numRuns: 30 },
  );
});

test('more cells than a slice and a group of rows hold come out whole and in order', async () => {
  const cells: readonly Cell[] = Array.from({ length: 25_000 }, (_, at) => ({
    period: '2026-10',
    measure: 'CHANGES_BY_DAY',
    members: { day: `2026-10-${at}` },
    value: at % 3 === 0 ? null : at,
  }));
  const duckdb = await openedByDuckdb();
  const parquet = duckdb.file('figures.parquet', await cellFile('parquet', cells));
  const csv = duckdb.file('figures.csv', await cellFile('csv', cells));
  const rows = cells.map(({ members, value }) => [members.day, value === null ? null : BigInt(value)]);
  expect(await duckdb.rows(`SELECT day, value FROM '${parquet}'`)).toEqual(rows);
  expect(await duckdb.rows(`SELECT day, value FROM '${csv}'`)).toEqual(rows);
  const json = JSON.parse(Buffer.from(await cellFile('json', cells)).toString());
  expect(json.cells.length).toBe(cells.length);
});

test('a figure that is no whole number is a defect, in every form', async () => {
  const cells: readonly Cell[] = [{ period: '2026-10', measure: 'CODES', members: { outcome: 'SENT' }, value: 0.5 }];
  for (const form of cellForms) await expect(cellFile(form, cells)).rejects.toThrow('no whole number');
});

test('the same cells and facts give the same bytes', async () => {
  const cells = [...cellsFor(october, 'PUBLIC')];
  for (const form of cellForms) {
    const [one, other] = [await cellFile(form, cells, { about: 'x' }), await cellFile(form, cells, { about: 'x' })];
    expect(Buffer.compare(one, other)).toBe(0);
  }
});
