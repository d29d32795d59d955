import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { registryApp } from '../../../src/api/app.ts';
import { referenceAssets } from '../../../src/node/reference-assets.ts';
import { memoryRegistry } from '../../registry/memory-registry.ts';

const library = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

async function appWith(folder: string) {
  const { registry } = await memoryRegistry();
  const reportDefect = (error: unknown) => expect.fail(String(error));
  return registryApp(registry, { reportDefect, assets: referenceAssets(folder) });
}

test('the page and all that it names come from this host, without an inline script', async () => {
  const app = await appWith(library);
  const page = await app.request('/reference');
  const html = await page.text();
  expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'self';/);
  const named = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url ?? '');
  const local = named.filter((url) => url !== 'data:,');
  expect(local).toHaveLength(5);
  for (const url of local) {
    const answer = await app.request(url);
    expect([url, answer.status]).toEqual([url, 200]);
    expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(100);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  }
  expect(html).not.toMatch(/<script>|\son\w+=|https?:/);
});

test('no other file is served', async () => {
  const app = await appWith(library);
  for (const path of ['/reference/package.json', '/reference/..%2fpackage.json', '/reference/swagger-ui.js']) {
    expect((await app.request(path)).status).toBe(404);
  }
});

test('a build without the library lacks its files and nothing else', async () => {
  const app = await appWith('/no/such/folder');
  expect((await app.request('/reference/swagger-ui.css')).status).toBe(404);
  expect((await app.request('/openapi.json')).status).toBe(200);
});
