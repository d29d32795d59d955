import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { workerSettings, workerSettingWords } from '../../src/worker/worker-settings.ts';
import { production } from '../runtime/production-settings.ts';

const key = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' };

test('bindings are no settings, and an empty text counts as none', () => {
  const settings = workerSettings({
    ...production,
    DND_ISSUER: 'https://dnd.example/',
    REGISTRY: {},
    SMS_LINKS: '',
    DND_FIRST_OPERATOR: '',
  });
  expect(settings).toMatchObject({ issuer: 'https://dnd.example', firstOperator: [], blockCacheMb: 24 });
  expect(settings.smsLinks).toBeUndefined();
});

test.for([
  [JSON.stringify(key), [key]],
  [JSON.stringify({ keys: [key, key] }), [key, key]],
] as const)('the first operator’s keys are a JWK or a set: %s', ([given, expected]) => {
  expect(workerSettings({ ...production, DND_FIRST_OPERATOR: given }).firstOperator).toEqual(expected);
});

test.for([
  [{ ...production, DND_FIRST_OPERATOR: 'nonsense' }, 'DND_FIRST_OPERATOR'],
  [{ ...production, DND_FIRST_OPERATOR: '{"keys":[]}' }, 'DND_FIRST_OPERATOR'],
  [{ ...production, DND_FIRST_OPERATOR: JSON.stringify({ ...key, d: 'private' }) }, 'DND_FIRST_OPERATOR'],
  [{ ...production, SMS_LINKS: '{' }, 'SMS_LINKS'],
  [{ ...production, DND_PEPPER: '' }, 'DND_PEPPER'],
  [{ ...production, DND_KEY_SECRET: 'c2hvcnQ=' }, 'DND_KEY_SECRET'],
  [{ ...production, DND_ISSUER: 'http://dnd.example' }, 'DND_ISSUER'],
  [{ ...production, DND_DEMO_CLIENTS: JSON.stringify([{ clientId: 'a', role: 'BRAND', publicJwk: key }]) }, 'DND_DEMO'],
  [{ DND_DEMO_CLIENTS: '[{}]' }, 'DND_DEMO_CLIENTS'],
  [{ ...production, DND_JURISDICTION: 'cn' }, 'DND_JURISDICTION'],
  [{ ...production, DND_LOCATION: 'moon' }, 'DND_LOCATION'],
  [{ DND_MODE: 'test' }, 'DND_MODE'],
] as const)('%j is refused by the name %s, without its value', ([given, name]) => {
  expect(() => workerSettings(given)).toThrow(new RegExp(`^${name}`));
  expect(() => workerSettings(given)).not.toThrow(/private|nonsense/);
});

test('the README’s table has every setting of a worker, and no other', () => {
  const part = /### Settings on Workers\n(.*?)\n### /s.exec(readFileSync('README.md', 'utf8'))?.[1] ?? '';
  const rows = [...part.matchAll(/^\| (`[^|]*) \|/gm)].flatMap(([_, names]) => names?.split(', ') ?? []);
  expect(rows.toSorted()).toEqual(workerSettingWords.map(([name]) => `\`${name}\``).toSorted());
});
