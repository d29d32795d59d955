import { expect, test } from 'vitest';
import { dayMs } from '../../../src/core/time.ts';
import {
  canaryLifetimeMs,
  listCanaries,
  plantCanaries,
  removeCanaries,
} from '../../../src/registry/abuse/canary-numbers.ts';
import { setPreferences } from '../../../src/registry/preferences/set-preferences.ts';
import {
  chineseNumber,
  freshStore,
  memoryRegistry,
  operatorAtConsole,
  setOrganisation,
  subscriber,
  wire,
} from '../memory-registry.ts';

const nobodys = chineseNumber(77_770_001);
const phoneNumbers = [wire(nobodys)];

test('a canary is planted once, known to every process, and gone after a year', async () => {
  const store = freshStore();
  const clock = { at: Date.UTC(2026, 10, 22) };
  const one = await memoryRegistry({ store, clock });
  const other = await memoryRegistry({ store, clock });
  const plant = () => plantCanaries(one.registry, operatorAtConsole, { phoneNumbers });
  expect(await plant()).toEqual({ planted: 1, unchanged: 0 });
  expect(await plant()).toEqual({ planted: 0, unchanged: 1 });
  expect(one.registry.abuse.isCanary(nobodys)).toBe(true);
  await other.registry.abuse.sync();
  expect(other.registry.abuse.isCanary(nobodys)).toBe(true);
  clock.at += canaryLifetimeMs + dayMs;
  await other.registry.abuse.sync();
  expect(other.registry.abuse.isCanary(nobodys)).toBe(false);
});

test('neither the store nor the list nor the log shows its number', async () => {
  const { registry } = await memoryRegistry();
  const head = registry.store.head();
  await plantCanaries(registry, operatorAtConsole, { phoneNumbers });
  expect(registry.store.head()).toBe(head);
  const kept = registry.store.shortRecords('CANARY', registry.now(), 10);
  expect(kept).toHaveLength(1);
  const shown = JSON.stringify([kept, await listCanaries(registry, operatorAtConsole)]);
  expect(shown).not.toContain(String(nobodys).slice(-8));
  expect(shown).toContain('operator:test');
});

test('a number of which anything is on record is no canary, nor is one that somebody is given later', async () => {
  const { registry } = await memoryRegistry();
  const somebodys = chineseNumber(77_770_002);
  await setPreferences(registry, subscriber(somebodys), { ifMatch: '*', replace: { base: 'REFUSE_ALL' } });
  const both = { phoneNumbers: [...phoneNumbers, wire(somebodys)] };
  await expect(plantCanaries(registry, operatorAtConsole, both)).rejects.toMatchObject({
    code: 'INCOMPATIBLE_STATE',
    field: 'phoneNumbers[1]',
  });
  expect(await listCanaries(registry, operatorAtConsole)).toEqual([]);
  await plantCanaries(registry, operatorAtConsole, { phoneNumbers });
  await setPreferences(registry, subscriber(nobodys), { ifMatch: '*', replace: { base: 'REFUSE_ALL' } });
  expect(await listCanaries(registry, operatorAtConsole)).toMatchObject([{ isOnRecord: true }]);
});

test('a canary that is taken back is none, and only the operator plants any', async () => {
  const { registry } = await memoryRegistry();
  await plantCanaries(registry, operatorAtConsole, { phoneNumbers });
  expect(await removeCanaries(registry, operatorAtConsole, { phoneNumbers })).toEqual({ removed: 1 });
  expect(registry.abuse.isCanary(nobodys)).toBe(false);
  const brand = await setOrganisation(registry, 'brand-1');
  const denied = { code: 'PERMISSION_DENIED' };
  await expect(plantCanaries(registry, brand, { phoneNumbers })).rejects.toMatchObject(denied);
  await expect(removeCanaries(registry, brand, { phoneNumbers })).rejects.toMatchObject(denied);
  await expect(listCanaries(registry, brand)).rejects.toMatchObject(denied);
});
