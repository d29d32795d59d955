import { describe, expect, test } from 'vitest';
import { inPolicy } from '../../../src/core/policies/in.ts';
import { dayMs } from '../../../src/core/time.ts';
import { giveConsent } from '../../../src/registry/consents/give-consent.ts';
import { readConsents } from '../../../src/registry/consents/read-consents.ts';
import { readSenderRefusals } from '../../../src/registry/consents/read-sender-refusals.ts';
import { readmitSender } from '../../../src/registry/consents/readmit-sender.ts';
import { refuseSender } from '../../../src/registry/consents/refuse-sender.ts';
import { permissionsMax } from '../../../src/registry/consents/sender-permissions.ts';
import { withdrawConsent } from '../../../src/registry/consents/withdraw-consent.ts';
import {
  chineseNumber,
  type MemoryRegistryOptions,
  memoryRegistry,
  setOrganisation,
  setSenderIdentity,
  startedAt,
  subscriber,
} from '../memory-registry.ts';
import { happened, kindsOf } from '../numbers/number-changes.ts';

const number = chineseNumber();
const holder = subscriber(number);

async function withBrands(options: MemoryRegistryOptions = {}) {
  const memory = await memoryRegistry(options);
  await setOrganisation(memory.registry, 'brand-1', { name: 'First' });
  await setOrganisation(memory.registry, 'brand-2', { name: 'Second' });
  await setSenderIdentity(memory.registry, 'DEMO', { brand: 'brand-1' });
  return memory;
}

test('a consent is listed with the name of its brand, its scope and its times', async () => {
  const { registry } = await withBrands();
  const expiresAt = startedAt + dayMs;
  const scope = { categories: ['HEALTH', 'EDUCATION', 'HEALTH'], channels: ['SMS'] };
  const { consent, changed } = await giveConsent(registry, holder, { brand: 'brand-1', scope, expiresAt });
  expect(changed).toBe(true);
  expect(consent).toEqual({
    brand: 'brand-1',
    brandName: 'First',
    status: 'CONSENTED',
    scope: { categories: ['EDUCATION', 'HEALTH'], channels: ['SMS'] },
    since: startedAt,
    expiresAt,
  });
  expect(await readConsents(registry, holder)).toEqual([consent]);
});

test('the same consent again writes nothing, another scope does', async () => {
  const { registry } = await withBrands();
  const give = (channels: string[]) => giveConsent(registry, holder, { brand: 'brand-1', scope: { channels } });
  await give(['SMS']);
  expect(await give(['SMS'])).toMatchObject({ changed: false });
  expect(await give(['VOICE'])).toMatchObject({ changed: true, consent: { scope: { channels: ['VOICE'] } } });
  expect(kindsOf(registry, number)).toEqual(['CONSENT_GIVEN', 'CONSENT_GIVEN']);
});

test('a consent that has run out is not listed', async () => {
  const { registry, clock } = await withBrands();
  await giveConsent(registry, holder, { brand: 'brand-1', expiresAt: startedAt + 1 });
  expect(await readConsents(registry, holder)).toHaveLength(1);
  clock.at += 1;
  expect(await readConsents(registry, holder)).toEqual([]);
});

describe('a request', () => {
  const asked = {
    kind: 'CONSENT_REQUESTED',
    brand: 'brand-1',
    scope: { channels: ['SMS'] },
    expiresAt: startedAt + dayMs,
  } as const;

  test('is listed as a request, and confirmed on its terms', async () => {
    const { registry } = await withBrands();
    await happened(registry, number, asked);
    expect(await readConsents(registry, holder)).toMatchObject([{ brand: 'brand-1', status: 'REQUESTED' }]);
    const { consent } = await giveConsent(registry, holder, { brand: 'brand-1' });
    expect(consent).toMatchObject({ status: 'CONSENTED', scope: asked.scope, expiresAt: asked.expiresAt });
    expect(await readConsents(registry, holder)).toEqual([consent]);
  });

  test('is confirmed on the terms of the subscriber where he gives any', async () => {
    const { registry } = await withBrands();
    await happened(registry, number, asked);
    const terms = { scope: { categories: ['HEALTH'] }, expiresAt: startedAt + 5 };
    const { consent } = await giveConsent(registry, holder, { brand: 'brand-1', ...terms });
    expect(consent).toMatchObject(terms);
  });

  test('that has run out is not confirmed for good: the subscriber says until when', async () => {
    const { registry, clock } = await withBrands();
    await happened(registry, number, asked);
    clock.at = asked.expiresAt;
    await expect(giveConsent(registry, holder, { brand: 'brand-1' })).rejects.toMatchObject({
      code: 'INCOMPATIBLE_STATE',
      field: 'expiresAt',
    });
    const { consent } = await giveConsent(registry, holder, { brand: 'brand-1', expiresAt: clock.at + 1 });
    expect(consent).toMatchObject({ scope: asked.scope, expiresAt: clock.at + 1 });
  });

  test('is declined by a withdrawal', async () => {
    const { registry } = await withBrands();
    await happened(registry, number, asked);
    await withdrawConsent(registry, holder, 'brand-1');
    expect(await readConsents(registry, holder)).toEqual([]);
  });

  test('beside a refusal is listed, and the refusal stands', async () => {
    const { registry } = await withBrands();
    await refuseSender(registry, holder, { brand: 'brand-1' });
    await happened(registry, number, asked);
    expect(await readConsents(registry, holder)).toMatchObject([{ status: 'REQUESTED' }]);
    expect(await readSenderRefusals(registry, holder)).toHaveLength(1);
    await withdrawConsent(registry, holder, 'brand-1');
    expect(await readSenderRefusals(registry, holder)).toHaveLength(1);
    expect(await readConsents(registry, holder)).toEqual([]);
  });
});

test('a refusal ends a consent, a consent ends a refusal', async () => {
  const { registry } = await withBrands();
  await giveConsent(registry, holder, { brand: 'brand-1' });
  const { refusal } = await refuseSender(registry, holder, { sender: 'DEMO' });
  expect(refusal).toEqual({ brand: 'brand-1', brandName: 'First', since: startedAt });
  expect(await readConsents(registry, holder)).toEqual([]);
  await giveConsent(registry, holder, { brand: 'brand-1' });
  expect(await readSenderRefusals(registry, holder)).toEqual([]);
});

test('a refusal is made once, and taken back once', async () => {
  const { registry } = await withBrands();
  await refuseSender(registry, holder, { brand: 'brand-1' });
  expect(await refuseSender(registry, holder, { sender: 'DEMO' })).toMatchObject({ changed: false });
  await readmitSender(registry, holder, 'brand-1');
  expect(await readSenderRefusals(registry, holder)).toEqual([]);
  await expect(readmitSender(registry, holder, 'brand-1')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('what is not on record cannot be withdrawn', async () => {
  const { registry } = await withBrands();
  const nothing = { code: 'NOT_FOUND', field: 'path:brand' };
  await expect(withdrawConsent(registry, holder, 'brand-1')).rejects.toMatchObject(nothing);
  await expect(withdrawConsent(registry, holder, 'no-brand')).rejects.toMatchObject(nothing);
  await refuseSender(registry, holder, { brand: 'brand-1' });
  await expect(withdrawConsent(registry, holder, 'brand-1')).rejects.toMatchObject(nothing);
});

test('consents and refusals name brands that the registry knows', async () => {
  const { registry } = await withBrands();
  await setOrganisation(registry, 'regulator-1', { role: 'REGULATOR' });
  for (const brand of ['no-brand', 'regulator-1']) {
    await expect(giveConsent(registry, holder, { brand })).rejects.toMatchObject({ code: 'NOT_FOUND', field: 'brand' });
    await expect(refuseSender(registry, holder, { brand })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      field: 'brand',
    });
  }
  await expect(refuseSender(registry, holder, { sender: 'NOBODY' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
    field: 'sender',
  });
});

test.for([
  [{ scope: { categories: ['NOTHING'] } }, 'INVALID_ARGUMENT', 'scope.categories[0]'],
  [{ scope: { channels: ['SMS', 'FAX'] } }, 'INVALID_ARGUMENT', 'scope.channels[1]'],
  [{ expiresAt: startedAt }, 'OUT_OF_RANGE', 'expiresAt'],
] as const)('terms %j are refused as %s for %s', async ([terms, code, field]) => {
  const { registry } = await withBrands();
  await expect(giveConsent(registry, holder, { brand: 'brand-1', ...terms })).rejects.toMatchObject({ code, field });
});

test('a consent runs no longer than the law lets it', async () => {
  const policy = { ...inPolicy, clocks: { ...inPolicy.clocks, consentLifetimeSec: 60 } };
  const { registry } = await withBrands({ policy });
  const { consent } = await giveConsent(registry, holder, { brand: 'brand-1' });
  expect(consent.expiresAt).toBe(startedAt + 60_000);
  const longer = giveConsent(registry, holder, { brand: 'brand-1', expiresAt: startedAt + 60_001 });
  await expect(longer).rejects.toMatchObject({ code: 'OUT_OF_RANGE', field: 'expiresAt' });
});

test('one number speaks of a limited number of brands', async () => {
  const { registry } = await withBrands();
  for (let at = 0; at < permissionsMax; at++)
    await happened(registry, number, { kind: 'SENDER_REFUSED', brand: `b-${at}` });
  const full = { code: 'QUOTA_EXCEEDED', limit: 'at most 1000 brands a number' };
  await expect(giveConsent(registry, holder, { brand: 'brand-1' })).rejects.toMatchObject(full);
  await expect(refuseSender(registry, holder, { brand: 'brand-1' })).rejects.toMatchObject(full);
  await readmitSender(registry, holder, 'b-0');
  await refuseSender(registry, holder, { brand: 'brand-1' });
});
