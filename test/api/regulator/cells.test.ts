import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { october } from '../../exports/made-release.ts';
import { openedByDuckdb } from '../../exports/opened-by-duckdb.ts';
import { setOrganisation, tokenFor } from '../../registry/memory-registry.ts';
import { writtenRelease } from '../../registry/statistics/written-release.ts';
import { door } from '../door.ts';

async function desk() {
  const opened = await door();
  await writtenRelease(opened.registry, october);
  const regulator = await setOrganisation(opened.registry, 'regulator-1', { role: 'REGULATOR' });
  const token = await tokenFor(opened.registry, regulator);
  const ask = (query: string, headers: Readonly<Record<string, string>> = {}) =>
    opened.call('GET', `/v1/statistics/cells?${query}`, { token, headers });
  const shown = () => opened.registry.store.entities('FIGURES_SHOWN', '', 10).map(({ document }) => document);
  return { ...opened, ask, shown };
}

const consents = 'measure=CONSENTS_IN_FORCE&from=2026-09&until=2026-10&region=CN-GD&region=UNKNOWN&category=FIN_CREDIT';

test('cells come as JSON, those asked for alone, with the periods that there are', async () => {
  const { ask } = await desk();
  const response = await ask(consents);
  expect(response.headers.get('content-type')).toBe('application/json');
  const { cells, ...about } = (await response.json()) as { readonly cells: readonly object[] };
  expect(about).toEqual({
    ...{ schemaVersion: 1, measure: 'CONSENTS_IN_FORCE', periods: ['2026-10'], missing: ['2026-09'] },
    demo: true,
  });
  const axes = october.tables.find(({ measure }) => measure === 'CONSENTS_IN_FORCE')?.axes ?? [];
  const channels = axes.at(-1)?.members ?? [];
  const expected = ['CN-GD', 'UNKNOWN'].flatMap((region) =>
    channels.map((channel) => expect.objectContaining({ region, category: 'FIN_CREDIT', channel, unit: 'CONSENTS' })),
  );
  expect(cells).toEqual(expected);
});

test('the same cells come as CSV and as Parquet, by format or by Accept', async () => {
  const { ask } = await desk();
  const { cells } = (await (await ask(consents)).json()) as { readonly cells: readonly Record<string, unknown>[] };
  const values = cells.map(({ value }) => value);
  const byAccept = await ask(consents, { accept: 'text/csv' });
  const text = await byAccept.text();
  expect(await (await ask(`${consents}&format=csv`, { accept: 'application/json' })).text()).toBe(text);
  const rows = parse<Record<string, string>>(text, { columns: true });
  expect(rows.map(({ value }) => (value === '' ? null : Number(value)))).toEqual(values);
  expect(byAccept.headers.get('content-disposition')).toBe(
    'attachment; filename="dnd-demo-2026-09-to-2026-10-CONSENTS_IN_FORCE.csv"',
  );
  const parquet = await ask(consents, { accept: 'application/vnd.apache.parquet, */*;q=0.1' });
  const duckdb = await openedByDuckdb();
  const file = duckdb.file('cells.parquet', new Uint8Array(await parquet.arrayBuffer()));
  const found = await duckdb.rows(`SELECT value FROM '${file}'`);
  expect(found.map(([value]) => (value === null ? null : Number(value)))).toEqual(values);
});

test('each question is in the log with its query, and one that is refused is not', async () => {
  const { ask, shown, clock } = await desk();
  await ask('measure=CODES&from=2026-10');
  clock.at += 1;
  await ask('measure=CODES&from=2026-10&format=csv');
  expect((await ask('measure=NONE&from=2026-10')).status).toBe(400);
  expect(shown()).toEqual([
    { organisationId: 'regulator-1', what: 'CELLS', query: 'measure=CODES&from=2026-10' },
    { organisationId: 'regulator-1', what: 'EXPORT', query: 'measure=CODES&from=2026-10&format=csv' },
  ]);
});

test('however a question is written, its entry says all of what was asked', async () => {
  const { ask, shown } = await desk();
  const padding = Array.from({ length: 100 }, () => 'outcome=%41LLOW').join('&');
  expect((await ask(`${padding}&measure=CODES&from=2026-10&until=2026-10`)).status).toBe(200);
  expect(shown().map(({ query }) => query)).toEqual(['measure=CODES&from=2026-10&outcome=ALLOW']);
});

test.for([
  ['from=2026-10', 'query:measure'],
  ['measure=CODES', 'query:from'],
  ['measure=CODES&from=soon', 'from'],
  ['measure=CODES&from=2026-10&until=2026-Q4', 'until'],
  ['measure=CODES&from=2026-10&region=CN-GD', 'region'],
  ['measure=CODES&from=2026-10&outcome=NONE', 'outcome'],
  ['measure=CODES&from=2026-10&format=xlsx', 'query:format'],
  ['measure=CODES&from=2026-10&colour=red', 'query:colour'],
] as const)('%s is refused, and %s named', async ([query, field]) => {
  const { ask, defects } = await desk();
  const refused = await ask(query);
  expect([refused.status, await refused.json()]).toEqual([400, expect.objectContaining({ field })]);
  expect(defects).toEqual([]);
});
