import { expect, test } from 'vitest';
import type { Release } from '../../../src/core/statistics/release.ts';
import { visitorLimits } from '../../../src/registry/access/visitor-limits.ts';
import { october } from '../../exports/made-release.ts';
import { setOrganisation, tokenFor } from '../../registry/memory-registry.ts';
import { writtenRelease } from '../../registry/statistics/written-release.ts';
import { door } from '../door.ts';

async function openFigures() {
  const opened = await door();
  await writtenRelease(opened.registry, october);
  const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
    opened.call('GET', `/v1/open-data/${path}`, { headers });
  return { ...opened, get };
}

test('everybody reads what open figures there are; the regulator all', async () => {
  const { get, call, registry } = await openFigures();
  const idsOf = async (response: Response) => {
    const { measures, minimumCellSize } = (await response.json()) as {
      readonly measures: readonly { readonly id: string; readonly audience: string }[];
      readonly minimumCellSize: number;
    };
    expect(minimumCellSize).toBe(10);
    return measures.map(({ id }) => id);
  };
  const open = await idsOf(await get('measures'));
  expect(open).toContain('NUMBERS_REGISTERED');
  expect(open).not.toContain('CODES');
  const regulator = await setOrganisation(registry, 'regulator-1', { role: 'REGULATOR' });
  const token = await tokenFor(registry, regulator);
  const all = await idsOf(await call('GET', '/v1/statistics/measures', { token }));
  expect(all).toEqual([...new Set([...all, ...open, 'CODES'])]);
});

test('cells are for everybody, are not sent twice, and leave no trace', async () => {
  const { get, registry } = await openFigures();
  const query = 'cells?measure=NUMBERS_REGISTERED&from=2026-09&until=2026-10&region=ALL';
  const response = await get(query);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/json',
    'cache-control': 'public, max-age=300',
    'access-control-allow-origin': '*',
  });
  const body = (await response.json()) as { readonly cells: readonly object[] };
  expect(body).toMatchObject({ measure: 'NUMBERS_REGISTERED', periods: ['2026-10'], missing: ['2026-09'] });
  expect(body.cells.length).toBeGreaterThan(1);
  const etag = response.headers.get('etag') ?? '';
  const known = { 'if-none-match': etag };
  const unchanged = await get(query, known);
  expect([unchanged.status, unchanged.headers.get('vary')]).toEqual([304, response.headers.get('vary')]);
  expect((await get(`${query}&format=csv`, known)).status).toBe(200);
  expect((await get(`${query}&stance=ALL`, known)).status).toBe(200);
  await writtenRelease(registry, { ...october, period: { ...october.period, id: '2026-09' } });
  expect((await get(query, known)).status).toBe(200);
  expect(registry.store.entities('FIGURES_SHOWN', '', 10)).toEqual([]);
});

/** One table of 11,000 cells. */
const wide: Release = {
  ...october,
  tables: [
    {
      measure: 'NUMBERS_REGISTERED',
      axes: [
        { dimension: 'region', members: Array.from({ length: 110 }, (_, at) => `CN-${at}`) },
        { dimension: 'stance', members: Array.from({ length: 100 }, (_, at) => `STANCE_${at}`) },
      ],
      values: Array.from({ length: 11_000 }, (_, at) => at),
    },
  ],
};

test('a question for many cells counts as several, unless the answer is known', async () => {
  const { call, registry } = await door();
  await writtenRelease(registry, wide);
  const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
    call('GET', `/v1/open-data/${path}`, { headers, clientAddress: '192.0.2.1' });
  const large = 'cells?measure=NUMBERS_REGISTERED&from=2026-10';
  const first = await get(large);
  expect(((await first.json()) as { readonly cells: readonly object[] }).cells).toHaveLength(11_000);
  for (let used = 3; used < visitorLimits.openData.max - 2; used++) await get(`${large}&stance=STANCE_0`);
  expect((await get(large)).status).toBe(429);
  expect((await get(large, { 'if-none-match': first.headers.get('etag') ?? '' })).status).toBe(304);
  expect((await get('measures')).status).toBe(429);
});

test.for([
  ['measure=CODES&from=2026-10', 'measure', 'NUMBERS_REGISTERED'],
  ['measure=NUMBERS_REGISTERED&from=2026-13', 'from', '2026-10'],
  ['measure=NUMBERS_REGISTERED&from=2026-10&region=MOON', 'region', 'CN-'],
  ['measure=NUMBERS_REGISTERED&from=2026-10&band=H00', 'band', 'stance'],
] as const)('%s is refused with its field and what would fit', async ([query, field, fitting]) => {
  const { get } = await openFigures();
  const response = await get(`cells?${query}`);
  expect([response.status, await response.json()]).toEqual([
    400,
    expect.objectContaining({ field, limit: expect.stringContaining(fitting) }),
  ]);
});
