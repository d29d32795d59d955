import { compactVerify, createLocalJWKSet } from 'jose';
import { expect, test } from 'vitest';
import { Fault } from '../../../src/core/fault.ts';
import type { PhoneNumber } from '../../../src/core/phone-number.ts';
import { jwksMaxAgeSec, rotationDue, signingKeyLifetimeMs } from '../../../src/receipts/key-ring.ts';
import type { Actor } from '../../../src/registry/access/actor.ts';
import { createSigningKeys } from '../../../src/registry/signing-keys/create-signing-keys.ts';
import { markKeyCompromised } from '../../../src/registry/signing-keys/mark-key-compromised.ts';
import { rotateSigningKeys } from '../../../src/registry/signing-keys/rotate-signing-keys.ts';
import { checkValidForSec, keyRegistry, operatorAtConsole, payloadAt } from '../../receipts/key-registry.ts';

const receiptTyp = 'dnd-receipt+jwt';
const maxAgeMs = jwksMaxAgeSec * 1_000;

async function registryWithKeys() {
  const registry = keyRegistry();
  const ring = await createSigningKeys(registry, operatorAtConsole);
  const [current, next] = ring.keys.map(({ kid }) => kid);
  const sign = async () => await registry.receipts.sign(receiptTyp, payloadAt(registry.now()));
  const statuses = () => registry.receipts.jwks().keys.map(({ kid, status }) => [kid, status]);
  return { ...registry, current: current ?? '', next: next ?? '', sign, statuses };
}

test('a new registry has a key that signs and one that waits', async () => {
  const { statuses, current, next } = await registryWithKeys();
  expect(statuses()).toEqual([
    [current, 'CURRENT'],
    [next, 'NEXT'],
  ]);
});

test('keys are made once', async () => {
  const registry = await registryWithKeys();
  await expect(createSigningKeys(registry, operatorAtConsole)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
});

test('at no moment of many rotations does an honest verifier meet a receipt it cannot check', async () => {
  const registry = await registryWithKeys();
  const { clock, receipts } = registry;
  const copies = [{ fetchedAt: clock.at, keys: receipts.jwks().keys }];
  const signed: { at: number; jws: string }[] = [];
  for (let step = 0; step < 60; step++) {
    clock.at += maxAgeMs / 5;
    if (step % 6 === 5) await rotateSigningKeys(registry, operatorAtConsole);
    copies.push({ fetchedAt: clock.at, keys: receipts.jwks().keys });
    signed.push({ at: clock.at, jws: await registry.sign() });
    const usable = copies.filter(({ fetchedAt }) => clock.at - fetchedAt < maxAgeMs);
    const standing = signed.filter(({ at }) => clock.at - at < checkValidForSec * 1_000);
    for (const { keys } of usable) {
      await expect(
        compactVerify(signed.at(-1)?.jws ?? '', createLocalJWKSet({ keys: [...keys] })),
      ).resolves.toBeDefined();
    }
    for (const { jws } of standing) {
      await expect(compactVerify(jws, createLocalJWKSet({ keys: [...receipts.jwks().keys] }))).resolves.toBeDefined();
    }
  }
});

test('a rotation is refused while a verifier may not have the next key, and says how long to wait', async () => {
  const registry = await registryWithKeys();
  registry.clock.at += maxAgeMs - 1_500;
  await expect(rotateSigningKeys(registry, operatorAtConsole)).rejects.toMatchObject({
    code: 'FAILED_PRECONDITION',
    retryAfterSec: 2,
  });
  registry.clock.at += 1_500;
  const { keys } = await rotateSigningKeys(registry, operatorAtConsole);
  expect(keys.map(({ status }) => status)).toEqual(['RETIRED', 'CURRENT', 'NEXT']);
});

test('a forced rotation does not wait', async () => {
  const registry = await registryWithKeys();
  const { keys } = await rotateSigningKeys(registry, operatorAtConsole, { force: true });
  expect(keys.map(({ kid }) => kid).slice(0, 2)).toEqual([registry.current, registry.next]);
});

test('a retired key stays published for good: a receipt of a change does not run out', async () => {
  const registry = await registryWithKeys();
  const jws = await registry.sign();
  await rotateSigningKeys(registry, operatorAtConsole, { force: true });
  registry.clock.at += 3_650 * 86_400_000;
  expect(registry.statuses()[0]).toEqual([registry.current, 'RETIRED']);
  expect((await registry.receipts.verify(receiptTyp, jws, registry.now())).outcome).toBe('EXPIRED');
});

test('a retired private key is deleted, the others stay', async () => {
  const registry = await registryWithKeys();
  const { keys } = await rotateSigningKeys(registry, operatorAtConsole, { force: true });
  const kept = registry.store.shortRecords('SIGNING_SECRET', registry.now(), 10).map(({ id }) => id);
  expect(kept.sort()).toEqual(
    keys
      .slice(1)
      .map(({ kid }) => kid)
      .sort(),
  );
});

test('of two rotations at once one is ABORTED and leaves no private key behind', async () => {
  const registry = await registryWithKeys();
  const rotate = () => rotateSigningKeys(registry, operatorAtConsole, { force: true });
  const results = await Promise.allSettled([rotate(), rotate()]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'ABORTED' } });
  expect(registry.store.shortRecords('SIGNING_SECRET', registry.now(), 10)).toHaveLength(2);
});

test('a private key is durable before the log names it', async () => {
  const registry = await registryWithKeys();
  const store = { ...registry.store, entity: registry.store.entity.bind(registry.store), append: crash };
  await expect(rotateSigningKeys({ ...registry, store }, operatorAtConsole, { force: true })).rejects.toThrow(
    'power lost',
  );
  expect(registry.store.shortRecords('SIGNING_SECRET', registry.now(), 10)).toHaveLength(3);
  expect(registry.statuses()).toHaveLength(2);
});

function crash(): Promise<never> {
  return Promise.reject(new Error('power lost'));
}

test.each([
  ['CURRENT', 0, ['COMPROMISED', 'CURRENT', 'NEXT']],
  ['NEXT', 1, ['CURRENT', 'COMPROMISED', 'NEXT']],
])('a compromised %s key is replaced at once', async (_, index, statuses) => {
  const registry = await registryWithKeys();
  const kid = [registry.current, registry.next][index] ?? '';
  const { keys } = await markKeyCompromised(registry, operatorAtConsole, { kid });
  expect(keys.map(({ status }) => status)).toEqual(statuses);
  expect(registry.store.shortRecord('SIGNING_SECRET', kid, registry.now())).toBeUndefined();
  const jws = await registry.sign();
  expect((await registry.receipts.verify(receiptTyp, jws, registry.now())).outcome).toBe('VALID');
});

test('a compromised retired key needs no replacement, and stays published for good', async () => {
  const registry = await registryWithKeys();
  await rotateSigningKeys(registry, operatorAtConsole, { force: true });
  const { keys } = await markKeyCompromised(registry, operatorAtConsole, { kid: registry.current });
  expect(keys.map(({ status }) => status)).toEqual(['COMPROMISED', 'CURRENT', 'NEXT']);
  registry.clock.at += 400 * 86_400_000;
  expect(registry.statuses()).toContainEqual([registry.current, 'COMPROMISED']);
});

test('marking twice changes nothing, and an unknown key is NOT_FOUND', async () => {
  const registry = await registryWithKeys();
  await markKeyCompromised(registry, operatorAtConsole, { kid: registry.current });
  const head = registry.store.head();
  await markKeyCompromised(registry, operatorAtConsole, { kid: registry.current });
  expect(registry.store.head()).toBe(head);
  await expect(markKeyCompromised(registry, operatorAtConsole, { kid: 'other' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('a key is due after its lifetime, not before', async () => {
  const registry = await registryWithKeys();
  const ring = registry.directory.signingKeys()?.document ?? { keys: [] };
  expect(rotationDue(ring, registry.clock.at + signingKeyLifetimeMs - 1)).toBe(false);
  expect(rotationDue(ring, registry.clock.at + signingKeyLifetimeMs)).toBe(true);
});

test('keys from a time before the clock was set back are due, and rotated once the next is old enough by this clock', async () => {
  const registry = await registryWithKeys();
  registry.clock.at -= 400 * 86_400_000;
  const due = () => rotationDue(registry.directory.signingKeys()?.document ?? { keys: [] }, registry.now());
  expect(due()).toBe(true);
  await expect(rotateSigningKeys(registry, operatorAtConsole)).rejects.toMatchObject({
    code: 'FAILED_PRECONDITION',
    retryAfterSec: jwksMaxAgeSec,
  });
  expect(due()).toBe(false);
  registry.clock.at += maxAgeMs;
  await rotateSigningKeys(registry, operatorAtConsole);
  expect(registry.statuses().slice(0, 2)).toEqual([
    [registry.current, 'RETIRED'],
    [registry.next, 'CURRENT'],
  ]);
});

test('a rotation that is done is not taken back because the retired key cannot be deleted now', async () => {
  const registry = await registryWithKeys();
  const { store } = registry;
  const forgetKey = () => Promise.reject(new Fault('UNAVAILABLE', 'disk full'));
  const receipts = { ...registry.receipts, forgetKey };
  await rotateSigningKeys({ ...registry, receipts }, operatorAtConsole, { force: true });
  expect(store.shortRecord('SIGNING_SECRET', registry.current, registry.now())).toBeDefined();
  await rotateSigningKeys(registry, operatorAtConsole, { force: true });
  expect(store.shortRecord('SIGNING_SECRET', registry.current, registry.now())).toBeUndefined();
});

const operator = { kind: 'ORGANISATION', organisationId: 'operator-1', role: 'OPERATOR' } as const;

test.each<[string, boolean, Actor]>([
  ['an operator with dnd:keys:manage', true, { ...operator, scopes: ['dnd:keys:manage'] }],
  ['an operator without it', false, { ...operator, scopes: ['dnd:organisations:manage'] }],
  [
    'a subscriber',
    false,
    { kind: 'SUBSCRIBER', number: 8613900000001 as PhoneNumber, tenure: 1, wayIn: 'API', proof: 'OTP' },
  ],
])('that %s may touch keys is %s', async (_, allowed, actor) => {
  const registry = await registryWithKeys();
  const verbs = [
    () => rotateSigningKeys(registry, actor, { force: true }),
    () => markKeyCompromised(registry, actor, { kid: registry.current }),
  ];
  for (const verb of verbs) {
    if (allowed) await expect(verb()).resolves.toBeDefined();
    else await expect(verb()).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  }
  const creation = createSigningKeys(keyRegistry(), actor);
  if (allowed) await expect(creation).resolves.toBeDefined();
  else await expect(creation).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
});
