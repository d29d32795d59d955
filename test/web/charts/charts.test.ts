import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BarTable } from '../../../src/web/charts/bar-table.tsx';
import type { ChartValue } from '../../../src/web/charts/chart-parts.ts';
import { PeriodChart } from '../../../src/web/charts/period-chart.tsx';

const words = { period: 'Period', suppressed: 'suppressed', noRelease: 'not published', asTable: 'As a table' };
const numbers = { number: (value: number) => `=${value}`, shortNumber: (value: number) => `~${value}` };
const periods = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    name: `month ${at + 1}`,
    tick: `M${at % 12}`,
    year: String(2026 + Math.floor(at / 12)),
  }));

function chartOf(form: 'LINE' | 'COLUMN', values: readonly (readonly ChartValue[])[]): string {
  const series = values.map((one, place) => ({ name: `series ${place}`, values: one }));
  const count = values[0]?.length ?? 0;
  return String(
    PeriodChart({
      id: 'x',
      title: 'Title',
      description: 'What there is to see',
      form,
      periods: periods(count),
      series,
      words,
      numbers,
    }),
  );
}

const cellsOf = (html: string) => [...html.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell = '']) => textIn(cell));
const textIn = (html: string) => html.replaceAll(/<[^>]+>/g, '');
const count = (html: string, what: string) => html.split(what).length - 1;

const value = fc.oneof(
  { weight: 4, arbitrary: fc.nat({ max: 2_000_000 }) },
  fc.constantFrom<ChartValue>(null, undefined, 0),
);
const table = fc.integer({ min: 1, max: 30 }).chain((length) =>
  fc.array(fc.array(value, { minLength: length, maxLength: length }), {
    minLength: 1,
    maxLength: 4,
  }),
);

describe.for(['LINE', 'COLUMN'] as const)('a chart over periods (%s)', (form) => {
  test('its table says every value; what is suppressed or missing is said, and drawn as no number', () => {
    fc.assert(
      fc.property(table, (values) => {
        const html = chartOf(form, values);
        const said = (one: ChartValue) =>
          one === undefined ? 'not published' : one === null ? 'suppressed' : `=${one}`;
        const rows = (values[0] ?? []).flatMap((_, at) => values.map((one) => said(one[at])));
        expect(cellsOf(html)).toEqual(rows);
        const svg = html.slice(html.indexOf('<svg class="registry-chart"'), html.indexOf('<details'));
        const all = values.flat();
        expect(count(svg, 'registry-chart__cross')).toBe(all.filter((one) => one === null).length);
        const [plot = ''] = svg.split('registry-chart__hidden');
        const drawn = form === 'LINE' ? 'registry-chart__mark' : '<rect class="registry-chart__column"';
        expect(count(plot, drawn)).toBe(all.filter((one) => typeof one === 'number').length);
        expect(svg).not.toMatch(/NaN|undefined|Infinity|"-\d+%"/);
      }),
    );
  });

  test('it has a title, a description and names for its marks', () => {
    const html = chartOf(form, [
      [1, 2],
      [3, null],
    ]);
    expect(html).toContain('role="img" aria-labelledby="x-title x-description"');
    expect(html).toContain('<title id="x-title">Title</title>');
    expect(html).toContain('<desc id="x-description">What there is to see</desc>');
    const legend = html.slice(html.indexOf('<ul'), html.indexOf('</ul>'));
    expect(textIn(legend)).toBe('series 0series 1suppressed');
  });
});

test('a line is broken where a value is not published', () => {
  const lines = (values: readonly ChartValue[]) => count(chartOf('LINE', [values]), '"registry-chart__line"');
  expect(lines([1, 2, 3, 4])).toBe(3);
  expect(lines([1, null, 3, 4])).toBe(1);
  expect(lines([1, undefined, 3, null])).toBe(0);
});

test('of many periods some are named: the last one always, a year where it begins', () => {
  const html = chartOf('LINE', [Array.from({ length: 30 }, () => 5)]);
  const texts = [...html.matchAll(/<text[^>]*text-anchor="middle"[^>]*>([^<]*)</g)].map(([, text]) => text);
  expect(texts.filter((text) => text?.startsWith('2'))).toEqual(['2026', '2027', '2028']);
  expect(texts.filter((text) => text?.startsWith('M')).length).toBe(10);
  expect(texts).toContain('M5');
});

test('bars are as long as their numbers; a sum has none, and what is suppressed has a dashed line', () => {
  const members = [{ name: 'All', isTotal: true }, { name: 'A' }, { name: 'B' }, { name: 'C' }];
  const series = [{ name: 'N', values: [900, 400, null, 0] }];
  const html = String(BarTable({ title: 'T', head: 'H', members, series, words, numbers }));
  expect(cellsOf(html)).toEqual(['=900', '=400', 'suppressed', '=0']);
  expect([...html.matchAll(/<rect[^>]*width="([^"]*)"/g)].map(([, width]) => width)).toEqual(['100%', '0%']);
  expect(count(html, '<line')).toBe(1);
});
