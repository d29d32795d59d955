import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { visitorLimits } from '../../../src/registry/access/visitor-limits.ts';
import { october } from '../../exports/made-release.ts';
import { writtenRelease } from '../../registry/statistics/written-release.ts';
import { door } from '../door.ts';

const path = '/v1/open-data/releases';

async function openData() {
  const opened = await door();
  await writtenRelease(opened.registry, october);
  const get = (file: string, headers: Readonly<Record<string, string>> = {}) =>
    opened.call('GET', `${path}/${file}`, { headers });
  return { ...opened, get };
}

test('everybody gets every file, whole, and the manifest says of each what came', async () => {
  const { get } = await openData();
  const manifest = (await (await get('2026-10/manifest.json')).json()) as {
    readonly files: readonly { readonly file: string; readonly bytes: number; readonly sha256: string }[];
  };
  const types = ['text/csv; charset=utf-8; header=present', 'application/json', 'application/vnd.apache.parquet'];
  expect(manifest.files.map(({ file }) => file)).toEqual([
    'figures.csv',
    'figures.json',
    'figures.parquet',
    'dictionary.json',
  ]);
  for (const [at, { file, bytes, sha256 }] of manifest.files.entries()) {
    const response = await get(`2026-10/${file}`);
    const body = Buffer.from(await response.arrayBuffer());
    expect(response.status).toBe(200);
    expect([body.length, createHash('sha256').update(body).digest('hex')]).toEqual([bytes, sha256]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      etag: `"${sha256}"`,
      'content-type': types[at] ?? 'application/json',
      'content-disposition': `attachment; filename="dnd-demo-2026-10-${file}"`,
      'cache-control': 'public, max-age=3600',
      'accept-ranges': 'bytes',
      'access-control-allow-origin': '*',
    });
  }
});

test('what is known is not sent again, and a download that broke off goes on', async () => {
  const { get } = await openData();
  const whole = await get('2026-10/figures.csv');
  const text = await whole.text();
  const etag = whole.headers.get('etag') ?? '';
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    expect((await get('2026-10/figures.csv', { 'if-none-match': known })).status, known).toBe(304);
  }
  const rest = await get('2026-10/figures.csv', { range: 'bytes=100-', 'if-range': etag });
  expect([rest.status, await rest.text()]).toEqual([206, text.slice(100)]);
  const outside = await get('2026-10/figures.csv', { range: `bytes=${text.length + 5}-` });
  expect([outside.status, outside.headers.get('content-range')]).toEqual([416, `bytes */${text.length}`]);
  const manifest = await get('2026-10/manifest.json');
  const tag = manifest.headers.get('etag') ?? '';
  expect(tag).toMatch(/^W\//);
  expect((await get('2026-10/manifest.json', { 'if-none-match': tag })).status).toBe(304);
});

test('the latest says which it is, and is asked for again sooner', async () => {
  const { get } = await openData();
  const response = await get('latest/figures.parquet');
  expect(response.headers.get('content-location')).toBe(`${path}/2026-10/figures.parquet`);
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="dnd-demo-2026-10-figures.parquet"');
  expect(response.headers.get('cache-control')).toBe('public, max-age=300');
});

test('releases are listed, and what is not there is said with its field', async () => {
  const { call, get, defects } = await openData();
  const listed = await (await call('GET', path)).json();
  const expected = { position: 'log:4711', countedAt: '2026-10-31T17:00:00.000Z', policy: october.policyId };
  expect(listed).toEqual({ releases: [{ period: october.period, ...expected }] });
  const missing = await get('2026-09/figures.csv');
  expect([missing.status, await missing.json()]).toEqual([404, expect.objectContaining({ field: 'period' })]);
  for (const wrong of ['2026-13/figures.csv', 'soon/figures.csv', '2026-10/figures.xlsx']) {
    const refused = await get(wrong);
    expect([refused.status, await refused.json()], wrong).toEqual([
      400,
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    ]);
  }
  expect(defects).toEqual([]);
});

test('before the first release the list is empty, and the latest is nowhere', async () => {
  const { call } = await door();
  expect(await (await call('GET', path)).json()).toEqual({ releases: [] });
  expect((await call('GET', `${path}/latest/figures.csv`)).status).toBe(404);
});

test('a network that asks for more than the limit is told to wait; others go on', async () => {
  const { call } = await openData();
  const from = (clientAddress: string) => call('GET', `${path}/latest/manifest.json`, { clientAddress });
  const { max } = visitorLimits.openData;
  for (let asked = 0; asked < max; asked++) await from('192.0.2.1');
  const refused = await from('192.0.2.1');
  expect([refused.status, refused.headers.has('retry-after')]).toEqual([429, true]);
  expect((await from('192.0.2.2')).status).toBe(200);
});
