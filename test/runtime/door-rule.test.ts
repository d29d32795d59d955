import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isForPages } from '../../src/runtime/door-rule.ts';

const html = 'text/html,application/xhtml+xml,*/*;q=0.8';

test('every operation of the API is for programs, whatever they accept', () => {
  const { paths } = JSON.parse(readFileSync('openapi/registry.json', 'utf8')) as { paths: Record<string, unknown> };
  expect(Object.keys(paths).length).toBeGreaterThan(20);
  expect(Object.keys(paths).filter((path) => isForPages(path, html))).toEqual([]);
});

test.for([
  ['/', undefined, true],
  ['/?language=es', '*/*', true],
  ['/me', '*/*', true],
  ['/figures?period=2026-10', '*/*', true],
  ['/open-data', undefined, true],
  ['/desk/figures.csv?measure=CODES', '*/*', true],
  ['/assets/registry.0123456789ab.css', 'text/css', true],
  ['/nowhere', html, true],
  ['/nowhere', 'application/json', false],
  ['/nowhere', undefined, false],
  ['/reference', html, false],
  ['/openapi.json', html, false],
  ['/v1', html, false],
  ['/v1/nowhere', html, false],
  ['/healthz?', html, false],
  ['', html, false],
  ['http://dnd.example/', html, false],
] as const)('%s, accepting %s: for the pages %s', ([url, accept, expected]) => {
  expect(isForPages(url, accept)).toBe(expected);
});
