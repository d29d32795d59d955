import { expect, test } from 'vitest';
import { chineseNumber, setOrganisation, tokenFor, wire } from '../../registry/memory-registry.ts';
import { kindsOf } from '../../registry/numbers/number-changes.ts';
import { door } from '../door.ts';

const path = '/v1/inbound-texts';
const number = chineseNumber();
const body = { from: wire(number), to: '10086', text: 'ktfsr', messageId: 'smsc-1' };

async function withCarrier() {
  const opened = await door();
  const carrier = await setOrganisation(opened.registry, 'carrier-1', { role: 'CARRIER', numberRanges: ['86138'] });
  return { ...opened, token: await tokenFor(opened.registry, carrier) };
}

test('a text shows in the subscriber’s preferences, and the answer says nothing of his state', async () => {
  const { call, token, sessionFor, outbox } = await withCarrier();
  const received = await call('POST', path, { token, body: { ...body, networkTime: '2026-11-22T12:00:00+08:00' } });
  expect(received.status).toBe(200);
  expect(await received.json()).toEqual({ status: 'RECEIVED', understoodAs: 'REFUSE_ALL' });
  expect(outbox).toMatchObject([{ to: number, text: expect.stringMatching(/^已全部拒收。.*撤销\d{6}/) }]);
  const preferences = await call('GET', '/v1/subscriber/preferences', { token: await sessionFor(number) });
  expect(await preferences.json()).toMatchObject({ base: 'REFUSE_ALL' });
});

test('the same key is answered as before, the same message id as a duplicate', async () => {
  const { call, token, registry, outbox } = await withCarrier();
  const headers = { 'idempotency-key': 'one' };
  const first = await call('POST', path, { token, body, headers });
  const again = await call('POST', path, { token, body, headers });
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(await again.json()).toEqual(await first.json());
  expect(await (await call('POST', path, { token, body })).json()).toMatchObject({ status: 'DUPLICATE' });
  expect(kindsOf(registry, number)).toHaveLength(1);
  expect(outbox).toHaveLength(1);
});

test.for([
  [{ to: 'NOBODY' }, 404, 'to'],
  [{ from: '+12125550100' }, 422, 'from'],
  [{ from: 'x' }, 400, 'from'],
  [{ networkTime: '2026-02-30T00:00:00Z' }, 400, 'networkTime'],
  [{ text: 'x'.repeat(2_001) }, 400, 'text'],
  [{ extra: 1 }, 400, 'extra'],
] as const)('%j is refused with %s, naming %s', async ([change, status, field]) => {
  const { call, token, defects } = await withCarrier();
  const refused = await call('POST', path, { token, body: { ...body, ...change } });
  expect(refused.status).toBe(status);
  expect(await refused.json()).toMatchObject({ field });
  expect(defects).toEqual([]);
});
