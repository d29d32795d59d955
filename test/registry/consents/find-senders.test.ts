import { expect, test } from 'vitest';
import { findSenders, foundSendersMax } from '../../../src/registry/consents/find-senders.ts';
import { chineseNumber, memoryRegistry, setOrganisation, setSenderIdentity, subscriber } from '../memory-registry.ts';

const holder = subscriber(chineseNumber());

async function known() {
  const { registry } = await memoryRegistry();
  await setOrganisation(registry, 'bank', { name: 'Sunny Bank' });
  await setOrganisation(registry, 'shop', { name: '阳光 Shop' });
  const operator = await setOrganisation(registry, 'operator', { name: 'Sunny Operator', role: 'OPERATOR' });
  await setSenderIdentity(registry, 'SUNNY', { brand: 'bank' });
  await setSenderIdentity(registry, '861069012345', { brand: 'shop', kind: 'CALLING_NUMBER' });
  const found = async (text: string) => (await findSenders(registry, holder, text)).map(({ brand }) => brand);
  return { registry, operator, found };
}

test('a sender identity as it came, in any case, is one brand', async () => {
  const { found } = await known();
  expect(await found('SUNNY')).toEqual(['bank']);
  expect(await found(' sunny ')).toEqual(['bank']);
});

test('a number is found as it is dialled, with spaces and in full width', async () => {
  const { found } = await known();
  for (const written of ['1069012345', '+861069012345', '10690 12345', '１０６９０１２３４５']) {
    expect(await found(written), written).toEqual(['shop']);
  }
});

test('any part of a name is found in any script; who does not send is not', async () => {
  const { found } = await known();
  expect(await found('阳光')).toEqual(['shop']);
  expect(await found('nny ba')).toEqual(['bank']);
  expect(await found('operator')).toEqual([]);
  expect(await found('')).toEqual([]);
});

test('at most so many are named, however many there are', async () => {
  const { registry } = await known();
  for (let count = 0; count < 300; count++) await setOrganisation(registry, `o-${count}`, { name: `House ${count}` });
  expect(await findSenders(registry, holder, 'house')).toHaveLength(foundSendersMax);
});

test('it is for holders of numbers', async () => {
  const { registry, operator } = await known();
  await expect(findSenders(registry, operator, 'sunny')).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
});
