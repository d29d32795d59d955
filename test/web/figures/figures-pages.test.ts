import { describe, expect, test } from 'vitest';
import { cnPolicy } from '../../../src/core/policies/cn.ts';
import { inPolicy } from '../../../src/core/policies/in.ts';
import { all, type Release } from '../../../src/core/statistics/release.ts';
import { memberNames } from '../../../src/web/figures/member-name.ts';
import { formatsIn } from '../../../src/web/words/formats.ts';
import { wordsIn } from '../../../src/web/words/words.ts';
import { memoryRegistry } from '../../registry/memory-registry.ts';
import { type Shown, textOf, unescaped, visitor } from '../visitor.ts';
import { addReleases, madeReleases } from './made-releases.ts';

const spoken = [
  { policy: cnPolicy, language: 'zh' },
  { policy: cnPolicy, language: 'en' },
  { policy: inPolicy, language: 'hi' },
];

async function shownWith(releases: readonly Release[], path: string, policy = cnPolicy, language = 'en') {
  const memory = await memoryRegistry({ policy });
  await addReleases(memory.registry.store, releases);
  return visitor(memory, language).get(path);
}

/** Rows of a page's tables by their titles: texts of heads and cells. */
function tablesOf({ html }: Shown): ReadonlyMap<string, readonly (readonly string[])[]> {
  const textIn = (cell: string) => unescaped(cell.replaceAll(/<[^>]+>/g, ''));
  return new Map(
    [...html.matchAll(/<table.*?<\/table>/gs)].map(([table]) => {
      const title = textIn(/<caption[^>]*>(.*?)<\/caption>/s.exec(table)?.[1] ?? '');
      const rows = [...table.matchAll(/<tr.*?<\/tr>/gs)].map(([row]) =>
        [...row.matchAll(/<t[hd][ >].*?<\/t[hd]>/gs)].map(([cell]) => textIn(cell)),
      );
      return [title, rows] as const;
    }),
  );
}

function cellIn({ tables }: Release, measure: string, members: Readonly<Record<string, string>>): number | null {
  const table = tables.find((one) => one.measure === measure);
  const place = table?.axes.reduce(
    (at, axis) => at * axis.members.length + axis.members.indexOf(members[axis.dimension] ?? all),
    0,
  );
  return table?.values[place ?? -1] ?? null;
}

describe.for(spoken)('$policy.id, $language', ({ policy, language }) => {
  test.for(['', 'UNKNOWN'])('every cell of the tables is the release’s (region %s)', async (region) => {
    const releases = madeReleases(policy, '2026-05', 6);
    const [last] = releases.slice(-1);
    if (last === undefined) throw new Error('no release');
    const page = await shownWith(releases, `/figures?region=${region}`, policy, language);
    const { figures, openFigures } = wordsIn(language);
    const { number } = formatsIn(language, policy);
    const nameOf = memberNames(policy, language);
    const place = `${formatsIn(language, policy).month(2026, 10)} · ${nameOf('region', region || all)}`;
    const said = (value: number | null) => (value === null ? figures.chart.suppressed : number(value));
    const cell = (measure: string, members: Readonly<Record<string, string>>, release = last) =>
      said(cellIn(release, measure, { region: region || all, ...members }));
    const tables = tablesOf(page);
    const refused = policy.categories.map(({ id: category }) => [
      nameOf('category', category),
      ...policy.channels.map(({ id: channel }) => cell('NUMBERS_BY_CHOICE', { choice: 'REFUSED', category, channel })),
    ]);
    expect(tables.get(`${openFigures.refusedBy} · ${place}`)?.slice(1)).toEqual(refused);
    const bands = policy.bands.map(({ id }) => [nameOf('band', id), cell('NUMBERS_REFUSING_HOURS', { band: id })]);
    expect(tables.get(`${figures.measures.NUMBERS_REFUSING_HOURS.name} · ${place}`)?.slice(1)).toEqual(bands);
    const found = [
      'ALLOW/CATEGORY_ALLOWED',
      'ALLOW/DEFAULT',
      'BLOCK/ALL_REFUSED',
      'BLOCK/CATEGORY_REFUSED',
      'REJECTED',
    ];
    const outcomes = [all, ...found].map((outcome) => [nameOf('outcome', outcome), cell('ENQUIRIES', { outcome })]);
    const country = `${formatsIn(language, policy).month(2026, 10)} · ${nameOf('region', all)}`;
    expect(tables.get(`${figures.dimensions.outcome.name} · ${country}`)?.slice(1)).toEqual(outcomes);
    const given = releases.map((release) => [
      formatsIn(language, policy).month(2026, Number(release.period.id.slice(5))),
      ...['GIVEN', 'WITHDRAWN', 'EXPIRED', 'ENDED'].map((change) => cell('CONSENT_CHANGES', { change }, release)),
    ]);
    const overTime = openFigures.overTime(figures.measures.CONSENT_CHANGES.name);
    expect(tables.get(overTime)?.slice(1)).toEqual(given);
  });
});

test('a region’s small figures are suppressed, and said to be', async () => {
  const releases = madeReleases(cnPolicy, '2026-05', 2);
  const { axes = [], values = [] } = releases[1]?.tables[0] ?? {};
  const [regions, stances] = axes;
  const region = regions?.members[Math.floor(values.indexOf(null) / (stances?.members.length ?? 1))];
  const page = await shownWith(releases, `/figures?region=${region}`);
  const { figures } = wordsIn('en');
  expect([...tablesOf(page).values()].flat(2)).toContain(figures.chart.suppressed);
  expect(textOf(page)).toContain('fewer than 10 people');
});

test('a month between two releases of which there is none is a gap, not a zero', async () => {
  const [first, , third] = madeReleases(cnPolicy, '2026-05', 3);
  const page = await shownWith(
    [first, third].filter((one) => one !== undefined),
    '/figures',
  );
  const rows = tablesOf(page).get('Registered numbers over time') ?? [];
  expect(rows.map(([name]) => name)).toEqual(['Period', 'May 2026', 'June 2026', 'July 2026']);
  expect(rows[2]?.slice(1)).toEqual(Array.from({ length: 4 }, () => 'not published'));
});

test('figures that a release does not have are said to be missing', async () => {
  const [release] = madeReleases(cnPolicy, '2026-05', 1);
  if (release === undefined) throw new Error('no release');
  const tables = release.tables.filter(({ measure }) => !/NUMBERS|ANSWER/.test(measure));
  const page = await shownWith([{ ...release, tables }], '/figures');
  expect(textOf(page).split('This release does not have these figures').length - 1).toBe(5);
  expect(tablesOf(page).has('Way in · May 2026 · Whole country')).toBe(true);
});

test('an address that names no release or region is answered with what there is, and says so', async () => {
  const releases = madeReleases(cnPolicy, '2026-05', 2);
  const page = await shownWith(releases, '/figures?period=1999-01&region=NOWHERE');
  expect(page.status).toBe(404);
  expect(textOf(page)).toContain('There are no figures of the period asked for. The latest ones are shown.');
  expect(textOf(page)).toContain('June 2026 · Whole country');
  expect((await shownWith(releases, '/open-data?period=1999-01')).status).toBe(404);
});

test('before any release the pages say which comes first, and when', async () => {
  for (const path of ['/figures', '/open-data']) {
    const page = await shownWith([], path);
    expect(page.status).toBe(200);
    expect(textOf(page)).toContain(
      'The first figures will be those of November 2026. They are due on December 1, 2026.',
    );
  }
});

test('open data lists every release, and each file with its size and digest', async () => {
  const page = await shownWith(madeReleases(cnPolicy, '2026-05', 3), '/open-data?period=2026-06');
  for (const file of ['figures.csv', 'figures.json', 'figures.parquet', 'dictionary.json', 'manifest.json']) {
    expect(page.html).toContain(`href="/v1/open-data/releases/2026-06/${file}"`);
  }
  const files = tablesOf(page).get('Files of June 2026') ?? [];
  expect(
    files
      .slice(1, 5)
      .every(([, , size, digest]) => /^\d+ \w+$/.test(size ?? '') && /^[0-9a-f]{64}$/.test(digest ?? '')),
  ).toBe(true);
  const listed = (tablesOf(page).get('All releases') ?? []).slice(1).map(([name]) => name);
  expect(listed).toEqual(['July 2026', 'June 2026', 'May 2026']);
});

test('the long pages are compressed for who takes it, and hold no token of a form', async () => {
  const memory = await memoryRegistry();
  await addReleases(memory.registry.store, madeReleases(cnPolicy, '2026-05', 3));
  for (const path of ['/figures', '/open-data']) {
    const asked = await visitor(memory).ask(path, { headers: { 'accept-encoding': 'gzip' } });
    expect(asked.headers.get('content-encoding')).toBe('gzip');
    expect((await visitor(memory).get(path)).html).not.toContain('formToken');
  }
});

test('who asks for the pages all the time is slowed down', async () => {
  const memory = await memoryRegistry();
  const person = visitor(memory);
  const statuses = new Set<number>();
  for (let ask = 0; ask < 300; ask++) statuses.add((await person.ask('/figures')).status);
  expect([...statuses]).toEqual([200, 429]);
});
