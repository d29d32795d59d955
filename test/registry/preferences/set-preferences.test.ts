import { describe, expect, test } from 'vitest';
import type { Preferences } from '../../../src/core/preferences.ts';
import { noPreferences, refuseAll } from '../../../src/core/preferences.ts';
import { giveConsent } from '../../../src/registry/consents/give-consent.ts';
import { readConsents } from '../../../src/registry/consents/read-consents.ts';
import { readPreferences } from '../../../src/registry/preferences/read-preferences.ts';
import { type PreferencesPatch, setPreferences } from '../../../src/registry/preferences/set-preferences.ts';
import { chineseNumber, memoryRegistry, operatorAtConsole, setOrganisation, subscriber } from '../memory-registry.ts';
import { kindsOf } from '../numbers/number-changes.ts';

const number = chineseNumber();
const holder = subscriber(number);

test('a number never heard of has no choices, and changes from there', async () => {
  const { registry } = await memoryRegistry();
  const before = await readPreferences(registry, holder);
  expect(before).toEqual({ preferences: noPreferences, position: 0 });
  const after = await setPreferences(registry, holder, { ifMatch: '"log:0"', replace: { base: 'REFUSE_ALL' } });
  expect(after.preferences).toEqual(refuseAll);
  expect(after.position).toBeGreaterThan(0);
  expect(after).toEqual({ ...(await readPreferences(registry, holder)), changed: true });
});

test.for([
  [undefined, 'PRECONDITION_REQUIRED'],
  ['"log:1"', 'FAILED_PRECONDITION'],
  ['W/"log:0"', 'FAILED_PRECONDITION'],
  ['log:0', 'FAILED_PRECONDITION'],
  ['', 'FAILED_PRECONDITION'],
  ['"other:0"', 'FAILED_PRECONDITION'],
] as const)('If-Match %s on a number without entries is %s', async ([ifMatch, code]) => {
  const { registry } = await memoryRegistry();
  const set = setPreferences(registry, holder, { ifMatch, replace: { base: 'REFUSE_ALL' } });
  await expect(set).rejects.toMatchObject({ code, field: 'header:If-Match' });
  expect(kindsOf(registry, number)).toEqual([]);
});

test.for(['*', '"log:0"', '"log:7", "log:0"'])('If-Match %s fits a number without entries', async (ifMatch) => {
  const { registry } = await memoryRegistry();
  await setPreferences(registry, holder, { ifMatch, replace: { base: 'REFUSE_ALL' } });
  expect(kindsOf(registry, number)).toEqual(['PREFERENCES_SET']);
});

test('of many changes of one state one is made, in whichever process', async () => {
  const one = await memoryRegistry();
  const two = await memoryRegistry({ store: one.registry.store });
  const categories = one.registry.policy.categories.map(({ id }) => id);
  const changes = categories.map((category, at) =>
    setPreferences(at % 2 === 0 ? one.registry : two.registry, holder, {
      ifMatch: '"log:0"',
      replace: { categories: { [category]: 'REFUSE' } },
    }),
  );
  const outcomes = await Promise.allSettled(changes);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const reasons = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  for (const reason of reasons) expect(reason).toMatchObject({ code: 'FAILED_PRECONDITION' });
  expect(kindsOf(one.registry, number)).toEqual(['PREFERENCES_SET']);
});

test('two patches of whatever stands both take effect', async () => {
  const { registry } = await memoryRegistry();
  await Promise.all(
    ['FIN_CREDIT', 'EDUCATION'].map((category) =>
      setPreferences(registry, holder, { ifMatch: '*', patch: { categories: { [category]: 'REFUSE' } } }),
    ),
  );
  const { preferences } = await readPreferences(registry, holder);
  expect(preferences.categories).toEqual({ EDUCATION: 'REFUSE', FIN_CREDIT: 'REFUSE' });
});

test('what stands already is answered without an entry', async () => {
  const { registry } = await memoryRegistry();
  const replace = { categories: { FIN_CREDIT: 'REFUSE', EDUCATION: 'ALLOW' } } as const;
  const first = await setPreferences(registry, holder, { ifMatch: '*', replace });
  const again = { categories: { EDUCATION: 'ALLOW', FIN_CREDIT: 'REFUSE' } } as const;
  expect(await setPreferences(registry, holder, { ifMatch: '*', replace: again })).toEqual({
    ...first,
    changed: false,
  });
  expect(kindsOf(registry, number)).toEqual(['PREFERENCES_SET']);
});

test('refusing all ends the consents given before, and again those given since', async () => {
  const { registry } = await memoryRegistry();
  await setOrganisation(registry, 'brand-1');
  const refuse = () => setPreferences(registry, holder, { ifMatch: '*', replace: { base: 'REFUSE_ALL' } });
  await giveConsent(registry, holder, { brand: 'brand-1' });
  await refuse();
  expect(await readConsents(registry, holder)).toEqual([]);
  await giveConsent(registry, holder, { brand: 'brand-1' });
  expect(await readConsents(registry, holder)).toHaveLength(1);
  await refuse();
  expect(await readConsents(registry, holder)).toEqual([]);
  await refuse();
  expect(kindsOf(registry, number)).toEqual(['CONSENT_GIVEN', 'PREFERENCES_SET', 'CONSENT_GIVEN', 'PREFERENCES_SET']);
});

test.for<[Partial<Preferences>, string]>([
  [{ categories: { NOTHING: 'REFUSE' } }, 'categories.NOTHING'],
  [{ channels: { FAX: 'REFUSE' } }, 'channels.FAX'],
  [{ cells: [{ category: 'FIN_CREDIT', channel: 'FAX', choice: 'ALLOW' }] }, 'cells[0].channel'],
  [{ refusedBands: ['NO_BAND'] }, 'refusedBands[0]'],
  [{ base: 'REFUSE_ALL', categories: { FIN_CREDIT: 'ALLOW' } }, 'categories'],
])('%j is refused for its %s', async ([replace, field]) => {
  const { registry } = await memoryRegistry();
  const set = setPreferences(registry, holder, { ifMatch: '*', replace });
  await expect(set).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field });
});

test('only the holder of a number sets its preferences', async () => {
  const { registry } = await memoryRegistry();
  const set = setPreferences(registry, operatorAtConsole, { ifMatch: '*', replace: {} });
  await expect(set).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
});

describe('a merge patch', () => {
  const start: Partial<Preferences> = {
    base: 'REFUSE_EXCEPT',
    categories: { EDUCATION: 'ALLOW', HEALTH: 'ALLOW' },
    cells: [{ category: 'FIN_CREDIT', channel: 'SMS', choice: 'ALLOW' }],
  };
  const table: readonly [string, PreferencesPatch, Partial<Preferences>][] = [
    [
      'changes what it names',
      { categories: { EDUCATION: 'REFUSE' } },
      { ...start, categories: { EDUCATION: 'REFUSE', HEALTH: 'ALLOW' } },
    ],
    [
      'takes a choice back with null',
      { categories: { EDUCATION: null } },
      { ...start, categories: { HEALTH: 'ALLOW' } },
    ],
    ['takes a whole part back with null', { categories: null, cells: null }, { base: 'REFUSE_EXCEPT' }],
    ['replaces lists whole', { cells: [] }, { ...start, cells: [] }],
    ['without anything leaves all as it was', {}, start],
    ['goes back to the law with a base of null', { base: null }, { ...start, base: 'LAW' }],
    ['to refusing all takes every exception along', { base: 'REFUSE_ALL' }, { base: 'REFUSE_ALL' }],
  ];

  test.for(table)('%s', async ([, patch, expected]) => {
    const { registry } = await memoryRegistry();
    await setPreferences(registry, holder, { ifMatch: '*', replace: start });
    const { preferences } = await setPreferences(registry, holder, { ifMatch: '*', patch });
    expect(preferences).toEqual({ ...noPreferences, ...expected });
  });

  test.for<PreferencesPatch>([
    { categories: { EDUCATION: 'ALLOW' } },
    { cells: [{ category: 'FIN_CREDIT', channel: 'SMS', choice: 'ALLOW' }] },
    { refusedDayTypes: ['SUNDAY'] },
    { base: 'REFUSE_ALL', categories: { EDUCATION: 'ALLOW' } },
  ])('%j gives refusing all no exception, and says what to do', async (patch) => {
    const { registry } = await memoryRegistry();
    await setPreferences(registry, holder, { ifMatch: '*', replace: { base: 'REFUSE_ALL' } });
    const set = setPreferences(registry, holder, { ifMatch: '*', patch });
    await expect(set).rejects.toMatchObject({
      code: 'INCOMPATIBLE_STATE',
      message: expect.stringContaining('REFUSE_EXCEPT'),
    });
  });

  test('with REFUSE_EXCEPT in it gives refusing all an exception', async () => {
    const { registry } = await memoryRegistry();
    await setPreferences(registry, holder, { ifMatch: '*', replace: { base: 'REFUSE_ALL' } });
    const patch = { base: 'REFUSE_EXCEPT', categories: { EDUCATION: 'ALLOW' } } as const;
    const { preferences } = await setPreferences(registry, holder, { ifMatch: '*', patch });
    expect(preferences).toEqual({ ...noPreferences, ...patch });
  });
});
