import { expect, test } from 'vitest';
import { settingsFrom } from '../../src/node/settings.ts';

const secret = Buffer.alloc(32, 1).toString('base64');
const production = {
  DND_MODE: 'production',
  DND_ISSUER: 'https://dnd.example',
  DND_KEY_SECRET: secret,
  DND_PEPPER: secret,
};

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
