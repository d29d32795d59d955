import { expect, test } from 'vitest';
import type { ReceiptReport } from '../../../src/receipts/verify-receipt.ts';
import { chineseNumber, setOrganisation, setSenderIdentity, tokenFor, wire } from '../../registry/memory-registry.ts';
import { door } from '../door.ts';

const enquiry = { category: 'FIN_CREDIT', channel: 'VOICE', sender: 'S' };

async function senderDoor() {
  const opened = await door();
  const { registry } = opened;
  const caller = await setOrganisation(registry, 'caller', { role: 'CALL_CENTRE' });
  await setOrganisation(registry, 'brand-1');
  await setSenderIdentity(registry, 'S', { agents: [{ organisationId: 'caller', from: 0 }] });
  const token = await tokenFor(registry, caller);
  const ask = async (path: string, body: object) => {
    const response = await opened.call('POST', path, { body: { ...enquiry, ...body }, token });
    return { status: response.status, text: await response.text() };
  };
  const verify = async (response: string) => {
    const answer = await opened.call('POST', '/v1/receipts/verify', { body: { response } });
    return (await answer.json()) as ReceiptReport;
  };
  return { ask, verify };
}

test('lookups that come together may share a receipt, and anybody may have each verified, whole or as a proof', async () => {
  const { ask, verify } = await senderDoor();
  const phoneNumbers = [1, 2, 3].map((last) => wire(chineseNumber(last)));
  const answers = await Promise.all(
    phoneNumbers.map((phoneNumber) => ask('/v1/lookup', { phoneNumber, receiptForm: 'SHARED' })),
  );
  for (const [index, { status, text }] of answers.entries()) {
    expect(status).toBe(200);
    const { statement, inclusion, receipt } = JSON.parse(text) as Record<string, unknown>;
    const shown = { enquiry: { phoneNumber: phoneNumbers[index] } };
    for (const given of [text, JSON.stringify({ statement, inclusion, receipt })]) {
      expect(await verify(given)).toMatchObject({ outcome: 'VALID', content: 'MATCHES', statement: shown });
    }
    expect(await verify(text.replace('"ALLOW"', '"BLOCK"'))).toMatchObject({ outcome: 'CONTENT_DIFFERS' });
  }
});

test('a batch may be signed row by row, with references too', async () => {
  const { ask, verify } = await senderDoor();
  const items = [1, 2, 3].map((last) => ({ phoneNumber: wire(chineseNumber(last)), reference: `引用 ${last}` }));
  const { status, text } = await ask('/v1/lookup/batch', { items, receiptForm: 'ROWS' });
  expect(status).toBe(200);
  expect(await verify(text)).toMatchObject({ outcome: 'VALID', content: 'MATCHES', receiptForm: 'ROWS' });
  expect(await verify(text.replace('引用 2', '引用 9'))).toMatchObject({ differing: ['results'] });
});

test.each([
  ['/v1/lookup', { phoneNumber: wire(chineseNumber(1)), receiptForm: 'ROWS' }],
  ['/v1/lookup/batch', { phoneNumbers: [wire(chineseNumber(1))], receiptForm: 'SHARED' }],
])('%s refuses the form of the other', async (path, body) => {
  const { ask } = await senderDoor();
  const { status, text } = await ask(path, body);
  expect([status, JSON.parse(text).field]).toEqual([400, 'receiptForm']);
});
