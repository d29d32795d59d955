import { describe, expect, test } from 'vitest';
import { type Country, decisionOn, eventually, textedCode } from './country.ts';
import { verified } from './receipts.ts';
import { sentFile, wishes } from './wish-file.ts';

const refusingAll = { base: 'REFUSE_ALL' };
const asked = { registered: 0, pending: 0, unchanged: 0, rejected: 0 };

interface Rows {
  readonly results: readonly (Readonly<Record<string, string>> & { readonly index: number })[];
  readonly summary: Readonly<Record<string, number>>;
}

/** What carriers hand in: rows, events of lines, texts, files of wishes. */
export function describeCarriers(country: () => Country): void {
  describe('registrations', () => describeRegistrations(country));
  describe('number events', () => describeEvents(country));
  describe('texts', () => describeTexts(country));
  describe('files of wishes', () => describeFiles(country));
}

function describeRegistrations(country: () => Country): void {
  test('bind at once, each row for itself and in order, over many blocks', async () => {
    const { carrier, otherNumber, phoneNumber } = country();
    const good = Array.from({ length: 60 }, phoneNumber);
    const rows = [...good.slice(0, 30), otherNumber(), 'nonsense', ...good.slice(30), good[0] ?? ''];
    const registrations = rows.map((number, at) => ({
      ...{ phoneNumber: number, preferences: refusingAll, reference: `row ${at}` },
    }));
    const body = { registrations, proof: 'CARRIER_ASSERTED', agent: 'shop 12' };
    const answer = await carrier.ask('POST', '/v1/registrations', { body });
    const { results, summary } = answer.body<Rows>();
    expect(summary).toEqual({ ...asked, count: 63, registered: 60, rejected: 2, unchanged: 1 });
    expect(results.map(({ index, reference }) => [index, reference])).toEqual(rows.map((_, at) => [at, `row ${at}`]));
    expect(results[30]).toMatchObject({ status: 'REJECTED', code: 'PERMISSION_DENIED', field: 'phoneNumber' });
    expect(results[31]).toMatchObject({ status: 'REJECTED', code: 'INVALID_ARGUMENT', field: 'phoneNumber' });
    expect(results[62]).toMatchObject({ status: 'UNCHANGED' });
    expect(new Set(results.slice(0, 30).map(({ position }) => position)).size).toBe(30);
    expect(answer.text).not.toMatch(/8613/);
    expect(answer.headers.get('ratelimit')).toMatch(/"registrations";r=\d+/);
    for (const number of [good[0], good[59]])
      expect(await decisionOn(country(), number ?? '')).toEqual(['BLOCK', 'REFUSED']);
  });

  test('beyond a day’s allowance refuse at once, and loosen later; the operator undoes them', async () => {
    const carrier = await country().admit('CARRIER', { numberRanges: ['8614'] });
    const numbers = Array.from(
      { length: 1_001 },
      (_, at) => `+86145${String((at * 9_973) % 100_000_000).padStart(8, '0')}`,
    );
    const preferences = { categories: { FIN_CREDIT: 'REFUSE', HEALTH: 'ALLOW' } };
    const registrations = numbers.map((phoneNumber) => ({ phoneNumber, preferences }));
    const body = { registrations, proof: 'CARRIER_ASSERTED', agent: 'shop 12' };
    const { results, summary } = (await carrier.ask('POST', '/v1/registrations', { body })).body<Rows>();
    expect(summary).toEqual({ ...asked, count: 1_001, pending: 1_001 });
    const assertionId = results[0]?.['assertionId'] ?? '';
    const last = numbers.at(-1) ?? '';
    expect(await decisionOn(country(), last)).toEqual(['BLOCK', 'CATEGORY_REFUSED']);
    const { operator } = country();
    await eventually(async () => {
      const shown = await operator.ask('GET', `/v1/bulk-assertions/${assertionId}`);
      expect(shown.body()).toMatchObject({ status: 'PENDING', kind: 'REGISTRATIONS', rows: 1_001, held: false });
    });
    const reverse = (dryRun: boolean) =>
      operator.ask('POST', `/v1/bulk-assertions/${assertionId}/reverse`, { body: { dryRun } });
    expect((await reverse(true)).body()).toMatchObject({ tally: { undone: 1_001, ended: 0, kept: 0 } });
    expect(await decisionOn(country(), last)).toEqual(['BLOCK', 'CATEGORY_REFUSED']);
    expect((await reverse(false)).body()).toMatchObject({
      assertion: { status: 'REVERSED' },
      tally: { undone: 1_001 },
    });
    expect(await decisionOn(country(), last)).toEqual(['ALLOW', 'DEFAULT']);
  });
}

function describeEvents(country: () => Country): void {
  test('protect a line out of service, give it back, hand it on, each in its time', async () => {
    const { carrier, otherCarrier } = country();
    const { phoneNumber } = await country().signIn();
    const report = async (by: typeof carrier, kind: string, agoMs: number, more: object = {}) => {
      const occurredAt = new Date(Date.now() - agoMs).toISOString();
      const events = [{ phoneNumber, kind, occurredAt, ...more }];
      const { results } = (await by.ask('POST', '/v1/number-events', { body: { events } })).body<Rows>();
      return results[0];
    };
    expect(await report(otherCarrier, 'DISCONNECTED', 90_000)).toMatchObject({ status: 'REJECTED' });
    expect(await report(carrier, 'DISCONNECTED', 80_000)).toMatchObject({ status: 'RECORDED' });
    expect(await report(carrier, 'DISCONNECTED', 80_000)).toMatchObject({ status: 'UNCHANGED' });
    expect(await decisionOn(country(), phoneNumber)).toEqual(['BLOCK', 'REFUSED']);
    expect(await report(carrier, 'RECLAIMED', 70_000)).toMatchObject({ status: 'RECORDED' });
    expect(await decisionOn(country(), phoneNumber)).toEqual(['ALLOW', 'DEFAULT']);
    const toCarrier = otherCarrier.client.clientId;
    expect(await report(carrier, 'PORTED', 60_000)).toMatchObject({ status: 'REJECTED', field: 'toCarrier' });
    expect(await report(carrier, 'PORTED', 60_000, { toCarrier })).toMatchObject({ status: 'RECORDED' });
    const registrations = [{ phoneNumber, preferences: refusingAll }];
    const register = (by: typeof carrier) =>
      by.ask('POST', '/v1/registrations', { body: { registrations, proof: 'MO_SMS' } });
    expect((await register(carrier)).body()).toMatchObject({ results: [{ status: 'REJECTED' }] });
    expect((await register(otherCarrier)).body()).toMatchObject({ results: [{ status: 'REGISTERED' }] });
    expect(await report(otherCarrier, 'DISCONNECTED', 50_000)).toMatchObject({ status: 'RECORDED' });
    expect(await report(otherCarrier, 'REASSIGNED', 40_000)).toMatchObject({
      ...{ status: 'PENDING', assertionId: expect.stringContaining('reassignments') },
      pendingUntil: expect.any(String),
    });
    expect(await decisionOn(country(), phoneNumber)).toEqual(['BLOCK', 'REFUSED']);
  });

  test('tell who asks whether the holder has changed since', async () => {
    const { carrier, callCentre } = country();
    const phoneNumber = country().phoneNumber();
    const ask = async () => {
      const lastVerifiedOn = new Date(Date.now() - 20 * 86_400_000).toISOString().slice(0, 10);
      const body = { category: 'FIN_CREDIT', channel: 'VOICE', sender: 'CONFORMITY', phoneNumber, lastVerifiedOn };
      return (await callCentre.ask('POST', '/v1/lookup', { body })).body()['tenureChanged'];
    };
    expect(await ask()).toBe('NO_DATA');
    const occurredAt = new Date(Date.now() - 5_000).toISOString();
    const body = { events: [{ phoneNumber, kind: 'DISCONNECTED', occurredAt }] };
    await carrier.ask('POST', '/v1/number-events', { body });
    expect(['YES', 'NO_DATA']).toContain(await ask());
  });
}

function describeTexts(country: () => Country): void {
  const text = async (from: string, words: string, messageId: string, to = '10086') => {
    const body = { from, to, text: words, messageId };
    return (await country().carrier.ask('POST', '/v1/inbound-texts', { body })).body();
  };

  test('one enters protection, leaving takes a second with the code of the reply; the same again is a duplicate', async () => {
    const from = country().phoneNumber();
    expect(await text(from, 'KTFSR', 'enter')).toEqual({ status: 'RECEIVED', understoodAs: 'REFUSE_ALL' });
    expect(await text(from, 'KTFSR', 'enter')).toMatchObject({ status: 'DUPLICATE' });
    expect(await decisionOn(country(), from)).toEqual(['BLOCK', 'REFUSED']);
    const undo = await textedCode(country().target, from);
    expect(undo).toMatch(/^\d{6}$/);
    expect(await text(from, 'QXFSR', 'leave')).toMatchObject({ understoodAs: 'LEAVE' });
    expect(await decisionOn(country(), from)).toEqual(['BLOCK', 'REFUSED']);
    const code = await textedCode(country().target, from, 1);
    expect(await text(from, `YES ${code}`, 'leave indeed')).toMatchObject({ understoodAs: 'CONFIRM' });
    expect(await decisionOn(country(), from)).toEqual(['ALLOW', 'DEFAULT']);
  });

  test('one to a sender shuts its brand out, a complaint is taken and what is not understood too', async () => {
    const from = country().phoneNumber();
    expect(await text(from, 'TD', 'reply', 'CONFORMITY')).toEqual({ status: 'RECEIVED', understoodAs: 'OPT_OUT' });
    expect(await decisionOn(country(), from)).toEqual(['BLOCK', 'SENDER_REFUSED']);
    const complaint = await text(from, 'LJDXJB,10690001,20261101,buy now', 'complaint', '12321');
    expect(complaint).toMatchObject({ status: 'RECEIVED' });
    expect(await text(from, 'the weather is fine', 'weather')).toMatchObject({ understoodAs: 'UNKNOWN' });
    const { ask } = await country().signIn(from);
    const { texts } = (await ask('GET', '/v1/subscriber/record')).body<{ texts: readonly object[] }>();
    expect(texts).toHaveLength(3);
  });

  test('come in over a link by HTTP as well, and are answered over it', async ({ skip }) => {
    const { handIn, lacks, texts } = country().target;
    skip(lacks.LINKS !== undefined, lacks.LINKS);
    // The links act for another carrier, whose numbers these are.
    const from = '+8618100000001';
    await handIn?.('link-1', { from, to: '10086', text: 'KTFSR' });
    await handIn?.('link-1', { from, to: '10086', text: 'KTFSR' });
    await eventually(async () => expect(await texts(from)).toHaveLength(1));
    expect(await decisionOn(country(), from)).toEqual(['BLOCK', 'REFUSED']);
  });
}

function describeFiles(country: () => Country): void {
  test('are announced, sent, done row by row, and answered by a signed result; the same again changes nothing', async () => {
    const carrier = await country().admit('CARRIER', { numberRanges: ['8617'] });
    const phoneNumber = '+8617100000001';
    const wished = wishes(country(), phoneNumber);
    const { file } = await sentFile(country(), wished, carrier);
    type File = { status: string; signature: string; result: { sha256: string; counts: object } };
    const done = await eventually(async () => {
      const read = (await carrier.ask('GET', `/v1/carrier-files/${file}`)).body<File>();
      expect(read.status).toBe('COMPLETED');
      return read;
    });
    expect(done.result.counts).toEqual({ registered: 1, pending: 0, unchanged: 0, rejected: 1 });
    const signed = await verified(country(), done.signature);
    expect(signed).toMatchObject({ sha256: done.result.sha256 });
    const result = await carrier.ask('GET', `/v1/carrier-files/${file}/result`);
    expect(result.headers.get('etag')).toBe(`"${done.result.sha256}"`);
    expect(result.text.split('\r\n')).toHaveLength(4);
    expect(await decisionOn(country(), phoneNumber)).toEqual(['BLOCK', 'CATEGORY_REFUSED']);
    const again = await carrier.ask('POST', '/v1/carrier-files', {
      body: wished.manifestOf(carrier.client.clientId, 1),
    });
    expect([again.status, again.body()['status']]).toEqual([200, 'COMPLETED']);
    expect((await country().carrier.ask('GET', `/v1/carrier-files/${file}`)).status).toBe(404);
  });
}
