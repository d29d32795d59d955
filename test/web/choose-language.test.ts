import { expect, test } from 'vitest';
import { inPolicy } from '../../src/core/policies/in.ts';
import { pageRegistry } from './page-registry.ts';

async function languageFor(header: string | undefined): Promise<string | undefined> {
  const pages = await pageRegistry({ policy: inPolicy });
  const page = await (await pages.get('/', header === undefined ? {} : { 'accept-language': header })).text();
  return /<html lang="([^"]*)"/.exec(page)?.[1];
}

test.for([
  [undefined, 'en'],
  ['hi', 'hi'],
  ['hi-IN,en;q=0.8', 'hi'],
  ['de, hi;q=0.1', 'hi'],
  ['de', 'en'],
  ['en;q=0.3, HI-in;q=0.4', 'hi'],
  ['hi;q=0', 'en'],
  ['*', 'en'],
  [',;q=,', 'en'],
  ['x'.repeat(5_000), 'en'],
] as const)('a browser that asks for %s reads %s', async ([header, language]) => {
  expect(await languageFor(header)).toBe(language);
});

test('a language that was chosen goes before what the browser asks for, on every page after', async () => {
  const pages = await pageRegistry({ policy: inPolicy });
  const chosen = await pages.get('/?language=hi', { 'accept-language': 'en' });
  expect([chosen.status, chosen.headers.get('location')]).toEqual([303, '/']);
  expect(await (await pages.get('/', { 'accept-language': 'en' })).text()).toContain('<html lang="hi"');
  expect((await pages.get('/?language=xx')).status).toBe(200);
});

test('the way back from the choice of a language leads nowhere else', async () => {
  const pages = await pageRegistry({ policy: inPolicy });
  for (const path of [
    '//elsewhere.example/?language=hi',
    '/%2f%2felsewhere.example?language=hi',
    '/\\elsewhere?language=hi',
  ]) {
    const location = (await pages.get(path)).headers.get('location') ?? '/';
    expect(new URL(location, 'https://dnd.example').host, path).toBe('dnd.example');
  }
});
