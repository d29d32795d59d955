import { expect, test } from 'vitest';
import { minuteMs } from '../../../src/core/time.ts';
import { organisationOfToken } from '../../../src/registry/access/organisation-of-token.ts';
import { addOrganisationKey } from '../../../src/registry/organisations/add-organisation-key.ts';
import { keysMax } from '../../../src/registry/organisations/client-key.ts';
import { withdrawOrganisationKey } from '../../../src/registry/organisations/withdraw-organisation-key.ts';
import { memoryRegistry, setOrganisation, tokenFor } from '../memory-registry.ts';
import { ecKeys } from './client-keys.ts';

const organisationId = 'brand-1';

async function withBrand() {
  const memory = await memoryRegistry();
  const brand = await setOrganisation(memory.registry, organisationId);
  const operator = await setOrganisation(memory.registry, 'operator-1', { role: 'OPERATOR' });
  const kids = () => memory.registry.directory.organisation(organisationId)?.document.keys.map(({ kid }) => kid);
  return { ...memory, brand, operator, kids };
}

test('two keys added at once are both there', async () => {
  const { registry, operator, kids } = await withBrand();
  const add = (kid: string) =>
    addOrganisationKey(registry, operator, { organisationId, jwk: { ...ecKeys().publicJwk, kid } });
  await Promise.all([add('one'), add('two')]);
  expect(kids()).toEqual(['client-key', 'one', 'two']);
});

test('an id is not used twice', async () => {
  const { registry, operator } = await withBrand();
  const jwk = { ...ecKeys().publicJwk, kid: 'client-key' };
  const added = addOrganisationKey(registry, operator, { organisationId, jwk });
  await expect(added).rejects.toMatchObject({ code: 'ALREADY_EXISTS', field: 'jwk.kid' });
});

test('a withdrawn key takes the tokens that it obtained with it, at the next request', async () => {
  const { registry, operator, brand } = await withBrand();
  const token = await tokenFor(registry, brand);
  await expect(organisationOfToken(registry, token)).resolves.toMatchObject({ organisationId });
  await withdrawOrganisationKey(registry, operator, { organisationId, kid: 'client-key' });
  await expect(async () => organisationOfToken(registry, token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});

test('withdrawing a key twice writes nothing', async () => {
  const { registry, operator } = await withBrand();
  const first = await withdrawOrganisationKey(registry, operator, { organisationId, kid: 'client-key' });
  const second = await withdrawOrganisationKey(registry, operator, { organisationId, kid: 'client-key' });
  expect(second).toEqual(first);
});

test('room for another key is made of a withdrawn one only once none of its tokens can live', async () => {
  const { registry, clock, operator, kids } = await withBrand();
  const add = () => addOrganisationKey(registry, operator, { organisationId, jwk: ecKeys().publicJwk });
  for (let keys = 1; keys < keysMax; keys += 1) await add();
  await expect(add()).rejects.toMatchObject({ code: 'INCOMPATIBLE_STATE' });
  await withdrawOrganisationKey(registry, operator, { organisationId, kid: 'client-key' });
  await expect(add()).rejects.toMatchObject({ code: 'INCOMPATIBLE_STATE' });
  clock.at += 11 * minuteMs;
  await add();
  expect(kids()).toHaveLength(keysMax);
  expect(kids()).not.toContain('client-key');
});

test('an operator cannot withdraw its own last key, and can once it has another', async () => {
  const { registry, operator } = await withBrand();
  const own = { organisationId: 'operator-1', kid: 'client-key' };
  await expect(withdrawOrganisationKey(registry, operator, own)).rejects.toMatchObject({ code: 'INCOMPATIBLE_STATE' });
  await addOrganisationKey(registry, operator, { organisationId: 'operator-1', jwk: ecKeys().publicJwk });
  await expect(withdrawOrganisationKey(registry, operator, own)).resolves.toBeDefined();
});

test('keys are the business of who manages organisations', async () => {
  const { registry, brand, operator } = await withBrand();
  const key = { organisationId, kid: 'client-key' };
  await expect(withdrawOrganisationKey(registry, brand, key)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  const jwk = ecKeys().publicJwk;
  await expect(addOrganisationKey(registry, brand, { organisationId, jwk })).rejects.toMatchObject({
    code: 'PERMISSION_DENIED',
  });
  const unknown = withdrawOrganisationKey(registry, operator, { organisationId, kid: 'no-such-key' });
  await expect(unknown).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
