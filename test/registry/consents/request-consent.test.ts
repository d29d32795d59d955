import { expect, test } from 'vitest';
import { dayMs, secondMs } from '../../../src/core/time.ts';
import type { OrganisationActor } from '../../../src/registry/access/actor.ts';
import { consentRequestLimits } from '../../../src/registry/access/rate-limits.ts';
import { giveConsent } from '../../../src/registry/consents/give-consent.ts';
import { readConsents } from '../../../src/registry/consents/read-consents.ts';
import { readmitSender } from '../../../src/registry/consents/readmit-sender.ts';
import { refuseSender } from '../../../src/registry/consents/refuse-sender.ts';
import { type ConsentRequestInput, requestConsent } from '../../../src/registry/consents/request-consent.ts';
import { withdrawConsent } from '../../../src/registry/consents/withdraw-consent.ts';
import { setPreferences } from '../../../src/registry/preferences/set-preferences.ts';
import {
  chineseNumber,
  type MemoryRegistry,
  memoryRegistry,
  setOrganisation,
  setSenderIdentity,
  startedAt,
  subscriber,
  wire,
} from '../memory-registry.ts';
import { happened, kindsOf } from '../numbers/number-changes.ts';

const number = chineseNumber();
const holder = subscriber(number);
const request: ConsentRequestInput = { phoneNumber: wire(number), sender: 'DEMO', scope: {} };

async function withSender(): Promise<MemoryRegistry & { brand: OrganisationActor; agent: OrganisationActor }> {
  const memory = await memoryRegistry();
  const brand = await setOrganisation(memory.registry, 'brand-1', { name: 'First' });
  const agent = await setOrganisation(memory.registry, 'agent-1', { role: 'CALL_CENTRE' });
  const agents = [{ organisationId: 'agent-1', from: startedAt, until: startedAt + dayMs }];
  await setSenderIdentity(memory.registry, 'DEMO', { brand: 'brand-1', categories: ['FIN_CREDIT', 'HEALTH'], agents });
  return { ...memory, brand, agent };
}

test('a request is recorded without proof, texted once, and permits nothing', async () => {
  const { registry, outbox, brand } = await withSender();
  await requestConsent(registry, brand, { ...request, evidence: 'form 17' });
  expect(await readConsents(registry, holder)).toMatchObject([
    { brand: 'brand-1', status: 'REQUESTED', scope: { categories: ['FIN_CREDIT', 'HEALTH'] } },
  ]);
  expect(outbox).toEqual([{ to: number, text: expect.stringContaining('First'), expiresAt: startedAt + dayMs }]);
  const [entry] = registry.store.history(number, Number.MAX_SAFE_INTEGER, 1);
  expect(entry).toMatchObject({ actor: 'organisation:brand-1', proof: 'NONE', event: { evidence: 'form 17' } });
});

test('an agent asks for its brand while it is authorised', async () => {
  const { registry, clock, agent } = await withSender();
  await requestConsent(registry, agent, request);
  expect(await readConsents(registry, holder)).toMatchObject([{ brand: 'brand-1' }]);
  clock.at += dayMs;
  await expect(requestConsent(registry, agent, request)).rejects.toMatchObject({
    code: 'PERMISSION_DENIED',
    field: 'sender',
  });
});

test.for([
  ['an unknown sender', { sender: 'NOBODY' }, 'PERMISSION_DENIED', 'sender'],
  [
    'a category that the sender is not registered for',
    { scope: { categories: ['EDUCATION'] } },
    'PERMISSION_DENIED',
    'scope.categories',
  ],
  [
    'a category that the policy does not know',
    { scope: { categories: ['NOTHING'] } },
    'INVALID_ARGUMENT',
    'scope.categories[0]',
  ],
  ['a number of another country', { phoneNumber: '+34600000000' }, 'SERVICE_NOT_APPLICABLE', 'phoneNumber'],
] as const)('%s is refused', async ([, terms, code, field]) => {
  const { registry, brand, outbox } = await withSender();
  await expect(requestConsent(registry, brand, { ...request, ...terms })).rejects.toMatchObject({ code, field });
  expect(outbox).toEqual([]);
});

test('an identity of another brand and a suspended one are refused', async () => {
  const { registry, brand } = await withSender();
  const denied = { code: 'PERMISSION_DENIED', field: 'sender' };
  const other = await setOrganisation(registry, 'brand-2');
  await expect(requestConsent(registry, other, request)).rejects.toMatchObject(denied);
  await setSenderIdentity(registry, 'DEMO', { brand: 'brand-1', status: 'SUSPENDED' });
  await expect(requestConsent(registry, brand, request)).rejects.toMatchObject(denied);
});

type Prepare = (memory: MemoryRegistry) => Promise<unknown>;

const leftAlone: readonly [string, Prepare][] = [
  ['has consented', ({ registry }) => giveConsent(registry, holder, { brand: 'brand-1' })],
  ['refuses the brand', ({ registry }) => refuseSender(registry, holder, { brand: 'brand-1' })],
  [
    'refuses all',
    ({ registry }) => setPreferences(registry, holder, { ifMatch: '*', replace: { base: 'REFUSE_ALL' } }),
  ],
  [
    'has withdrawn',
    async ({ registry }) => {
      await giveConsent(registry, holder, { brand: 'brand-1' });
      await withdrawConsent(registry, holder, 'brand-1');
    },
  ],
  [
    'has refused and readmitted',
    async ({ registry }) => {
      await refuseSender(registry, holder, { brand: 'brand-1' });
      await readmitSender(registry, holder, 'brand-1');
    },
  ],
  [
    'is asked already',
    async ({ registry, outbox }) => {
      await requestConsent(registry, await setOrganisation(registry, 'brand-1', { name: 'First' }), request);
      outbox.splice(0);
    },
  ],
  ['is gone', ({ registry }) => happened(registry, number, { kind: 'NUMBER_DISCONNECTED', occurredAt: startedAt })],
];

test('a request that was broken off before its text was on its way is put when it is asked for again, once', async () => {
  const { registry, outbox, brand } = await withSender();
  await happened(registry, number, { kind: 'CONSENT_REQUESTED', brand: 'brand-1', scope: {} });
  await requestConsent(registry, brand, request);
  await requestConsent(registry, brand, request);
  expect(outbox).toMatchObject([{ to: number, text: expect.stringContaining('First') }]);
  expect(kindsOf(registry, number)).toEqual(['CONSENT_REQUESTED']);
});

test.for(leftAlone)('who %s is left alone, and the answer is the same', async ([, prepare]) => {
  const { registry, outbox, brand, ...memory } = await withSender();
  await prepare({ registry, outbox, ...memory });
  const before = kindsOf(registry, number);
  expect(await requestConsent(registry, brand, request)).toBeUndefined();
  expect(kindsOf(registry, number)).toEqual(before);
  expect(outbox).toEqual([]);
});

test('after the cooling-off a brand may ask again, and a refusal stands meanwhile', async () => {
  const { registry, clock, outbox, brand } = await withSender();
  await refuseSender(registry, holder, { brand: 'brand-1' });
  clock.at += registry.policy.clocks.consentCoolingOffSec * secondMs - 1;
  await requestConsent(registry, brand, request);
  expect(outbox).toHaveLength(0);
  clock.at += 1;
  await requestConsent(registry, brand, request);
  expect(outbox).toHaveLength(1);
  const { record } = registry.store.number(number);
  expect(record.detail.permissions).toMatchObject([{ status: 'REFUSED', request: { scope: {} } }]);
});

test('a new holder is not bound by what the former one said', async () => {
  const { registry, outbox, brand } = await withSender();
  await giveConsent(registry, holder, { brand: 'brand-1' });
  await withdrawConsent(registry, holder, 'brand-1');
  await happened(registry, number, { kind: 'NUMBER_REASSIGNED', occurredAt: startedAt });
  await requestConsent(registry, brand, request);
  expect(outbox).toHaveLength(1);
});

test('a brand that asks too often is told so; brands that ask too often together are not', async () => {
  const { registry, outbox, brand } = await withSender();
  for (let at = 0; at < consentRequestLimits.brand.max; at++) await requestConsent(registry, brand, request);
  await expect(requestConsent(registry, brand, request)).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
  expect(outbox).toHaveLength(1);
  for (let at = 2; at <= 9; at++) {
    const other = await setOrganisation(registry, `brand-${at}`);
    await setSenderIdentity(registry, `S${at}`, { brand: `brand-${at}` });
    await requestConsent(registry, other, { ...request, sender: `S${at}` });
  }
  expect(outbox).toHaveLength(consentRequestLimits.number.max);
});

test('nobody asks under the identity of a suspended brand', async () => {
  const { registry } = await withSender();
  const agent = await setOrganisation(registry, 'agent', { role: 'CALL_CENTRE' });
  await setSenderIdentity(registry, request.sender, { agents: [{ organisationId: 'agent', from: 0 }] });
  await requestConsent(registry, agent, request);
  await setOrganisation(registry, 'brand-1', { status: 'SUSPENDED' });
  await expect(requestConsent(registry, agent, request)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
});
