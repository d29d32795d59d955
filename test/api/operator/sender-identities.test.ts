import { beforeEach, expect, test } from 'vitest';
import { setOrganisation } from '../../registry/memory-registry.ts';
import { type OperatorApp, operatorApp } from './operator-app.ts';

let operator: OperatorApp;

beforeEach(async () => {
  operator = await operatorApp();
  await setOrganisation(operator.registry, 'brand-1');
  await setOrganisation(operator.registry, 'centre-1', { role: 'CALL_CENTRE' });
});

const registration = (senderId: string) => ({
  senderId,
  kind: 'SIGNATURE',
  brand: 'brand-1',
  categories: ['FIN_CREDIT'],
});

test.each([['DEMO'], ['【示例】'], ['a/b'], ['100%'], ['%E3%80'], ['a b?c#d'], ['...'], ['+861069001234']])(
  'the identity %s is found at the place that its registration names',
  async (senderId) => {
    const registered = await operator.call('POST', '/v1/sender-identities', { body: registration(senderId) });
    expect(registered.status).toBe(201);
    const location = registered.headers.get('location') ?? '';
    const read = await operator.call('GET', location);
    expect(await read.json()).toMatchObject({ senderId, status: 'ACTIVE', agents: [] });
    const agents = `${location}/agents`;
    const authorised = await operator.call('POST', agents, { body: { organisationId: 'centre-1' } });
    expect(await authorised.json()).toMatchObject({ agents: [{ organisationId: 'centre-1' }] });
    const withdrawn = await operator.call('DELETE', `${agents}/centre-1`);
    expect(await withdrawn.json()).toMatchObject({ agents: [] });
    expect(operator.defects).toEqual([]);
  },
);

test('of two suspensions of one tag, one is made and one gets 412', async () => {
  const registered = await operator.call('POST', '/v1/sender-identities', { body: registration('DEMO') });
  const change = () =>
    operator.call('PATCH', '/v1/sender-identities/DEMO', {
      body: { status: 'SUSPENDED' },
      headers: { 'if-match': registered.headers.get('etag') ?? '' },
    });
  const statuses = (await Promise.all([change(), change()])).map(({ status }) => status);
  expect(statuses.sort()).toEqual([200, 412]);
});

test('identities are listed by id', async () => {
  for (const senderId of ['C', 'A', 'B']) {
    await operator.call('POST', '/v1/sender-identities', { body: registration(senderId) });
  }
  const first = await (await operator.call('GET', '/v1/sender-identities?limit=2')).json();
  expect(first).toMatchObject({ senderIdentities: [{ senderId: 'A' }, { senderId: 'B' }], next: 'B' });
  const second = await (await operator.call('GET', '/v1/sender-identities?limit=2&after=B')).json();
  expect(second).toMatchObject({ senderIdentities: [{ senderId: 'C' }] });
  expect(second).not.toHaveProperty('next');
});

test.each([
  ['an unknown category', { categories: ['NO_SUCH'] }, 400, 'categories[0]'],
  ['an unknown brand', { brand: 'nobody' }, 409, 'brand'],
  ['a path of its own', { senderId: '..' }, 400, 'senderId'],
  ['a control character', { senderId: 'A\u0000' }, 400, 'senderId'],
])('%s is refused by name', async (_, terms, status, field) => {
  const response = await operator.call('POST', '/v1/sender-identities', { body: { ...registration('X'), ...terms } });
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ field });
});
