import { describe, expect, test } from 'vitest';
import { recordSchema } from '../../../src/api/subscriber/record.ts';
import { Fault } from '../../../src/core/fault.ts';
import { receiveText } from '../../../src/registry/texts/receive-text.ts';
import { chineseNumber, lastCode, setOrganisation, wire } from '../../registry/memory-registry.ts';
import { type Door, door } from '../door.ts';

const number = chineseNumber();
const path = '/v1/subscriber';

type Json = Record<string, unknown>;

async function signedIn(opened?: Door) {
  const at = opened ?? (await door());
  const token = await at.sessionFor(number);
  await setOrganisation(at.registry, 'brand-1');
  const ask = (method: string, end: string, body?: unknown, headers: Record<string, string> = {}) =>
    at.call(method, `${path}${end}`, { token, headers, ...(body === undefined ? {} : { body }) });
  const asked = async (method: string, end: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await ask(method, end, body, headers);
    return { status: response.status, headers: response.headers, body: (await response.json()) as Json };
  };
  const refuseCredit = () =>
    asked(
      'PUT',
      '/preferences',
      { categories: { FIN_CREDIT: 'REFUSE' } },
      { 'if-match': '*', prefer: 'change-receipt' },
    );
  const verified = async (receipt: unknown) => {
    const response = await at.call('POST', '/v1/receipts/verify', { body: { receipt } });
    return (await response.json()) as Json;
  };
  const history = async () =>
    ((await asked('GET', '/history')).body['entries'] as Json[]).map(({ event }) => (event as Json)['kind']);
  return { ...at, token, ask, asked, refuseCredit, verified, history };
}

describe('the record', () => {
  test('is one document with everything, by its schema', async () => {
    const { registry, asked, refuseCredit, ask } = await signedIn();
    const carrier = await setOrganisation(registry, 'carrier-1', { role: 'CARRIER', numberRanges: ['86138'] });
    await refuseCredit();
    await asked('POST', '/consents', { brand: 'brand-1', scope: { channels: ['SMS'] } });
    await receiveText(registry, carrier, {
      from: wire(number),
      to: '12321',
      text: 'BLOCK 1 "quoted" 引',
      messageId: 'm',
    });
    await receiveText(registry, carrier, { from: wire(chineseNumber(7)), to: '12321', text: 'theirs', messageId: 'n' });
    const response = await ask('GET', '/record');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="do-not-disturb.json"');
    const text = await response.text();
    const record = recordSchema.strict().parse(JSON.parse(text));
    expect(record).toMatchObject({
      phoneNumber: wire(number),
      preferences: { categories: { FIN_CREDIT: 'REFUSE' } },
      consents: [{ brand: 'brand-1', status: 'CONSENTED' }],
      texts: [{ text: 'BLOCK 1 "quoted" 引', via: 'carrier-1' }],
    });
    expect(record.sessions).toHaveLength(1);
    expect(record.history.map(({ event }) => event.kind)).toEqual(['CONSENT_GIVEN', 'PREFERENCES_SET']);
    expect(text).not.toContain('theirs');
  });

  test('of a number never heard of is whole too', async () => {
    const { asked } = await signedIn();
    const { body } = await asked('GET', '/record');
    expect(recordSchema.parse(body)).toMatchObject({ position: 'log:0', history: [], texts: [], senderRefusals: [] });
  });

  test('is to be had ten times a day', async () => {
    const { ask } = await signedIn();
    for (let at = 0; at < 10; at++) expect((await ask('GET', '/record')).status).toBe(200);
    expect((await ask('GET', '/record')).status).toBe(429);
  });

  test('that cannot be read to its end is broken off', async () => {
    const opened = await door({}, (registry) => ({
      ...registry,
      shard: {
        ...registry.shard,
        history: () => {
          throw new Fault('UNAVAILABLE', 'The storage cannot be read.');
        },
      },
    }));
    const { ask } = await signedIn(opened);
    await expect((await ask('GET', '/record')).text()).rejects.toThrow();
  });
});

describe('a receipt of a change', () => {
  test('comes with the change where it is asked for, and alone later', async () => {
    const { asked, refuseCredit, verified } = await signedIn();
    const { body, headers } = await refuseCredit();
    expect(headers.get('preference-applied')).toBe('change-receipt');
    const { position } = body;
    expect(await verified(body['receipt'])).toMatchObject({
      outcome: 'VALID',
      receiptForm: 'CHANGE',
      payload: {
        position,
        phoneNumber: wire(number),
        event: { preferences: { categories: { FIN_CREDIT: 'REFUSE' } } },
      },
    });
    const alone = await asked('POST', '/history/receipts', { position });
    expect((await verified(alone.body['receipt']))['payload']).toMatchObject({ position });
    expect((await refuseCredit()).body).not.toHaveProperty('receipt');
  });

  test.for([
    ['POST', '/consents', { brand: 'brand-1' }, 201, 'CONSENT_GIVEN'],
    ['DELETE', '/consents/brand-1', undefined, 200, 'CONSENT_WITHDRAWN'],
    ['POST', '/sender-refusals', { brand: 'brand-1' }, 201, 'SENDER_REFUSED'],
    ['DELETE', '/sender-refusals/brand-1', undefined, 200, 'SENDER_READMITTED'],
  ] as const)('comes with %s %s', async ([method, end, body, status, kind]) => {
    const { ask, asked, verified } = await signedIn();
    if (end.endsWith('/brand-1')) await ask('POST', end.replace('/brand-1', ''), { brand: 'brand-1' });
    const done = await asked(method, end, body, { prefer: 'change-receipt' });
    expect(done.status).toBe(status);
    expect(await verified(done.body['receipt'])).toMatchObject({
      outcome: 'VALID',
      payload: { event: { kind, brand: 'brand-1' } },
    });
  });

  test('is not sent where it is not asked for', async () => {
    const { ask, asked } = await signedIn();
    expect((await asked('POST', '/sender-refusals', { brand: 'brand-1' })).body).not.toHaveProperty('receipt');
    expect((await ask('DELETE', '/sender-refusals/brand-1')).status).toBe(204);
  });

  test('that cannot be signed now does not undo the change', async () => {
    const opened = await door({}, (registry) => ({
      ...registry,
      receipts: {
        ...registry.receipts,
        sign: () => {
          throw new Fault('UNAVAILABLE', 'no key');
        },
      },
    }));
    const { refuseCredit, history } = await signedIn(opened);
    const { status, body } = await refuseCredit();
    expect(status).toBe(200);
    expect(body).not.toHaveProperty('receipt');
    expect(await history()).toEqual(['PREFERENCES_SET']);
  });

  test.for([
    ['log:7', 404],
    ['other:1', 400],
    ['1', 400],
    ['', 400],
  ] as const)('of %s is %i', async ([position, status]) => {
    const { asked } = await signedIn();
    const answer = await asked('POST', '/history/receipts', { position });
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ field: 'position' });
  });
});

test('a change is taken back, once under one key', async () => {
  const { asked, refuseCredit, history } = await signedIn();
  const { position } = (await refuseCredit()).body;
  const key = { 'idempotency-key': 'k-1' };
  const back = await asked('POST', '/history/reversals', { position }, key);
  expect(back.body).toMatchObject({ changed: true });
  const again = await asked('POST', '/history/reversals', { position }, key);
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(again.body).toEqual(back.body);
  expect(await history()).toEqual(['PREFERENCES_SET', 'PREFERENCES_SET']);
  const other = await asked('POST', '/history/reversals', { position });
  expect(other).toMatchObject({ status: 409, body: { code: 'INCOMPATIBLE_STATE', field: 'position' } });
  expect(other.body['limit']).toContain(back.body['position']);
});

test('the history is forgotten in one step, and what stands goes on standing', async () => {
  const { asked, refuseCredit, history, verified } = await signedIn();
  const { receipt } = (await refuseCredit()).body;
  const done = await asked('POST', '/history/erasures', { keepConsents: true }, { prefer: 'change-receipt' });
  expect(done).toMatchObject({ status: 200, body: { changed: true } });
  expect(await history()).toEqual(['HISTORY_ERASED']);
  expect((await asked('GET', '/preferences')).body).toMatchObject({ categories: { FIN_CREDIT: 'REFUSE' } });
  expect(await verified(receipt)).toMatchObject({ outcome: 'VALID' });
  expect(await verified(done.body['receipt'])).toMatchObject({ payload: { event: { kind: 'HISTORY_ERASED' } } });
  expect((await asked('POST', '/history/erasures', {})).body).toMatchObject({ field: 'keepConsents' });
});

test('everything is forgotten in two steps, the session too; its receipt comes with the answer', async () => {
  const { asked, ask, refuseCredit, history, verified, outbox, sessionFor, call } = await signedIn();
  await refuseCredit();
  const wrong = await asked('POST', '/record/erasures', { code: '000000' });
  expect(wrong).toMatchObject({ status: 400, body: { field: 'code' } });
  expect((await ask('POST', '/record/erasure-codes')).status).toBe(202);
  expect(await history()).toEqual(['PREFERENCES_SET']);
  const done = await asked('POST', '/record/erasures', { code: lastCode(outbox) }, { prefer: 'change-receipt' });
  expect(done.status).toBe(200);
  expect(await verified(done.body['receipt'])).toMatchObject({
    outcome: 'VALID',
    payload: { event: { kind: 'RECORD_ERASED' } },
  });
  expect((await ask('GET', '/preferences')).status).toBe(401);
  const token = await sessionFor(number);
  const after = await call('GET', `${path}/record`, { token });
  expect(await after.json()).toMatchObject({
    preferences: { categories: {} },
    history: [{ event: { kind: 'RECORD_ERASED' } }],
  });
});
