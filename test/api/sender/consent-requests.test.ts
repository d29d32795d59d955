import { expect, test } from 'vitest';
import { refuseSender } from '../../../src/registry/consents/refuse-sender.ts';
import {
  chineseNumber,
  setOrganisation,
  setSenderIdentity,
  subscriber,
  tokenFor,
  wire,
} from '../../registry/memory-registry.ts';
import { door } from '../door.ts';

const path = '/v1/consent-requests';
const asked = { phoneNumber: wire(chineseNumber()), sender: 'DEMO', scope: { channels: ['SMS'] } };

async function withBrand() {
  const opened = await door();
  const brand = await setOrganisation(opened.registry, 'brand-1');
  await setSenderIdentity(opened.registry, 'DEMO', { brand: 'brand-1' });
  return { ...opened, token: await tokenFor(opened.registry, brand) };
}

test('the answer is the same, whether the subscriber is asked or left alone', async () => {
  const { call, registry, outbox, token } = await withBrand();
  const first = await call('POST', path, { token, body: asked });
  expect(first.status).toBe(202);
  await refuseSender(registry, subscriber(chineseNumber(1)), { brand: 'brand-1' });
  const second = await call('POST', path, { token, body: { ...asked, phoneNumber: wire(chineseNumber(1)) } });
  expect(second.status).toBe(202);
  expect(await second.text()).toBe(await first.text());
  expect(outbox.map(({ to }) => to)).toEqual([chineseNumber()]);
});

test.for([
  [{ ...asked, sender: 'OTHER' }, 403, 'sender'],
  [{ ...asked, phoneNumber: '+34600000000' }, 422, 'phoneNumber'],
  [{ ...asked, scope: { channels: ['FAX'] } }, 400, 'scope.channels[0]'],
  [{ ...asked, evidence: 'x'.repeat(501) }, 400, 'evidence'],
  [{ phoneNumber: asked.phoneNumber, sender: 'DEMO' }, 400, 'scope'],
] as const)('%j is %i for its %s', async ([body, status, field]) => {
  const { call, token } = await withBrand();
  const refused = await call('POST', path, { token, body });
  expect(refused.status).toBe(status);
  const problem = await refused.text();
  expect(JSON.parse(problem)).toMatchObject({ field });
  expect(problem).not.toContain(asked.phoneNumber.slice(1));
});
