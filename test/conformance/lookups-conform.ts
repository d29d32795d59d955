import { describe, expect, test } from 'vitest';
import { saltedLeafHash, saltOfRow, treeHash } from '../receipts/rfc9162.ts';
import { type Country, decisionOn, question, type Subscriber } from './country.ts';
import { valuesOf } from './documented.ts';
import type { Answer } from './http.ts';
import { reportOn, resultsText, rootFromPath, sha256, verified } from './receipts.ts';

/** At noon in the whole country. */
const noon = `${new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10)}T04:00:00.000Z`;

interface Rung {
  readonly reason: string;
  readonly decision: 'ALLOW' | 'BLOCK';
  readonly when: string;
  /** Brings it about. */
  readonly before?: (country: Country, subscriber: Subscriber) => Promise<unknown>;
  /** What is asked beside the usual. */
  readonly terms?: object;
  readonly by?: 'carrier' | 'authority' | 'brand';
}

const choosing =
  (body: object) =>
  async (_: Country, { ask }: Subscriber) =>
    expect((await ask('PUT', '/v1/subscriber/preferences', { body, headers: { 'if-match': '*' } })).status).toBe(200);

const disconnected = ({ carrier }: Country, { phoneNumber }: Subscriber) =>
  carrier.ask('POST', '/v1/number-events', {
    body: { events: [{ phoneNumber, kind: 'DISCONNECTED', occurredAt: new Date(Date.now() - 1_000).toISOString() }] },
  });

const suspended = async ({ operator, callCentre, brand }: Country) => {
  const agents = [{ organisationId: callCentre.client.clientId }];
  const identity = { senderId: 'SUSPENDED', kind: 'HEADER', brand: brand.client.clientId, agents };
  const body = { ...identity, categories: ['FIN_CREDIT'] };
  await operator.ask('POST', '/v1/sender-identities', { body });
  const change = { body: { status: 'SUSPENDED' }, headers: { 'if-match': '*' } };
  expect((await operator.ask('PATCH', '/v1/sender-identities/SUSPENDED', change)).status).toBe(200);
};

const every = async ({ nobody }: Country, part: 'bands' | 'dayTypes') => {
  const policy = (await nobody('GET', '/v1/policy')).body<Record<typeof part, readonly { id: string }[]>>();
  return policy[part].map(({ id }) => id);
};

const rungs: readonly Rung[] = [
  {
    reason: 'EXEMPT',
    decision: 'ALLOW',
    when: 'an authority claims what it is admitted for',
    before: choosing({ base: 'REFUSE_ALL' }),
    terms: { messageClass: 'GOVERNMENT' },
    by: 'authority',
  },
  {
    reason: 'TRANSACTIONAL',
    decision: 'ALLOW',
    when: 'a bank sends a code to somebody who refuses all',
    before: choosing({ base: 'REFUSE_ALL' }),
    terms: { messageClass: 'TRANSACTIONAL' },
    by: 'authority',
  },
  {
    reason: 'SENDER_SUSPENDED',
    decision: 'BLOCK',
    when: 'the identity is',
    before: suspended,
    terms: { sender: 'SUSPENDED' },
  },
  { reason: 'SENDER_UNKNOWN', decision: 'BLOCK', when: 'nobody registered it', terms: { sender: 'NOBODYS' } },
  {
    reason: 'QUARANTINE',
    decision: 'BLOCK',
    when: 'its carrier asks of a line out of service',
    before: disconnected,
    by: 'carrier',
  },
  { reason: 'REFUSED', decision: 'BLOCK', when: 'others ask of a line out of service', before: disconnected },
  {
    reason: 'ALL_REFUSED',
    decision: 'BLOCK',
    when: 'its carrier asks of somebody who refuses all',
    before: choosing({ base: 'REFUSE_ALL' }),
    by: 'carrier',
  },
  { reason: 'REFUSED', decision: 'BLOCK', when: 'all is refused', before: choosing({ base: 'REFUSE_ALL' }) },
  {
    reason: 'SENDER_REFUSED',
    decision: 'BLOCK',
    when: 'the brand is shut out',
    before: ({ brand }, { ask }) =>
      ask('POST', '/v1/subscriber/sender-refusals', { body: { brand: brand.client.clientId } }),
  },
  {
    reason: 'CONSENT',
    decision: 'ALLOW',
    when: 'the brand is let through where the channel is refused',
    before: async (country, subscriber) => {
      await choosing({ channels: { VOICE: 'REFUSE' } })(country, subscriber);
      const body = { brand: country.brand.client.clientId, scope: { channels: ['VOICE'] } };
      await subscriber.ask('POST', '/v1/subscriber/consents', { body });
    },
  },
  {
    reason: 'CATEGORY_REFUSED',
    decision: 'BLOCK',
    when: 'the single choice is against it',
    before: choosing({ cells: [{ category: 'FIN_CREDIT', channel: 'VOICE', choice: 'REFUSE' }] }),
  },
  {
    reason: 'CATEGORY_REFUSED',
    decision: 'BLOCK',
    when: 'the category is',
    before: choosing({ categories: { FIN_CREDIT: 'REFUSE' } }),
  },
  {
    reason: 'CHANNEL_REFUSED',
    decision: 'BLOCK',
    when: 'the channel is',
    before: choosing({ channels: { VOICE: 'REFUSE' } }),
  },
  {
    reason: 'CATEGORY_ALLOWED',
    decision: 'ALLOW',
    when: 'all but the category is refused',
    before: choosing({ base: 'REFUSE_EXCEPT', categories: { FIN_CREDIT: 'ALLOW' } }),
  },
  {
    reason: 'CHANNEL_ALLOWED',
    decision: 'ALLOW',
    when: 'all but the channel is refused',
    before: choosing({ base: 'REFUSE_EXCEPT', channels: { VOICE: 'ALLOW' } }),
  },
  {
    reason: 'HOURS_REFUSED',
    decision: 'BLOCK',
    when: 'the hour is',
    before: async (country, subscriber) =>
      choosing({ refusedBands: await every(country, 'bands') })(country, subscriber),
    terms: { plannedAt: noon },
  },
  {
    reason: 'DAY_REFUSED',
    decision: 'BLOCK',
    when: 'the day is',
    before: async (country, subscriber) =>
      choosing({ refusedDayTypes: await every(country, 'dayTypes') })(country, subscriber),
    terms: { plannedAt: noon },
  },
  { reason: 'DEFAULT', decision: 'ALLOW', when: 'nothing is on record, of a call' },
  { reason: 'DEFAULT', decision: 'BLOCK', when: 'nothing is on record, of a text', terms: { channel: 'SMS' } },
];

/** Reasons that no question under this policy can have. */
const unreachable = ['QUIET_HOURS'];

export function describeLookups(country: () => Country): void {
  describe('a lookup', () => describeSingle(country));
  describe('a batch', () => describeBatch(country));
  describe('a receipt', () => describeVerification(country));
}

const position = /^log(-\d+)?:\d+$/;

function describeSingle(country: () => Country): void {
  test.for(rungs)('is $decision $reason where $when', async ({ reason, decision, before, terms = {}, by }) => {
    const subscriber = await country().signIn();
    await before?.(country(), subscriber);
    const { phoneNumber } = subscriber;
    const body = { ...question, phoneNumber, ...terms };
    const answer = await country()[by ?? 'callCentre'].ask('POST', '/v1/lookup', { body });
    const found = answer.body<Record<string, unknown> & { receipt: string }>();
    expect(found).toMatchObject({ phoneNumber, decision, reason });
    expect(found['asOf']).toMatchObject({ position: expect.stringMatching(position) });
    expect(await verified(country(), found.receipt)).toMatchObject({
      ...{ receiptForm: 'PLAIN', aud: country()[by ?? 'callCentre'].client.clientId },
      enquiry: { messageClass: 'PROMOTIONAL', ...body },
      decision: { decision, reason, validUntil: found['validUntil'] },
      position: expect.stringMatching(position),
    });
    const batch = await country()[by ?? 'callCentre'].ask('POST', '/v1/lookup/batch', {
      body: { ...question, ...terms, phoneNumbers: [phoneNumber] },
    });
    expect(batch.body()).toMatchObject({ results: [{ phoneNumber, status: 'DECIDED', decision, reason }] });
  });

  test('knows no reason that the rungs do not come to, but for those that this policy has not', () => {
    const reached = new Set(rungs.map(({ reason }) => reason));
    const missing = valuesOf('LookupAnswer', 'reason').filter((reason) => !reached.has(reason));
    expect(missing.sort()).toEqual(unreachable);
  });

  test('binds from the very next question on, and again when the choice is taken back', async () => {
    const subscriber = await country().signIn();
    const decided = () => decisionOn(country(), subscriber.phoneNumber);
    for (let turn = 0; turn < 3; turn++) {
      await choosing({ categories: { FIN_CREDIT: 'REFUSE' } })(country(), subscriber);
      expect(await decided()).toEqual(['BLOCK', 'CATEGORY_REFUSED']);
      await choosing({})(country(), subscriber);
      expect(await decided()).toEqual(['ALLOW', 'DEFAULT']);
    }
  });

  test('may share its signature, and is proven alone all the same', async () => {
    const ask = () => {
      const body = { ...question, phoneNumber: country().phoneNumber(), receiptForm: 'SHARED', reference: 'row 1' };
      return country().callCentre.ask('POST', '/v1/lookup', { body });
    };
    const answers = await Promise.all(Array.from({ length: 12 }, ask));
    for (const answer of answers) await expectShared(country(), answer);
    const altered = (answers[0]?.text ?? '').replace('ALLOW', 'BLOCK');
    expect(await reportOn(country(), { response: altered })).toMatchObject({ content: 'DIFFERS' });
  });

  test('tells what is left of the quotas, and what is beyond is 429 with the time to wait', async () => {
    const { ask, client } = await country().admit('CALL_CENTRE', { quotas: { lookupsPerMinute: 3 } });
    const looked = () => ask('POST', '/v1/lookup', { body: { ...question, phoneNumber: country().phoneNumber() } });
    const first = await looked();
    expect(first.headers.get('ratelimit-policy')).toMatch(/"lookups";q=3;w=60/);
    expect(first.headers.get('ratelimit')).toMatch(/"lookups";r=2;t=\d+/);
    // A new minute may begin once, not twice.
    const more = [];
    for (let times = 0; times < 6; times++) more.push(await looked());
    const refused = more.find(({ status }) => status === 429);
    expect(refused?.body()).toMatchObject({ code: 'QUOTA_EXCEEDED', limit: expect.stringContaining('3') });
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    const quotas = await country().operator.ask('GET', `/v1/organisations/${client.clientId}/quotas`);
    expect(quotas.text).toContain('"name":"lookupsPerMinute","max":3');
  });
}

async function expectShared(country: Country, answer: Answer): Promise<void> {
  type Inclusion = { salt: string; leafIndex: number; treeSize: number; path: readonly string[] };
  const { statement, inclusion, receipt } = answer.body<{ statement: string; inclusion: Inclusion; receipt: string }>();
  const bytes = (text: string) => Buffer.from(text, 'base64url');
  const leaf = saltedLeafHash(bytes(inclusion.salt), statement);
  const root = rootFromPath(leaf, inclusion.leafIndex, inclusion.treeSize, inclusion.path.map(bytes));
  expect(await verified(country, receipt)).toMatchObject({ receiptForm: 'SHARED', rootHash: root });
  const { phoneNumber } = answer.body<{ phoneNumber: string }>();
  expect(JSON.parse(statement)).toMatchObject({ enquiry: { phoneNumber }, decision: { decision: 'ALLOW' } });
  expect(answer.body()).toMatchObject({ reference: 'row 1' });
  expect(await reportOn(country, { response: answer.text })).toMatchObject({ outcome: 'VALID', content: 'MATCHES' });
}

interface BatchAnswer {
  readonly results: readonly Readonly<Record<string, string>>[];
  readonly summary: Readonly<Record<string, number>>;
  readonly receipt: string;
  readonly rowSecret?: string;
}

/** Numbers of many blocks, every third refused, every fifth none at all; in the order they are asked in. */
async function mixedNumbers({ carrier, phoneNumber }: Country, count: number) {
  const numbers = Array.from({ length: count }, (_, at) => (at % 5 === 4 ? `nonsense ${at}` : phoneNumber()));
  const refused = numbers.filter((number, at) => at % 3 === 0 && number.startsWith('+'));
  const registrations = refused.map((one) => ({ phoneNumber: one, preferences: { base: 'REFUSE_ALL' } }));
  const answer = await carrier.ask('POST', '/v1/registrations', { body: { registrations, proof: 'MO_SMS' } });
  expect(answer.body()).toMatchObject({ summary: { registered: refused.length, rejected: 0 } });
  return { numbers, expected: numbers.map((number) => expectedRow(number, refused.includes(number))) };
}

function expectedRow(phoneNumber: string, isRefused: boolean): readonly string[] {
  if (!phoneNumber.startsWith('+')) return ['REJECTED', phoneNumber, 'INVALID_ARGUMENT'];
  return ['DECIDED', phoneNumber, isRefused ? 'REFUSED' : 'DEFAULT'];
}

const rowOf = ({ status, phoneNumber, reason, code }: Readonly<Record<string, string | undefined>>) => [
  status,
  phoneNumber,
  reason ?? code,
];

function describeBatch(country: () => Country): void {
  test('decides each number in order, from whatever blocks, and a bad row is a row', async () => {
    const { numbers, expected } = await mixedNumbers(country(), 200);
    const asked = await country().callCentre.ask('POST', '/v1/lookup/batch', {
      body: { ...question, phoneNumbers: numbers },
    });
    const answer = asked.body<BatchAnswer>();
    expect(answer.results.map(rowOf)).toEqual(expected);
    const count = (word: string) => expected.filter(([status, , reason]) => status === word || reason === word).length;
    const rows = { count: 200, allowed: count('DEFAULT'), blocked: count('REFUSED'), rejected: count('REJECTED') };
    expect(answer.summary).toEqual({ ...rows, unavailable: 0 });
    expect(await verified(country(), answer.receipt)).toMatchObject({
      ...{ receiptForm: 'DIGEST', enquiry: { ...question, messageClass: 'PROMOTIONAL' } },
      rows: { ...rows, unavailable: 0, digestAlgorithm: 'SHA-256', digest: sha256(resultsText(asked.text)) },
    });
    expect(asked.headers.get('ratelimit')).toMatch(/"batch-rows";r=\d+/);
    expect(await reportOn(country(), { response: asked.text })).toMatchObject({ outcome: 'VALID', content: 'MATCHES' });
    const altered = asked.text.replace('"DEFAULT"', '"CONSENT"');
    expect(await reportOn(country(), { response: altered })).toMatchObject({ content: 'DIFFERS' });
  });

  test('gives references back, and may be signed so that each row can be shown alone', async () => {
    const { numbers, expected } = await mixedNumbers(country(), 23);
    const items = numbers.map((phoneNumber, at) => ({ phoneNumber, reference: `row "${at}"` }));
    const body = { ...question, items, receiptForm: 'ROWS' };
    const asked = await country().callCentre.ask('POST', '/v1/lookup/batch', { body });
    const answer = asked.body<BatchAnswer>();
    expect(answer.results.map(rowOf)).toEqual(expected);
    expect(answer.results.map(({ reference }) => reference)).toEqual(items.map(({ reference }) => reference));
    const secret = Buffer.from(answer.rowSecret ?? '', 'base64url');
    const rows = answer.results.map((row) => JSON.stringify(row));
    expect(resultsText(asked.text)).toBe(`[${rows.join(',')}]`);
    const root = treeHash(rows.map((row, at) => saltedLeafHash(saltOfRow(secret, at), row)));
    expect(await verified(country(), answer.receipt)).toMatchObject({
      ...{ receiptForm: 'ROWS' },
      rows: { count: 23, rootHash: Buffer.from(root).toString('base64url') },
    });
    expect(await reportOn(country(), { response: asked.text })).toMatchObject({ outcome: 'VALID', content: 'MATCHES' });
  });
}

function describeVerification(country: () => Country): void {
  const receiptOf = async () => {
    const body = { ...question, phoneNumber: country().phoneNumber() };
    const answer = await country().callCentre.ask('POST', '/v1/lookup', { body });
    return { response: answer.text, receipt: answer.body<{ receipt: string }>().receipt };
  };

  test('is worth what it says, alone and with its answer, to anybody', async () => {
    const { response, receipt } = await receiptOf();
    expect(await reportOn(country(), { receipt })).toMatchObject({ outcome: 'VALID', content: 'NOT_GIVEN' });
    const report = await country().nobody('POST', '/v1/receipts/verify', { body: { response } });
    expect(report.body()).toMatchObject({ outcome: 'VALID', content: 'MATCHES', receiptForm: 'PLAIN' });
  });

  test('that was changed, that another signed, that is none, is worth nothing', async () => {
    const { receipt, response } = await receiptOf();
    const [head, payload, signature = ''] = receipt.split('.');
    const forged = `${head}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    expect(await reportOn(country(), { receipt: forged })).toMatchObject({ outcome: 'BAD_SIGNATURE' });
    const header = Buffer.from(JSON.stringify({ alg: 'ES256', typ: 'dnd-receipt+jwt', kid: 'theirs' }));
    const theirs = `${header.toString('base64url')}.${payload}.${signature}`;
    expect(await reportOn(country(), { receipt: theirs })).toMatchObject({ outcome: 'UNKNOWN_KEY' });
    expect(await reportOn(country(), { receipt: 'a.b.c' })).toMatchObject({ outcome: 'MALFORMED' });
    const altered = response.replace('"decision":"ALLOW"', '"decision":"BLOCK"');
    expect(await reportOn(country(), { response: altered })).toMatchObject({ content: 'DIFFERS' });
  });
}
