import { describe, expect, test } from 'vitest';
import type { OrganisationDocument } from '../../../src/core/organisation.ts';
import type { PhoneNumber } from '../../../src/core/phone-number.ts';
import type { SenderIdentityDocument } from '../../../src/core/sender-identity.ts';
import { dayMs, formatInstant, hourMs } from '../../../src/core/time.ts';
import type { OrganisationActor } from '../../../src/registry/access/actor.ts';
import { type LookupQuestion, lookUp } from '../../../src/registry/lookups/look-up.ts';
import { setPreferences } from '../../../src/registry/preferences/set-preferences.ts';
import {
  chineseNumber,
  memoryRegistry,
  setOrganisation,
  setSenderIdentity,
  startedAt,
  subscriber,
  wire,
} from '../memory-registry.ts';
import { happened } from '../numbers/number-changes.ts';

const number = chineseNumber();
const reportsSince = startedAt - 900 * dayMs;

/** A call centre that asks for a brand, about a number of the first carrier. */
async function asking() {
  const memory = await memoryRegistry();
  const { registry } = memory;
  const asker = await setOrganisation(registry, 'caller', { role: 'CALL_CENTRE' });
  const setCarrier = (id: string, terms: Partial<OrganisationDocument>) =>
    setOrganisation(registry, id, { role: 'CARRIER', reportsSince, ...terms });
  const setSender = (terms: Partial<SenderIdentityDocument> = {}) =>
    setSenderIdentity(registry, 'S', { agents: [{ organisationId: 'caller', from: 0 }], ...terms });
  await setOrganisation(registry, 'brand-1');
  await setCarrier('carrier-1', { numberRanges: ['8613'] });
  await setSender();
  const ask = async (words: Partial<LookupQuestion> = {}, as: Partial<OrganisationActor> = {}) => {
    const question = { phoneNumber: wire(number), category: 'FIN_CREDIT', channel: 'VOICE', sender: 'S', ...words };
    return JSON.parse(await lookUp(registry, { ...asker, ...as }, question)) as Readonly<Record<string, unknown>>;
  };
  return { ...memory, ask, setCarrier, setSender };
}

test('an answer is given again word for word until a document that it depends on changes', async () => {
  const { registry, clock, ask } = await asking();
  const first = await ask();
  clock.at += 1_000;
  expect(await ask()).toEqual(first);
  await setOrganisation(registry, 'brand-1', { name: 'Renamed' });
  expect(await ask()).not.toEqual(first);
});

test('an answer is given again while other numbers of its block change, and not where its own did, even back', async () => {
  const { registry, clock, ask } = await asking();
  const choose = (of: PhoneNumber, base: 'LAW' | 'REFUSE_ALL') =>
    setPreferences(registry, subscriber(of), { ifMatch: '*', replace: { base } });
  await choose(number, 'REFUSE_ALL');
  const first = await ask();
  await choose(chineseNumber(10_001), 'REFUSE_ALL');
  clock.at += 1_000;
  expect(await ask()).toEqual(first);
  await choose(number, 'LAW');
  await choose(number, 'REFUSE_ALL');
  const third = await ask();
  expect(third).toMatchObject({ decision: first['decision'], asOf: { time: formatInstant(clock.at) } });
  expect(third['receipt']).not.toBe(first['receipt']);
});

test('a class that was admitted and no longer is gets no answer from before', async () => {
  const { registry, ask } = await asking();
  await setOrganisation(registry, 'caller', { role: 'CALL_CENTRE', admittedClasses: ['TRANSACTIONAL'] });
  const asked = () => ask({ messageClass: 'TRANSACTIONAL' });
  expect(await asked()).toMatchObject({ reason: 'TRANSACTIONAL' });
  expect(await asked()).toMatchObject({ reason: 'TRANSACTIONAL' });
  await setOrganisation(registry, 'caller', { role: 'CALL_CENTRE', admittedClasses: [] });
  await expect(asked()).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
});

test.each([
  ['the millisecond of the look that let the caller in is answered from that look', 0, 'ALLOW'],
  ['later than that the log is looked at again: a body may come long after its head', 1, 'BLOCK'],
])('a question in %s', async (_, laterMs, decision) => {
  const { registry, clock, ask } = await asking();
  const seen = { position: registry.atOneMoment((position) => position), at: clock.at };
  await ask();
  await setPreferences(registry, subscriber(number), { ifMatch: '*', replace: { base: 'REFUSE_ALL' } });
  clock.at += laterMs;
  expect(await ask({}, { seen })).toMatchObject({ decision });
});

test('the identities of a suspended brand are suspended with it, for its agents at their next question', async () => {
  const { registry, ask } = await asking();
  expect(await ask()).toMatchObject({ decision: 'ALLOW' });
  await setOrganisation(registry, 'brand-1', { status: 'SUSPENDED' });
  expect(await ask()).toMatchObject({ decision: 'BLOCK', reason: 'SENDER_SUSPENDED' });
});

describe('hours that the subscriber refuses until two in the afternoon', () => {
  const twoHoursOn = startedAt + 2 * hourMs;

  test.for([
    ['for good', undefined, formatInstant(twoHoursOn)],
    ['until later', twoHoursOn + 1, formatInstant(twoHoursOn)],
    ['until just then', twoHoursOn, undefined],
    ['until earlier', startedAt + hourMs, undefined],
  ] as const)('an agent with leave %s', async ([, until, nextPermittedAt]) => {
    const { registry, ask, setSender } = await asking();
    await setSender({ agents: [{ organisationId: 'caller', from: 0, ...(until === undefined ? {} : { until }) }] });
    const refusedBands = registry.policy.bands.filter(({ from }) => from < '14:00').map(({ id }) => id);
    await setPreferences(registry, subscriber(number), { ifMatch: '*', replace: { refusedBands } });
    const answer = await ask();
    expect(answer).toMatchObject({ decision: 'BLOCK', reason: 'HOURS_REFUSED' });
    expect(answer['nextPermittedAt']).toBe(nextPermittedAt);
  });
});

describe('whether the number has changed hands', () => {
  const asked = { lastVerifiedOn: '2026-11-01' };
  const ported = { kind: 'NUMBER_PORTED', occurredAt: startedAt - dayMs, servingCarrier: 'carrier-2' } as const;

  test('is told from reports that cover the time, and no longer once the carrier says they do not', async () => {
    const { registry, ask } = await asking();
    expect(await ask(asked)).toMatchObject({ tenureChanged: 'NO' });
    await setOrganisation(registry, 'carrier-1', { role: 'CARRIER', numberRanges: ['8613'] });
    expect(await ask(asked)).toMatchObject({ tenureChanged: 'NO_DATA' });
  });

  test('is not known of a suspended carrier’s numbers: it cannot report', async () => {
    const { ask, setCarrier } = await asking();
    await setCarrier('carrier-1', { numberRanges: ['8613'], status: 'SUSPENDED' });
    expect(await ask(asked)).toMatchObject({ tenureChanged: 'NO_DATA' });
  });

  test('is told of a ported number only where every carrier it may have been at has reported', async () => {
    const { registry, ask, setCarrier } = await asking();
    await setCarrier('carrier-2', { numberRanges: ['8615'] });
    await happened(registry, number, ported);
    expect(await ask(asked)).toMatchObject({ tenureChanged: 'NO' });
    await setOrganisation(registry, 'carrier-1', { role: 'CARRIER', numberRanges: ['8613'] });
    expect(await ask(asked)).toMatchObject({ tenureChanged: 'NO_DATA' });
  });
});
