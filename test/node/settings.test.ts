import { expect, test } from 'vitest';
import { settingsFrom } from '../../src/node/settings.ts';
import { production } from '../runtime/production-settings.ts';

test('without proxies named, none is trusted', () => {
  expect(settingsFrom({}).trustedProxyHops).toBe(0);
  expect(settingsFrom(production).trustedProxyHops).toBe(0);
});

test('production may stand behind proxies', () => {
  expect(settingsFrom({ ...production, TRUSTED_PROXY_HOPS: '2' }).trustedProxyHops).toBe(2);
});

test.for([
  [{ TRUSTED_PROXY_HOPS: '1' }],
  [{ ...production, TRUSTED_PROXY_HOPS: '-1' }],
  [{ ...production, TRUSTED_PROXY_HOPS: 'many' }],
  [{ ...production, TRUSTED_PROXY_HOPS: '17' }],
])('%j is refused by name', ([environment]) => {
  expect(() => settingsFrom(environment as Record<string, string>)).toThrow(/^TRUSTED_PROXY_HOPS: /);
});

test.for([
  [{ WORKERS: '0' }, 'WORKERS'],
  [{ WORKERS: '65' }, 'WORKERS'],
  [{ WORKER_HEAP_MB: '127' }, 'WORKER_HEAP_MB'],
  [{ ANSWER_CACHE_MB: '0' }, 'ANSWER_CACHE_MB'],
  [{ WORKERS: '4', METRICS_PORT: '65533' }, 'METRICS_PORT'],
] as const)('%j is refused by the name %s', ([environment, name]) => {
  expect(() => settingsFrom(environment)).toThrow(new RegExp(`^${name}: `));
});
