import { expect, test } from 'vitest';
import { namedObject } from '../../src/worker/named-object.ts';

function namespace(name: string): unknown {
  return {
    idFromName: (logId: string) => `${name}/${logId}`,
    get: (id: string, options: object) => [id, options],
    jurisdiction: (law: string) => namespace(`${name}:${law}`),
  };
}

/** What was asked of the platform; workerd on this machine knows no jurisdictions. */
function asked(settings: Partial<Parameters<typeof namedObject>[1]>): unknown {
  const env = { REGISTRY: namespace('objects') } as Parameters<typeof namedObject>[0];
  return namedObject(env, { jurisdiction: undefined, location: undefined, ...settings }, 'log-2');
}

test('without a word an object is where the platform puts it', () => {
  expect(asked({})).toEqual(['objects/log-2', {}]);
});

test('it stays within a jurisdiction, and near a place', () => {
  expect(asked({ jurisdiction: 'eu' })).toEqual(['objects:eu/log-2', {}]);
  expect(asked({ location: 'apac' })).toEqual(['objects/log-2', { locationHint: 'apac' }]);
});
