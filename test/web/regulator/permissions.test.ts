import { expect, test } from 'vitest';
import { Fault } from '../../../src/core/fault.ts';
import type { Registry } from '../../../src/registry/registry.ts';
import { setOrganisation } from '../../registry/memory-registry.ts';
import { pagesOf } from '../visitor.ts';
import { regulatorsDesk, shownCells } from './at-regulator.ts';

const search = 'measure=CHANGES&from=2026-09&until=2026-10&region=ALL';
const looks = ['/desk', `/desk/figures?${search}`];
const downloads = [
  ...['csv', 'json', 'parquet'].map((form) => `/desk/figures.${form}?${search}`),
  ...['figures.csv', 'figures.json', 'figures.parquet', 'dictionary.json', 'manifest.json'].map(
    (file) => `/desk/releases/2026-10/${file}`,
  ),
];
const plain = ['/desk/figures', '/desk/releases', '/desk/releases/2026-10', '/desk/replays'];
const all = [...looks, ...downloads, ...plain];

async function withReleases(over?: (registry: Registry) => Registry) {
  const on = await regulatorsDesk(over === undefined ? {} : { over });
  await on.release('2026-09', '2026-10');
  return on;
}

test('every page of the desk is walked here, and forms are those of replays alone', () => {
  const { routes } = pagesOf({} as Registry);
  const own = routes.filter(({ path, method }) => path.startsWith('/desk') && method !== 'ALL');
  const forms = own.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);
  expect(forms).toEqual(['POST /desk/replays', 'POST /desk/replays/:replayId/delete']);
  const isWalked = (path: string) => {
    const pattern = new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/?]+')}(?:\\?|$)`);
    return all.some((one) => pattern.test(one));
  };
  expect(
    own.filter(({ path }) => !path.startsWith('/desk/replays/') && !isWalked(path)).map(({ path }) => path),
  ).toEqual([]);
});

test('only people of an active organisation with the scope are shown anything, at each request anew', async () => {
  const on = await withReleases();
  const statuses = async () => {
    const answers = await Promise.all(all.map((path) => on.get(path)));
    return [...new Set(answers.map(({ status, headers }) => `${status} ${headers.get('location') ?? ''}`.trim()))];
  };
  expect(await statuses()).toEqual(['303 /sign-in']);
  await on.signIn('caller');
  expect(await statuses()).toEqual(['403']);
  expect(await on.text('/desk')).toContain('href="/lists"');
  await on.signIn();
  await setOrganisation(on.registry, 'regulator', { role: 'REGULATOR', status: 'SUSPENDED' });
  expect(await statuses()).toEqual(['303 /sign-in']);
  await setOrganisation(on.registry, 'regulator', { role: 'REGULATOR', scopes: ['dnd:log:read'] });
  expect(await statuses()).toEqual(['403']);
  expect(on.trail()).toEqual([]);
  await setOrganisation(on.registry, 'regulator', { role: 'REGULATOR' });
  expect(await statuses()).toEqual(['200']);
});

test('every look is noted before it is shown, by whom and at what; the trail’s address shows the same again', async () => {
  const on = await withReleases();
  await on.signIn();
  for (const path of plain) await on.text(path);
  expect(on.trail()).toEqual([]);
  for (const path of [...looks, ...downloads]) await on.text(path);
  const who = { organisationId: 'regulator', person: 'Ann' };
  expect(on.trail()).toEqual([
    { ...who, what: 'DESK', query: 'release=2026-10' },
    { ...who, what: 'DESK', query: search },
    ...['csv', 'json', 'parquet'].map((form) => ({ ...who, what: 'EXPORT', query: `form=${form}&${search}` })),
    ...['figures.csv', 'figures.json', 'figures.parquet', 'dictionary.json', 'manifest.json'].map((file) => ({
      ...who,
      what: 'EXPORT',
      query: `period=2026-10&file=${file}`,
    })),
  ]);
  await on.text('/desk/figures?measure=ENQUIRIES');
  const { query } = on.trail().at(-1) ?? { query: '' };
  const again = await on.text(`/desk/figures?${query}`);
  expect(shownCells(again)).toEqual(shownCells(await on.text('/desk/figures?measure=ENQUIRIES')));
  expect(shownCells(again).length).toBeGreaterThan(1);
});

test('where a look cannot be noted nothing is shown', async () => {
  const failing = new Set<string>();
  const on = await withReleases((registry) => ({
    ...registry,
    store: new Proxy(registry.store, {
      get(store, name) {
        const own: unknown = Reflect.get(store, name);
        if (failing.has(String(name))) return () => Promise.reject(new Fault('UNAVAILABLE', 'the disk is full'));
        return typeof own === 'function' ? (own.bind(store) as unknown) : own;
      },
    }),
  }));
  await on.signIn();
  const secret = shownCells(await on.text(`/desk/figures?${search}`)).flat()[0] ?? '';
  expect(secret).toMatch(/^\d/);
  const before = on.trail().length;
  failing.add('append');
  for (const path of [...looks, ...downloads]) {
    const answer = await on.get(path, { 'accept-language': 'en' });
    const text = await answer.text();
    expect([answer.status, answer.headers.get('retry-after')], path).toEqual([503, '5']);
    expect(text, path).not.toContain(secret);
    expect(text, path).not.toContain(secret.replace(',', ''));
    expect(text, path).toContain('Nothing was shown');
  }
  expect(on.trail().length).toBe(before);
  failing.clear();
  expect((await on.get('/desk')).status).toBe(200);
});
