import { expect, test } from 'vitest';
import { october } from '../../exports/made-release.ts';
import { setOrganisation, tokenFor } from '../../registry/memory-registry.ts';
import { writtenRelease } from '../../registry/statistics/written-release.ts';
import { door } from '../door.ts';

const path = '/v1/statistics/releases';

async function desk() {
  const opened = await door();
  await writtenRelease(opened.registry, october);
  const regulator = await setOrganisation(opened.registry, 'regulator-1', { role: 'REGULATOR' });
  const token = await tokenFor(opened.registry, regulator);
  const shown = () => opened.registry.store.entities('FIGURES_SHOWN', '', 10).map(({ document }) => document);
  return { ...opened, token, shown };
}

test('the regulator’s files hold what the public’s do not, and each download is in the log before it is answered', async () => {
  const { call, token, shown } = await desk();
  const own = await call('GET', `${path}/latest/figures.csv`, { token });
  expect(own.headers.get('content-disposition')).toBe('attachment; filename="dnd-demo-2026-10-regulator-figures.csv"');
  expect(own.headers.get('cache-control')).toBe('private, no-cache');
  expect(own.headers.has('access-control-allow-origin')).toBe(false);
  expect(await own.text()).toMatch(/^2026-10,CODES,CODES,/m);
  const open = await (await call('GET', '/v1/open-data/releases/latest/figures.csv')).text();
  expect(open).not.toMatch(/^2026-10,CODES,/m);
  expect(shown()).toEqual([
    { organisationId: 'regulator-1', what: 'EXPORT', query: 'period=2026-10&file=figures.csv' },
  ]);
});

test('what is refused leaves no entry, and nobody else gets in', async () => {
  const { call, token, shown, registry } = await desk();
  expect((await call('GET', `${path}/2026-09/figures.csv`, { token })).status).toBe(404);
  const brand = await tokenFor(registry, await setOrganisation(registry, 'brand-1'));
  expect((await call('GET', `${path}/2026-10/figures.csv`, { token: brand })).status).toBe(403);
  expect((await call('GET', `${path}/2026-10/figures.csv`)).status).toBe(401);
  expect((await call('GET', path, { token: brand })).status).toBe(403);
  expect(shown()).toEqual([]);
});

test('where the log takes no entry, no figures are shown', async () => {
  const opened = await desk();
  const { store } = opened.registry;
  const append = store.append.bind(store);
  store.append = async (drafts) => {
    if (drafts.some(({ event }) => event.kind === 'FIGURES_SHOWN_SET')) throw new Error('disk full');
    return append(drafts);
  };
  const refused = await opened.call('GET', `${path}/2026-10/figures.csv`, { token: opened.token });
  expect(refused.status).toBe(500);
  expect(await refused.text()).not.toContain('NUMBERS_REGISTERED');
});

test('releases are listed as for everybody', async () => {
  const { call, token } = await desk();
  const own = await (await call('GET', path, { token })).json();
  expect(own).toEqual(await (await call('GET', '/v1/open-data/releases')).json());
});
