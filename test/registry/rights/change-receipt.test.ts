import { expect, test } from 'vitest';
import { blockOf, offsetInBlock } from '../../../src/core/phone-number.ts';
import { refuseAll } from '../../../src/core/preferences.ts';
import { dayMs } from '../../../src/core/time.ts';
import { jwksVerifier } from '../../../src/receipts/jws-verifier.ts';
import { verifyReceipt } from '../../../src/receipts/verify-receipt.ts';
import { giveConsent } from '../../../src/registry/consents/give-consent.ts';
import { setPreferences } from '../../../src/registry/preferences/set-preferences.ts';
import { forgetHistory } from '../../../src/registry/rights/forget-history.ts';
import { makeChangeReceipt } from '../../../src/registry/rights/make-change-receipt.ts';
import { chineseNumber, memoryRegistry, setOrganisation, startedAt, subscriber, wire } from '../memory-registry.ts';
import { happened } from '../numbers/number-changes.ts';

const number = chineseNumber();
const holder = subscriber(number);

async function withChange() {
  const { registry, clock } = await memoryRegistry();
  await setPreferences(registry, holder, { ifMatch: '*', replace: { base: 'REFUSE_ALL' } });
  const position = registry.store.head();
  const verified = (text: string) => verifyReceipt(text, jwksVerifier(registry.receipts.jwks()), registry.now());
  return {
    registry,
    clock,
    position,
    verified,
    receipt: (of: number) => makeChangeReceipt(registry, holder, { position: of }),
  };
}

test('a receipt says what happened, and its leaf is the one in the log', async () => {
  const { registry, position, verified, receipt } = await withChange();
  const report = await verified(await receipt(position));
  expect(report).toMatchObject({ outcome: 'VALID', content: 'NOT_GIVEN', differing: [], receiptForm: 'CHANGE' });
  const [entry] = registry.store.history(number, position + 1, 1);
  expect(report.payload).toMatchObject({
    ...{ iss: registry.issuer, iat: startedAt / 1_000, phoneNumber: wire(number), position: `log:${position}` },
    ...{ follows: 'log:0', at: '2026-11-22T04:00:00.000Z', event: { kind: 'PREFERENCES_SET', preferences: refuseAll } },
    ...{ actor: 'subscriber', wayIn: 'API', proof: 'OTP', policy: 'CN-2026.1', hashAlgorithm: 'SHA-256' },
    leafHash: Buffer.from(entry?.leafHash ?? []).toString('base64url'),
    salt: Buffer.from(entry?.salt ?? []).toString('base64url'),
  });
});

test('it holds when the entry is erased, and years later', async () => {
  const { registry, clock, position, verified, receipt } = await withChange();
  const kept = await receipt(position);
  await forgetHistory(registry, holder, { keepConsents: true });
  await expect(receipt(position)).rejects.toMatchObject({ code: 'NOT_FOUND', field: 'position' });
  clock.at += 3_000 * dayMs;
  expect((await verified(kept)).outcome).toBe('VALID');
});

test('an organisation is named in it, an operator’s people are not', async () => {
  const { registry, verified, receipt } = await withChange();
  await setOrganisation(registry, 'carrier-1', { role: 'CARRIER' });
  await happened(registry, number, { kind: 'NUMBER_PORTED', occurredAt: 5, servingCarrier: 'carrier-2' });
  const ported = await verified(await receipt(registry.store.head()));
  expect(ported).toMatchObject({ outcome: 'VALID', payload: { actor: 'organisation:carrier-1' } });
  const { follows } = registry.store.number(number);
  const event = { kind: 'PREFERENCES_SET', preferences: refuseAll, batchId: 'list:2' } as const;
  const common = { at: startedAt, actor: 'operator:li', wayIn: 'IMPORT', proof: 'IMPORT' } as const;
  await registry.store.append([{ ...common, number, follows, event }]);
  const listed = await receipt(registry.store.head());
  expect(await verified(listed)).toMatchObject({ outcome: 'VALID', payload: { actor: 'operator' } });
  expect((await verified(listed)).payload).not.toHaveProperty('salt');
});

test('a row of a list has a receipt too', async () => {
  const { registry, verified } = await withChange();
  const other = (number + 1) as typeof number;
  const groups = [{ preferences: refuseAll, offsets: Uint16Array.of(offsetInBlock(other)) }];
  const list = { block: blockOf(other), batchId: 'b', at: startedAt, actor: 'operator:li', groups };
  const { position = 0 } = await registry.store.importBlock(list);
  const report = await verified(await makeChangeReceipt(registry, subscriber(other), { position }));
  expect(report).toMatchObject({
    outcome: 'VALID',
    payload: { event: { kind: 'IMPORTED' }, phoneNumber: wire(other) },
  });
});

test('nobody gets a receipt of what is not in his own history', async () => {
  const { registry, position, receipt } = await withChange();
  await expect(receipt(position + 1)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(receipt(position - 1)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const stranger = makeChangeReceipt(registry, subscriber(chineseNumber(7)), { position });
  await expect(stranger).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await happened(registry, number, { kind: 'NUMBER_DISCONNECTED', occurredAt: startedAt });
  await happened(registry, number, { kind: 'NUMBER_REASSIGNED', occurredAt: startedAt + 1 });
  await expect(receipt(position)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('what is told beside a receipt is compared with it', async () => {
  const { position, verified, receipt } = await withChange();
  const jws = await receipt(position);
  const beside = (members: object) => verified(JSON.stringify({ ...members, receipt: jws }));
  const event = { preferences: refuseAll, kind: 'PREFERENCES_SET' };
  expect(await beside({ position: `log:${position}`, event })).toMatchObject({ outcome: 'VALID', content: 'MATCHES' });
  expect(await beside({ brandName: 'Acme' })).toMatchObject({ outcome: 'VALID', content: 'NOT_GIVEN' });
  const other = await beside({ position: 'log:1', event, proof: 'MO_SMS' });
  expect(other).toMatchObject({ outcome: 'CONTENT_DIFFERS', differing: ['position', 'proof'] });
});

test('so are the choices, the brand and the scope that the answer of a change tells', async () => {
  const { registry, position, verified, receipt } = await withChange();
  const answer = { ...refuseAll, position: `log:${position}`, receipt: await receipt(position) };
  expect(await verified(JSON.stringify(answer))).toMatchObject({ outcome: 'VALID', content: 'MATCHES' });
  const doctored = { ...answer, base: 'LAW', categories: { FIN_CREDIT: 'ALLOW' } };
  const differing = ['base', 'categories'];
  expect(await verified(JSON.stringify(doctored))).toMatchObject({ outcome: 'CONTENT_DIFFERS', differing });
  await setOrganisation(registry, 'brand-1');
  const scope = { channels: ['VOICE'] };
  const given = await giveConsent(registry, holder, { brand: 'brand-1', scope });
  const consent = { brand: 'brand-1', brandName: 'One', scope, receipt: await receipt(given.position) };
  expect(await verified(JSON.stringify(consent))).toMatchObject({ outcome: 'VALID', content: 'MATCHES' });
  const another = { ...consent, brand: 'brand-2', scope: {} };
  expect(await verified(JSON.stringify(another))).toMatchObject({ differing: ['brand', 'scope'] });
});
