import { describe, expect, test } from 'vitest';
import { type Country, decisionOn, type Subscriber, textedCode } from './country.ts';
import type { Answer } from './http.ts';
import { reportOn, verified } from './receipts.ts';

const any = { 'if-match': '*' };
const withReceipt = { prefer: 'change-receipt' };

const choose = ({ ask }: Subscriber, body: object, headers: Readonly<Record<string, string>> = any) =>
  ask('PUT', '/v1/subscriber/preferences', { body, headers });

interface History {
  readonly entries: readonly { readonly position: string; readonly event: { readonly kind: string } }[];
  readonly next?: string;
}

const historyOf = async ({ ask }: Subscriber, query = '') =>
  (await ask('GET', `/v1/subscriber/history${query}`)).body<History>();
const kindsOf = async (subscriber: Subscriber) => (await historyOf(subscriber)).entries.map(({ event }) => event.kind);

/** What the holder of a number can do with it, by the API. */
export function describeSubscribers(country: () => Country): void {
  describe('preferences', () => describePreferences(country));
  describe('brands', () => describeBrands(country));
  describe('the record', () => describeRecord(country));

  test('a session ends when it is ended, and opens with one code once', async () => {
    const { nobody, target } = country();
    const phoneNumber = country().phoneNumber();
    await nobody('POST', '/v1/subscriber/codes', { body: { phoneNumber } });
    const body = { phoneNumber, code: await textedCode(target, phoneNumber) };
    const opened = await nobody('POST', '/v1/subscriber/sessions', { body });
    const headers = { authorization: `Bearer ${opened.body<{ token: string }>().token}` };
    expect((await nobody('POST', '/v1/subscriber/sessions', { body })).status).toBe(401);
    expect((await nobody('GET', '/v1/subscriber/preferences', { headers })).status).toBe(200);
    expect((await nobody('DELETE', '/v1/subscriber/sessions/current', { headers })).status).toBe(204);
    expect((await nobody('GET', '/v1/subscriber/preferences', { headers })).status).toBe(401);
  });

  test('a number gets three codes in a while, then 429 with the time to wait and no number in it', async () => {
    const phoneNumber = country().phoneNumber();
    const ask = () => country().nobody('POST', '/v1/subscriber/codes', { body: { phoneNumber } });
    for (let times = 0; times < 3; times++) expect((await ask()).status).toBe(202);
    const refused = await ask();
    expect([refused.status, refused.body()['field']]).toEqual([429, 'phoneNumber']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.text).not.toContain(phoneNumber.slice(1));
  });
}

function describePreferences(country: () => Country): void {
  test('what is read can be sent back; the tag is the position, and each change has another', async () => {
    const subscriber = await country().signIn();
    const read = await subscriber.ask('GET', '/v1/subscriber/preferences');
    const etag = read.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"log(-\d+)?:0"$/);
    const body = { ...read.body(), categories: { FIN_CREDIT: 'REFUSE' } };
    const set = await choose(subscriber, body, { 'if-match': etag });
    expect(set.status).toBe(200);
    const { position } = set.body<{ position: string }>();
    expect([set.headers.get('etag'), `"${position}"` === etag]).toEqual([`"${position}"`, false]);
    expect((await subscriber.ask('GET', '/v1/subscriber/preferences')).body()).toEqual(set.body());
    expect((await choose(subscriber, body, { 'if-match': etag })).status).toBe(412);
  });

  test('of changes of one state that come at once, one is made', async () => {
    for (let times = 0; times < 5; times++) {
      const subscriber = await country().signIn();
      const etag = (await subscriber.ask('GET', '/v1/subscriber/preferences')).headers.get('etag') ?? '';
      const bases = ['REFUSE_ALL', 'REFUSE_EXCEPT', 'REFUSE_ALL', 'REFUSE_EXCEPT'];
      const answers = await Promise.all(bases.map((base) => choose(subscriber, { base }, { 'if-match': etag })));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
      expect(await kindsOf(subscriber)).toEqual(['PREFERENCES_SET']);
    }
  });

  test('a patch is merged: what it names is set, null taken away, the rest stays', async () => {
    const { ask } = await country().signIn();
    const patch = (body: object) => {
      const headers = { ...any, 'content-type': 'application/merge-patch+json' };
      return ask('PATCH', '/v1/subscriber/preferences', { body: JSON.stringify(body), headers });
    };
    await patch({ categories: { FIN_CREDIT: 'REFUSE', HEALTH: 'REFUSE' } });
    const merged = await patch({ categories: { HEALTH: null }, channels: { SMS: 'ALLOW' } });
    expect(merged.body()).toMatchObject({ categories: { FIN_CREDIT: 'REFUSE' }, channels: { SMS: 'ALLOW' } });
    expect(merged.body<{ categories: object }>().categories).toEqual({ FIN_CREDIT: 'REFUSE' });
  });

  test('the history has each change once, newest first, by pages', async () => {
    const subscriber = await country().signIn();
    const positions: string[] = [];
    for (const [place, category] of country().categories.slice(0, 7).entries()) {
      const set = await choose(subscriber, { categories: { [category]: place % 2 === 0 ? 'REFUSE' : 'ALLOW' } });
      positions.unshift(set.body<{ position: string }>().position);
    }
    const found: string[] = [];
    let page = await historyOf(subscriber, '?limit=3');
    for (;;) {
      found.push(...page.entries.map(({ position }) => position));
      if (page.next === undefined) break;
      page = await historyOf(subscriber, `?limit=3&before=${encodeURIComponent(page.next)}`);
    }
    expect(found).toEqual(positions);
  });

  test('a change is taken back, and not once something later stands in the way', async () => {
    const subscriber = await country().signIn();
    const { position } = (await choose(subscriber, { base: 'REFUSE_ALL' })).body<{ position: string }>();
    const takeBack = () => subscriber.ask('POST', '/v1/subscriber/history/reversals', { body: { position } });
    const back = (await takeBack()).body<{ changed: boolean; position: string }>();
    expect(back.changed).toBe(true);
    expect(await decisionOn(country(), subscriber.phoneNumber)).toEqual(['ALLOW', 'DEFAULT']);
    const again = await takeBack();
    expect([again.status, again.body()['code']]).toEqual([409, 'INCOMPATIBLE_STATE']);
    expect(again.body()['limit']).toContain(back.position);
  });
}

function describeBrands(country: () => Country): void {
  test('a brand asks for consent; only the subscriber gives it, and takes it back', async () => {
    const { callCentre, brand } = country();
    const subscriber = await country().signIn();
    const { ask, phoneNumber } = subscriber;
    await choose(subscriber, { channels: { VOICE: 'REFUSE' } });
    const body = { phoneNumber, sender: 'CONFORMITY', scope: { channels: ['VOICE'] }, evidence: 'a form' };
    expect((await callCentre.ask('POST', '/v1/consent-requests', { body })).status).toBe(202);
    const consents = async () => (await ask('GET', '/v1/subscriber/consents')).body<{ consents: unknown[] }>().consents;
    const brandId = brand.client.clientId;
    expect(await consents()).toMatchObject([{ brand: brandId, status: 'REQUESTED', scope: { channels: ['VOICE'] } }]);
    expect(await decisionOn(country(), phoneNumber)).toEqual(['BLOCK', 'CHANNEL_REFUSED']);
    const given = await ask('POST', '/v1/subscriber/consents', { body: { brand: brandId }, headers: withReceipt });
    expect(given.status).toBe(201);
    expect(await changeIn(country(), given)).toMatchObject({ event: { kind: 'CONSENT_GIVEN', brand: brandId } });
    expect(await decisionOn(country(), phoneNumber)).toEqual(['ALLOW', 'CONSENT']);
    expect((await ask('DELETE', `/v1/subscriber/consents/${brandId}`)).status).toBe(204);
    expect(await decisionOn(country(), phoneNumber)).toEqual(['BLOCK', 'CHANNEL_REFUSED']);
    expect(await consents()).toEqual([]);
  });

  test('a brand is shut out by what was seen of it, and let in again', async () => {
    const subscriber = await country().signIn();
    const { ask, phoneNumber } = subscriber;
    const brandId = country().brand.client.clientId;
    const refused = await ask('POST', '/v1/subscriber/sender-refusals', { body: { sender: 'CONFORMITY' } });
    expect([refused.status, refused.body()['brand']]).toEqual([201, brandId]);
    const twice = await ask('POST', '/v1/subscriber/sender-refusals', { body: { brand: brandId } });
    expect(twice.status).toBe(200);
    expect(await decisionOn(country(), phoneNumber)).toEqual(['BLOCK', 'SENDER_REFUSED']);
    const back = await ask('DELETE', `/v1/subscriber/sender-refusals/${brandId}`, { headers: withReceipt });
    expect(await changeIn(country(), back)).toMatchObject({ event: { kind: 'SENDER_READMITTED' } });
    expect(await decisionOn(country(), phoneNumber)).toEqual(['ALLOW', 'DEFAULT']);
  });
}

/** What the receipt of a change says, which comes with it. */
async function changeIn(country: Country, answer: Answer) {
  const { receipt } = answer.body<{ receipt: string }>();
  return verified(country, receipt, 'dnd-change+jwt');
}

function describeRecord(country: () => Country): void {
  test('a change has a receipt, with it and alone later, which holds when its entry is erased', async () => {
    const subscriber = await country().signIn();
    const { ask, phoneNumber } = subscriber;
    const set = await choose(subscriber, { base: 'REFUSE_ALL' }, { ...any, ...withReceipt });
    expect(set.headers.get('preference-applied')).toBe('change-receipt');
    const { position, receipt } = set.body<{ position: string; receipt: string }>();
    const event = { kind: 'PREFERENCES_SET', preferences: { base: 'REFUSE_ALL' } };
    expect(await changeIn(country(), set)).toMatchObject({ phoneNumber, position, event });
    const later = await ask('POST', '/v1/subscriber/history/receipts', { body: { position } });
    expect(await changeIn(country(), later)).toMatchObject({ phoneNumber, position, event });
    const forgotten = await ask('POST', '/v1/subscriber/history/erasures', { body: { keepConsents: true } });
    expect(forgotten.body()).toMatchObject({ changed: true });
    expect(await kindsOf(subscriber)).toEqual(['HISTORY_ERASED']);
    expect(await reportOn(country(), { receipt })).toMatchObject({ outcome: 'VALID', receiptForm: 'CHANGE' });
    expect(await decisionOn(country(), phoneNumber)).toEqual(['BLOCK', 'REFUSED']);
  });

  test('is one document with everything, and is forgotten whole in two steps, the session too', async () => {
    const subscriber = await country().signIn();
    const { ask, phoneNumber } = subscriber;
    await choose(subscriber, { categories: { FIN_CREDIT: 'REFUSE' } });
    await ask('POST', '/v1/subscriber/sender-refusals', { body: { sender: 'CONFORMITY' } });
    const record = await ask('GET', '/v1/subscriber/record');
    expect(record.headers.get('content-disposition')).toMatch(/^attachment; filename=/);
    expect(record.body()).toMatchObject({
      ...{ format: 'dnd-subscriber-record/1', phoneNumber, preferences: { categories: { FIN_CREDIT: 'REFUSE' } } },
      senderRefusals: [{ brand: country().brand.client.clientId }],
      history: [{ event: { kind: 'SENDER_REFUSED' } }, { event: { kind: 'PREFERENCES_SET' } }],
    });
    const before = (await country().target.texts(phoneNumber)).length;
    expect((await ask('POST', '/v1/subscriber/record/erasure-codes', { body: {} })).status).toBe(202);
    const code = await textedCode(country().target, phoneNumber, before);
    const erased = await ask('POST', '/v1/subscriber/record/erasures', { body: { code }, headers: withReceipt });
    expect(await changeIn(country(), erased)).toMatchObject({ event: { kind: 'RECORD_ERASED' } });
    expect((await ask('GET', '/v1/subscriber/preferences')).status).toBe(401);
    expect(await decisionOn(country(), phoneNumber)).toEqual(['ALLOW', 'DEFAULT']);
    const again = await country().signIn(phoneNumber);
    expect(await kindsOf(again)).toEqual(['RECORD_ERASED']);
    expect((await again.ask('GET', '/v1/subscriber/record')).body()).toMatchObject({ senderRefusals: [] });
  });
}
