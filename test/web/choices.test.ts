import { expect, test } from 'vitest';
import { cnPolicy } from '../../src/core/policies/cn.ts';
import { noPreferences, refuseAll } from '../../src/core/preferences.ts';
import { giveConsent } from '../../src/registry/consents/give-consent.ts';
import { readConsents } from '../../src/registry/consents/read-consents.ts';
import { readPreferences } from '../../src/registry/preferences/read-preferences.ts';
import { setPreferences } from '../../src/registry/preferences/set-preferences.ts';
import { shownChoices } from '../../src/web/subscriber/choices/entered-choices.ts';
import { chineseNumber, memoryRegistry, setOrganisation, subscriber } from '../registry/memory-registry.ts';
import { textOf, visitor } from './visitor.ts';

const number = chineseNumber();
const holder = subscriber(number);
const ticksByLaw = [...shownChoices(cnPolicy, noPreferences, 'LAW', 20_779).ticks];

async function signedIn() {
  const memory = await memoryRegistry();
  const person = visitor(memory);
  await person.signIn(number);
  const preferences = async () => (await readPreferences(memory.registry, holder)).preferences;
  return { ...memory, person, preferences };
}

test('what is unticked is refused, the page says so, and Undo takes it back', async () => {
  const { person, preferences } = await signedIn();
  const may = ticksByLaw.filter((tick) => tick !== 'REAL_ESTATE/VOICE' && tick !== 'hours/H12_14');
  const saved = await person.submit('/me', { may });
  expect(textOf(saved)).toContain('May no longer reach you: Real estate agencies (Voice calls)');
  expect(textOf(saved)).toContain('Quiet from now on: 12:00 PM – 2:00 PM');
  expect(textOf(saved)).toContain('Only these may not: Real estate agencies.');
  expect(await preferences()).toEqual({
    ...noPreferences,
    categories: { REAL_ESTATE: 'REFUSE' },
    refusedBands: ['H12_14'],
  });
  const undone = await person.submit('/me/undo');
  expect(textOf(undone)).toContain('Taken back');
  expect(await preferences()).toEqual(noPreferences);
});

test('the same again changes nothing, and says so', async () => {
  const { person } = await signedIn();
  expect(textOf(await person.submit('/me'))).toContain('Nothing was changed');
});

test('refusing all says which consents it ends before it does so', async () => {
  const { person, registry, preferences } = await signedIn();
  await setOrganisation(registry, 'brand-1', { name: 'Sunny Bank' });
  await giveConsent(registry, holder, { brand: 'brand-1' });
  await person.get('/me');
  const asked = await person.submit('/me', { base: 'REFUSE_ALL' });
  expect(textOf(asked)).toContain('The consent that you gave to 1 company will end: Sunny Bank.');
  expect(await preferences()).toEqual(noPreferences);
  await person.submit('/me');
  expect(await preferences()).toEqual(refuseAll);
  expect(await readConsents(registry, holder)).toEqual([]);
});

test('refusing all with nothing to lose takes one step, leaving it two', async () => {
  const { person, preferences } = await signedIn();
  await person.submit('/me', { base: 'REFUSE_ALL' });
  expect(await preferences()).toEqual(refuseAll);
  expect(textOf(await person.submit('/me', { base: 'LAW' }))).toContain('You will be less protected than now.');
  expect(await preferences()).toEqual(refuseAll);
  await person.submit('/me');
  expect(await preferences()).toEqual(noPreferences);
});

test('only those I choose: nothing is saved before they are chosen', async () => {
  const { person, preferences } = await signedIn();
  const asked = await person.submit('/me', { base: 'REFUSE_EXCEPT' });
  expect(textOf(asked)).toContain('Nothing is saved yet.');
  expect(await preferences()).toEqual(noPreferences);
  await person.submit('/me', { may: [...ticksByLaw.filter((tick) => !tick.includes('/VOICE')), 'EDUCATION/VOICE'] });
  expect(await preferences()).toEqual({
    ...noPreferences,
    base: 'REFUSE_EXCEPT',
    cells: [{ category: 'EDUCATION', channel: 'VOICE', choice: 'ALLOW' }],
  });
});

test('of two who save at once, the second sees both states and loses nothing', async () => {
  const { person, registry, preferences } = await signedIn();
  const byOther = { ...noPreferences, categories: { HEALTH: 'REFUSE' } } as const;
  await setPreferences(registry, holder, { ifMatch: '*', replace: byOther });
  const may = ticksByLaw.filter((tick) => tick !== 'EDUCATION/VOICE');
  const conflict = await person.submit('/me', { may });
  expect(conflict.status).toBe(409);
  expect(textOf(conflict)).toContain('Your choices were changed in the meantime');
  expect(textOf(conflict)).toContain('Only these may not: Education and training.');
  expect(textOf(conflict)).toContain('Only these may not: Food, health products and medicines.');
  expect(await preferences()).toEqual(byOther);
  await person.submit('/me');
  expect(await preferences()).toEqual({ ...noPreferences, categories: { EDUCATION: 'REFUSE' } });
});

test('what changed elsewhere than in the choices does not stand in the way', async () => {
  const { person, registry, preferences } = await signedIn();
  await setOrganisation(registry, 'brand-1');
  await giveConsent(registry, holder, { brand: 'brand-1' });
  await person.submit('/me', { may: ticksByLaw.filter((tick) => tick !== 'EDUCATION/VOICE') });
  expect((await preferences()).categories).toEqual({ EDUCATION: 'REFUSE' });
});

test('what came after a change is not taken back with it', async () => {
  const { person, registry, preferences } = await signedIn();
  await person.submit('/me', { may: ticksByLaw.filter((tick) => tick !== 'EDUCATION/VOICE') });
  await setPreferences(registry, holder, { ifMatch: '*', replace: refuseAll });
  expect(textOf(await person.submit('/me/undo'))).toContain('This cannot be taken back any more');
  expect(await preferences()).toEqual(refuseAll);
});
