import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DimensionId, type Measure, measures } from '../../../src/core/statistics/measures.ts';
import type { Cell, Release } from '../../../src/core/statistics/release.ts';
import { shownLimits } from '../../../src/registry/statistics/note-figures-shown.ts';
import { readCells } from '../../../src/registry/statistics/read-cells.ts';
import type { Members } from '../../../src/web/regulator/figures-query.ts';
import { wordsIn } from '../../../src/web/words/words.ts';
import { operatorAtConsole } from '../../registry/memory-registry.ts';
import { regulatorsDesk, shownCells } from './at-regulator.ts';
import { madeRelease } from './made-releases.ts';

const months = ['2026-07', '2026-08', '2026-10'];
const number = new Intl.NumberFormat('en-CN');

interface Asked {
  readonly measure: Measure;
  readonly from: string;
  readonly until: string;
  readonly view: 'PERIODS' | 'CHANGE';
  readonly members: Members;
}

const asked: fc.Arbitrary<Asked> = fc
  .tuple(fc.constantFrom(...measures), fc.subarray(months, { minLength: 1 }), fc.constantFrom('PERIODS', 'CHANGE'))
  .chain(([measure, some, view]) => {
    const [from = '', until = from] = [some[0], some.at(-1)];
    const axes = madeRelease({ period: until }).tables.find((table) => table.measure === measure.id)?.axes ?? [];
    return fc
      .tuple(...axes.map(({ members }) => fc.subarray([...members], { maxLength: Math.min(4, members.length) })))
      .map((chosen) => ({
        measure,
        from,
        until,
        view: from === until ? ('PERIODS' as const) : view,
        members: Object.fromEntries(axes.map(({ dimension }, at) => [dimension, chosen[at] ?? []])),
      }));
  });

function searchOf({ measure, from, until, view, members }: Asked): URLSearchParams {
  const search = new URLSearchParams({ measure: measure.id, from, until, view, each: '1' });
  for (const [dimension, ids] of Object.entries(members)) for (const id of ids ?? []) search.append(dimension, id);
  return search;
}

function keyOf({ period, members }: Pick<Cell, 'period' | 'members'>, dimensions: readonly DimensionId[]): string {
  return [period, ...dimensions.map((id) => members[id])].join(' ');
}

/** The rows of a file: which cell, and the value as the page would write it. */
function rowsOf(csv: string, { dimensions }: Measure): readonly (readonly [key: string, value: string])[] {
  const [head = '', ...lines] = csv.trimEnd().split('\r\n');
  const names = head.split(',');
  return lines.map((line) => {
    const row = Object.fromEntries(line.split(',').map((text, at) => [names[at] ?? '', text] as const));
    const members = Object.fromEntries(dimensions.map((id) => [id, row[id] ?? '']));
    const value = row['status'] === 'SUPPRESSED' ? 'suppressed' : number.format(Number(row['value']));
    return [keyOf({ period: row['period'] ?? '', members }, dimensions), value];
  });
}

test('a page shows the cells that were asked for, each once, and its files hold them in its order', async () => {
  const on = await regulatorsDesk();
  await on.signIn();
  await on.release(...months);
  await fc.assert(
    fc.asyncProperty(asked, async (query) => {
      const { measure, from, until, view, members } = query;
      const spans = view === 'CHANGE' ? [from, until].map((id) => [id, id] as const) : [[from, until] as const];
      const wanted = spans.flatMap(([first, last]) => {
        // A day is a member in its month alone.
        const days = members.day?.filter((day) => day === 'ALL' || day.startsWith(first)) ?? [];
        if (view === 'CHANGE' && days.length === 0 && (members.day?.length ?? 0) > 0) return [];
        const named = view === 'CHANGE' ? { ...members, ...(days.length === 0 ? {} : { day: days }) } : members;
        const span = { measure: measure.id, kind: 'MONTH', from: first, until: last, members: named } as const;
        return readCells(on.registry, operatorAtConsole, span).cells;
      });
      const search = searchOf(query);
      if (wanted.length > 5_000) {
        expect((await on.get(`/desk/figures?${search}`)).status).toBe(400);
        return;
      }
      const html = await on.text(`/desk/figures?${search}`);
      const rows = shownCells(html);
      const shown = rows.flatMap((row) => (view === 'CHANGE' ? row.slice(0, 2) : row));
      const inFile = rowsOf(await on.text(`/desk/figures.csv?${search}`), measure);
      expect(shown.filter((text) => text !== 'not published' && text !== '–')).toEqual(
        inFile.map(([, value]) => value),
      );
      expect(new Map(inFile)).toEqual(
        new Map(
          wanted.map((cell) => [
            keyOf(cell, measure.dimensions),
            cell.value === null ? 'suppressed' : number.format(cell.value),
          ]),
        ),
      );
      expect(inFile.length).toBe(wanted.length);
    }),
    { numRuns: 40 },
  );
  expect(on.defects).toEqual([]);
});

/** Of CHANGES in one region, before and after. */
function twoMonths(before: number | null, after: number | null): readonly Release[] {
  return [['2026-09', before] as const, ['2026-10', after] as const].map(([period, value]) => ({
    ...madeRelease({ period }),
    tables: [
      {
        measure: 'CHANGES',
        axes: [
          { dimension: 'region', members: ['CN-GD'] },
          { dimension: 'change', members: ['PREFERENCES_SET'] },
        ],
        values: [value],
      },
    ],
  }));
}

test.for([
  [100, 125, ['100', '125', '+25', '+25%']],
  [125, 100, ['125', '100', '-25', '-20%']],
  [1_000, 1_001, ['1,000', '1,001', '+1', '+0.1%']],
  [0, 12, ['0', '12', '+12', 'from nothing']],
  [12, 12, ['12', '12', '0', '0%']],
  [0, 0, ['0', '0', '0', '0%']],
  [null, 12, ['suppressed', '12', 'suppressed', 'suppressed']],
  [12, null, ['12', 'suppressed', 'suppressed', 'suppressed']],
] as const)('%s and then %s: %j', async ([before, after, cells]) => {
  const on = await regulatorsDesk();
  await on.signIn();
  await on.release(...twoMonths(before, after));
  const html = await on.text('/desk/figures?measure=CHANGES&from=2026-09&until=2026-10&view=CHANGE&each=1');
  expect(shownCells(html)).toEqual([cells]);
});

test('figures of a demo say at the desk that they are made up, and so do their files', async () => {
  const pages = ['/desk', '/desk/figures?measure=CODES', '/desk/releases/2026-10'];
  for (const demo of [true, false]) {
    const on = await regulatorsDesk({ over: (registry) => ({ ...registry, demo }) });
    await on.signIn();
    await on.release('2026-10');
    for (const path of pages) expect((await on.text(path)).includes(wordsIn('en').openFigures.demo), path).toBe(demo);
    const file = await on.get('/desk/figures.json?measure=CODES');
    expect(file.headers.get('content-disposition')).toContain(demo ? '"dnd-demo-codes-' : '"dnd-codes-');
    expect(((await file.json()) as { readonly demo?: true }).demo).toBe(demo ? true : undefined);
  }
});

test('who looks too often is told so in the desk’s words, and when to go on', async () => {
  const on = await regulatorsDesk();
  await on.signIn();
  await on.release('2026-10');
  for (let looks = 0; looks < shownLimits.asker.max; looks++) await on.get('/desk/figures.csv?measure=CODES');
  const page = await on.get('/desk/figures?measure=CODES', { 'accept-language': 'en' });
  expect([page.status, page.headers.has('retry-after')]).toEqual([429, true]);
  expect(await page.text()).toContain('stays in the log for good');
  expect(on.trail()).toHaveLength(shownLimits.asker.max);
});

test('what stands against a month without a release is no difference', async () => {
  const on = await regulatorsDesk();
  await on.signIn();
  await on.release(...twoMonths(5, 12));
  const html = await on.text('/desk/figures?measure=CHANGES&from=2026-08&until=2026-10&view=CHANGE&each=1');
  expect(shownCells(html)).toEqual([['not published', '12', 'not published', 'not published']]);
  expect(html).toContain('No release: August 2026.');
});

test('a total leads to its parts until the rule of disclosure says stop, and the page says so', async () => {
  const on = await regulatorsDesk();
  await on.signIn();
  const axes = [
    { dimension: 'region', members: ['ALL', 'CN-GD', 'CN-XZ'] },
    { dimension: 'change', members: ['ALL', 'PREFERENCES_SET', 'SENDER_REFUSED'] },
  ] as const;
  const values = [100, 60, 40, 88, null, null, 12, null, null];
  await on.release({ ...madeRelease({ period: '2026-10' }), tables: [{ measure: 'CHANGES', axes, values }] });
  const link = (html: string, name: string) =>
    new RegExp(`<a class="govuk-link" href="([^"]*)">${name}</a>`).exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const kinds = await on.text('/desk/figures?measure=CHANGES');
  expect(shownCells(kinds)).toEqual([['100'], ['60'], ['40']]);
  const regions = await on.text(link(kinds, 'All changes'));
  expect(shownCells(regions)).toEqual([['100'], ['88'], ['12']]);
  expect(regions).not.toContain('id="disclosure"');
  const parts = await on.text('/desk/figures?measure=CHANGES&region=CN-XZ');
  expect(shownCells(parts)).toEqual([['12'], ['suppressed'], ['suppressed']]);
  expect(parts).toContain('2 of 3 figures are suppressed');
  expect(parts).toContain('The disclosure rule says stop here');
});

test('what is suppressed leads nowhere: its parts are not published, either', async () => {
  const on = await regulatorsDesk();
  await on.signIn();
  const axes = [
    { dimension: 'region', members: ['ALL', 'CN-GD', 'CN-XZ', 'CN-QH'] },
    { dimension: 'change', members: ['ALL', 'PREFERENCES_SET'] },
  ] as const;
  const values = [100, 60, 88, null, null, null, null, null];
  await on.release({ ...madeRelease({ period: '2026-10' }), tables: [{ measure: 'CHANGES', axes, values }] });
  const html = await on.text('/desk/figures?measure=CHANGES&change=ALL');
  expect(shownCells(html)).toEqual([['100'], ['88'], ['suppressed'], ['suppressed']]);
  const links = [...html.slice(html.indexOf('id="figures"')).matchAll(/href="[^"]*;region=([^"&]*)"/g)];
  expect(links.map(([, region]) => region)).toEqual(['ALL', 'CN-GD']);
});
