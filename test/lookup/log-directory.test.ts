import { expect, test } from 'vitest';
import { openLookup } from '../../src/lookup/open-lookup.ts';
import type { Store } from '../../src/storage/store.ts';
import { newMemoryStore, setOrganisation, setSenderIdentity } from './changes.ts';
import { countingStore } from './store-doubles.ts';

function directoryOf(store: Store, tailEntriesMax = 100) {
  return openLookup(store, { logId: 'log', tailEntriesMax }).directory;
}

test.each([
  ['told one by one', 100],
  ['too many to tell', 1],
])('a suspension through another process binds the very next read, changes %s', async (_, tailEntriesMax) => {
  const store = newMemoryStore();
  await setOrganisation(store, 'org-1');
  await setSenderIdentity(store, 'DEMO', 'ACTIVE');
  const [here, there] = [directoryOf(store, tailEntriesMax), directoryOf(store)];
  const statuses = () => [here.organisation('org-1')?.document.status, here.senderIdentity('DEMO')?.document.status];
  there.organisation('org-1');
  expect(statuses()).toEqual(['ACTIVE', 'ACTIVE']);
  await setOrganisation(store, 'org-1', { status: 'SUSPENDED' });
  await setSenderIdentity(store, 'DEMO', 'SUSPENDED');
  expect(statuses()).toEqual(['SUSPENDED', 'SUSPENDED']);
  expect(here.organisation('org-1')?.position).toBe(3);
});

test('an id that named nothing is found as soon as it is admitted', async () => {
  const { store, calls } = countingStore(newMemoryStore());
  const directory = directoryOf(store);
  expect([directory.organisation('org-1'), directory.organisation('org-1')]).toEqual([undefined, undefined]);
  expect(calls.entity).toBe(1);
  await setOrganisation(store, 'org-1');
  expect(directory.organisation('org-1')?.document.name).toBe('Example');
});

test('until it changes, a document is the same object and costs no read', async () => {
  const { store, calls } = countingStore(newMemoryStore());
  await setOrganisation(store, 'org-1');
  const directory = directoryOf(store);
  const first = directory.organisation('org-1');
  const before = calls.entity;
  await setSenderIdentity(store, 'DEMO', 'ACTIVE');
  expect(directory.organisation('org-1')).toBe(first);
  expect(calls.entity).toBe(before + 1);
  await setOrganisation(store, 'org-1');
  expect(directory.organisation('org-1')).not.toBe(first);
});

test('ids that somebody makes up push no document out', async () => {
  const { store, calls } = countingStore(newMemoryStore());
  await setOrganisation(store, 'org-1');
  const directory = directoryOf(store);
  directory.organisation('org-1');
  for (let id = 0; id < 20_000; id++) directory.organisation(`made-up-${id}`);
  const before = calls.entity;
  directory.organisation('org-1');
  expect(calls.entity).toBe(before);
});

test('signing keys and policy are read under the id "current"', async () => {
  const store = newMemoryStore();
  const directory = directoryOf(store);
  expect([directory.signingKeys(), directory.policyId()]).toEqual([undefined, undefined]);
  const common = { entityId: 'current', follows: 0, at: 0, actor: 'operator:test', wayIn: 'CLI' } as const;
  await store.append([
    { ...common, event: { kind: 'SIGNING_KEYS_SET', document: { keys: [] } } },
    { ...common, event: { kind: 'POLICY_SET', document: { policyId: 'CN-2026.1' } } },
  ]);
  expect(directory.signingKeys()).toEqual({ document: { keys: [] }, position: 1 });
  expect(directory.policyId()).toBe('CN-2026.1');
});

test('carriers are listed by id, suspended ones too, as they come, change and go', async () => {
  const { store, calls } = countingStore(newMemoryStore());
  await setOrganisation(store, 'org-2', { role: 'CARRIER' });
  await setOrganisation(store, 'org-3', { role: 'BRAND' });
  const directory = directoryOf(store);
  const ids = () => directory.carriers().map(({ document }) => `${document.organisationId} ${document.status}`);
  expect(ids()).toEqual(['org-2 ACTIVE']);
  expect(directory.carriers()).toBe(directory.carriers());
  await setOrganisation(store, 'org-1', { role: 'CARRIER' });
  await setOrganisation(store, 'org-2', { role: 'CARRIER', status: 'SUSPENDED' });
  expect(ids()).toEqual(['org-1 ACTIVE', 'org-2 SUSPENDED']);
  await setOrganisation(store, 'org-1', { role: 'BRAND' });
  expect(ids()).toEqual(['org-2 SUSPENDED']);
  expect(calls.entities).toBe(1);
});

test('carriers beyond the first thousand organisations are listed', async () => {
  const store = newMemoryStore();
  for (let id = 0; id < 1000; id++) await setOrganisation(store, `brand-${id}`, { role: 'BRAND' });
  await setOrganisation(store, 'carrier-1', { role: 'CARRIER' });
  await setOrganisation(store, 'carrier-2', { role: 'CARRIER' });
  expect(directoryOf(store).carriers().length).toBe(2);
});
