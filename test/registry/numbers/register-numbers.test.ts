import { describe, expect, test } from 'vitest';
import { blockOf, offsetInBlock } from '../../../src/core/phone-number.ts';
import type { Preferences } from '../../../src/core/preferences.ts';
import { canonicalPreferences, noPreferences, refuseAll } from '../../../src/core/preferences.ts';
import type { OrganisationActor } from '../../../src/registry/access/actor.ts';
import { type Registrations, registerNumbers } from '../../../src/registry/numbers/register-numbers.ts';
import { readPreferences } from '../../../src/registry/preferences/read-preferences.ts';
import { setPreferences } from '../../../src/registry/preferences/set-preferences.ts';
import {
  chineseNumber,
  type MemoryRegistry,
  memoryRegistry,
  setOrganisation,
  startedAt,
  subscriber,
  wire,
} from '../memory-registry.ts';
import { happened, kindsOf } from './number-changes.ts';

const number = chineseNumber();
const asserted = { proof: 'CARRIER_ASSERTED', agent: 'shop 12' } as const;

async function withCarrier(): Promise<MemoryRegistry & { carrier: OrganisationActor }> {
  const memory = await memoryRegistry();
  const carrier = await setOrganisation(memory.registry, 'carrier-1', { role: 'CARRIER', numberRanges: ['86138'] });
  await setOrganisation(memory.registry, 'carrier-2', { role: 'CARRIER', numberRanges: ['86139'] });
  return { ...memory, carrier };
}

function one(preferences: Registrations['registrations'][number]['preferences'], phoneNumber = wire(number)) {
  return { registrations: [{ phoneNumber, preferences }] };
}

test('a registration takes effect, and the log names carrier, person and proof', async () => {
  const { registry, carrier } = await withCarrier();
  const { results, summary } = await registerNumbers(registry, carrier, {
    ...one({ base: 'REFUSE_ALL' }),
    ...asserted,
  });
  const position = registry.store.head();
  expect(results).toEqual([{ index: 0, status: 'REGISTERED', logId: 'log', position }]);
  expect(summary).toEqual({ count: 1, done: 1, pending: 0, unchanged: 0, rejected: 0 });
  expect((await readPreferences(registry, subscriber(number))).preferences).toEqual(refuseAll);
  const [entry] = registry.store.history(number, Number.MAX_SAFE_INTEGER, 1);
  expect(entry).toMatchObject({
    actor: 'organisation:carrier-1',
    agent: 'shop 12',
    proof: 'CARRIER_ASSERTED',
    wayIn: 'API',
  });
});

test('rows go each for itself, in order, and the summary adds up', async () => {
  const { registry, carrier } = await withCarrier();
  await happened(registry, chineseNumber(4), { kind: 'NUMBER_DISCONNECTED', occurredAt: startedAt });
  const refuse = { base: 'REFUSE_ALL' } as const;
  const registrations = [
    { phoneNumber: wire(chineseNumber(1)), preferences: refuse, reference: 'a' },
    { phoneNumber: 'no number', preferences: refuse, reference: 'b' },
    { phoneNumber: '+34600000000', preferences: refuse },
    { phoneNumber: '+8613900000000', preferences: refuse },
    { phoneNumber: wire(chineseNumber(2)), preferences: { categories: { NOTHING: 'REFUSE' } } as const },
    { phoneNumber: wire(chineseNumber(1)), preferences: refuse },
    { phoneNumber: wire(chineseNumber(3)), preferences: {} },
    { phoneNumber: wire(chineseNumber(4)), preferences: refuse },
  ];
  const { results, summary } = await registerNumbers(registry, carrier, { registrations, ...asserted });
  expect(results).toMatchObject([
    { index: 0, reference: 'a', status: 'REGISTERED' },
    { index: 1, reference: 'b', status: 'REJECTED', code: 'INVALID_ARGUMENT', field: 'phoneNumber' },
    { index: 2, status: 'REJECTED', code: 'SERVICE_NOT_APPLICABLE', field: 'phoneNumber' },
    { index: 3, status: 'REJECTED', code: 'PERMISSION_DENIED', field: 'phoneNumber' },
    { index: 4, status: 'REJECTED', code: 'INVALID_ARGUMENT', field: 'preferences.categories.NOTHING' },
    { index: 5, status: 'UNCHANGED' },
    { index: 6, status: 'UNCHANGED' },
    { index: 7, status: 'REJECTED', code: 'INCOMPATIBLE_STATE' },
  ]);
  expect(summary).toEqual({ count: 8, done: 1, pending: 0, unchanged: 2, rejected: 5 });
});

test('the last of several rows for one number stands, however many there are', async () => {
  const { registry, carrier } = await withCarrier();
  const categories = registry.policy.categories.map(({ id }) => id);
  const registrations = categories.map((category) => ({
    phoneNumber: wire(number),
    preferences: { categories: { [category]: 'REFUSE' } } as const,
  }));
  const { summary } = await registerNumbers(registry, carrier, { registrations, ...asserted });
  expect(summary).toMatchObject({ count: categories.length, done: categories.length });
  const { preferences } = await readPreferences(registry, subscriber(number));
  expect(preferences.categories).toEqual({ [categories.at(-1) ?? '']: 'REFUSE' });
});

test('ten thousand rows are registered, and others have their turn meanwhile', async () => {
  const { registry, carrier } = await withCarrier();
  const registrations = Array.from({ length: 10_000 }, (_, at) => ({
    phoneNumber: wire(chineseNumber(at)),
    preferences: { base: 'REFUSE_ALL' } as const,
  }));
  let turns = 0;
  const ticker = setInterval(() => turns++, 0);
  const { results, summary } = await registerNumbers(registry, carrier, { registrations, ...asserted });
  clearInterval(ticker);
  expect(summary).toEqual({ count: 10_000, done: 10_000, pending: 0, unchanged: 0, rejected: 0 });
  expect(results.map(({ index }) => index)).toEqual(registrations.map((_, at) => at));
  expect(turns).toBeGreaterThan(3);
});

test('rows overtaken by others are tried again', async () => {
  const { registry, carrier } = await withCarrier();
  const registrations = Array.from({ length: 50 }, (_, at) => ({
    phoneNumber: wire(chineseNumber(at)),
    preferences: { base: 'REFUSE_ALL' } as const,
  }));
  const others = registrations.map((_, at) =>
    setPreferences(registry, subscriber(chineseNumber(at)), {
      ifMatch: '*',
      patch: { categories: { HEALTH: 'REFUSE' } },
    }),
  );
  const [answer] = await Promise.all([registerNumbers(registry, carrier, { registrations, ...asserted }), ...others]);
  expect(answer.summary).toMatchObject({ count: 50, done: 50 });
});

test('an assertion names the person who makes it, a text of the holder needs none', async () => {
  const { registry, carrier } = await withCarrier();
  const nameless = registerNumbers(registry, carrier, { ...one(refuseAll), proof: 'CARRIER_ASSERTED' });
  await expect(nameless).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'agent' });
  expect((await registerNumbers(registry, carrier, { ...one(refuseAll), proof: 'MO_SMS' })).summary.done).toBe(1);
});

test('who is no carrier registers nothing, whatever its scopes say', async () => {
  const { registry } = await withCarrier();
  const brand = await setOrganisation(registry, 'brand-1', {
    scopes: ['dnd:registrations:write'],
    numberRanges: ['86138'],
  });
  await expect(registerNumbers(registry, brand, { ...one(refuseAll), ...asserted })).rejects.toMatchObject({
    code: 'PERMISSION_DENIED',
  });
  const { carrier } = await withCarrier();
  const scopeless = { ...carrier, scopes: [] };
  await expect(registerNumbers(registry, scopeless, { ...one(refuseAll), ...asserted })).rejects.toMatchObject({
    code: 'PERMISSION_DENIED',
  });
});

test('a ported number is registered by the carrier that has it now', async () => {
  const { registry, carrier } = await withCarrier();
  await happened(registry, number, { kind: 'NUMBER_PORTED', occurredAt: startedAt, servingCarrier: 'carrier-2' });
  const { results } = await registerNumbers(registry, carrier, { ...one(refuseAll), ...asserted });
  expect(results).toMatchObject([{ status: 'REJECTED', code: 'PERMISSION_DENIED' }]);
  const gaining: OrganisationActor = { ...carrier, organisationId: 'carrier-2' };
  expect((await registerNumbers(registry, gaining, { ...one(refuseAll), ...asserted })).summary.done).toBe(1);
});

describe('what the holder chose himself', () => {
  const own: Partial<Preferences> = { categories: { FIN_CREDIT: 'REFUSE' } };
  const looser: Partial<Preferences> = {};
  const stricter: Partial<Preferences> = { categories: { FIN_CREDIT: 'REFUSE', HEALTH: 'REFUSE' } };

  async function afterOwnChoice() {
    const memory = await withCarrier();
    await setPreferences(memory.registry, subscriber(number), { ifMatch: '*', replace: own });
    const register = async (preferences: Partial<Preferences>, proof: Registrations['proof'] = 'CARRIER_ASSERTED') =>
      (await registerNumbers(memory.registry, memory.carrier, { ...one(preferences), proof, agent: 'shop 12' }))
        .results[0];
    return { ...memory, register };
  }

  test('is not loosened on the carrier’s word, not even by way of a stricter one', async () => {
    const { register } = await afterOwnChoice();
    const refused = { status: 'REJECTED', code: 'INCOMPATIBLE_STATE', field: 'preferences' };
    expect(await register(looser)).toMatchObject(refused);
    expect(await register(stricter)).toMatchObject({ status: 'REGISTERED' });
    expect(await register(looser)).toMatchObject(refused);
    expect(await register(own)).toMatchObject({ status: 'REGISTERED' });
  });

  test('is loosened by his own text or code through the carrier', async () => {
    const { register } = await afterOwnChoice();
    expect(await register(looser, 'MO_SMS')).toMatchObject({ status: 'REGISTERED' });
    expect(await register(own, 'OTP')).toMatchObject({ status: 'REGISTERED' });
    expect(await register(looser)).toMatchObject({ status: 'REJECTED' });
  });

  test('is not loosened on another carrier’s word after the number was ported', async () => {
    const { registry, carrier, register } = await afterOwnChoice();
    expect(await register(stricter, 'MO_SMS')).toMatchObject({ status: 'REGISTERED' });
    await happened(registry, number, { kind: 'NUMBER_PORTED', occurredAt: startedAt, servingCarrier: 'carrier-2' });
    const gaining: OrganisationActor = { ...carrier, organisationId: 'carrier-2' };
    const { results } = await registerNumbers(registry, gaining, { ...one(own), ...asserted });
    expect(results).toMatchObject([{ status: 'REJECTED', code: 'INCOMPATIBLE_STATE' }]);
  });

  test('binds nobody once the number has another holder', async () => {
    const { registry, register } = await afterOwnChoice();
    await happened(registry, number, { kind: 'NUMBER_REASSIGNED', occurredAt: startedAt });
    expect(await register({ categories: { HEALTH: 'REFUSE' } })).toMatchObject({ status: 'REGISTERED' });
    expect(kindsOf(registry, number).at(-1)).toBe('PREFERENCES_SET');
  });
});

test('what was imported is not loosened on the carrier’s word, not even by way of a stricter choice', async () => {
  const { registry, carrier } = await withCarrier();
  const imported = canonicalPreferences({ ...noPreferences, categories: { FIN_CREDIT: 'REFUSE' } });
  await registry.store.importBlock({
    block: blockOf(number),
    batchId: 'b1',
    at: startedAt,
    actor: 'operator:test',
    groups: [{ preferences: imported, offsets: Uint16Array.of(offsetInBlock(number)) }],
  });
  const register = async (preferences: Partial<Preferences>, proof: Registrations['proof'] = 'CARRIER_ASSERTED') =>
    (await registerNumbers(registry, carrier, { ...one(preferences), proof, agent: 'shop 12' })).results[0];
  const refused = { status: 'REJECTED', code: 'INCOMPATIBLE_STATE', field: 'preferences' };
  expect(await register({})).toMatchObject(refused);
  expect(await register({ categories: { HEALTH: 'REFUSE' } })).toMatchObject(refused);
  expect(await register(refuseAll)).toMatchObject({ status: 'REGISTERED' });
  expect(await register({})).toMatchObject(refused);
  expect(await register({}, 'MO_SMS')).toMatchObject({ status: 'REGISTERED' });
});
