import { expect, test } from 'vitest';
import type { TextQueueReport } from '../../../src/registry/texts/outgoing/read-text-queue.ts';
import { type FakePhones, fakePhones } from './fake-phones.ts';
import { freePorts, kannel, until } from './kannel.ts';
import { linkedRegistry, registryNumber } from './linked-registry.ts';

const number = '919800010000';
const pathSecret = 'a-secret-of-24-characters';

/** Phones, Kannel as the aggregator by HTTP, and the registry with a link to it. */
async function setUp(): Promise<{ readonly phones: FakePhones; queue(): Promise<TextQueueReport> }> {
  const [phonesPort, port] = (await freePorts(2)) as [number, number];
  const registryUrl = `http://127.0.0.1:${port}`;
  const box = await kannel([
    {
      ...{ group: 'smsc', smsc: 'fake', 'smsc-id': 'phones', host: '127.0.0.1', port: phonesPort },
      'connect-allow-ip': '127.0.0.1',
    },
    {
      ...{ group: 'sendsms-user', username: 'dnd', password: 'secret', 'user-allow-ip': '127.0.0.1' },
      'default-smsc': 'phones',
    },
    {
      ...{ group: 'sms-service', keyword: 'default', 'catch-all': true, 'omit-empty': true, 'max-messages': 0 },
      ...{ 'post-url': `${registryUrl}/links/kannel/${pathSecret}/texts?id=%I`, 'send-sender': true },
    },
  ]);
  const queue = await linkedRegistry(port, {
    ...{ kind: 'KANNEL', url: box.sendSmsUrl, username: 'dnd', password: 'secret' },
    ...{ registryUrl, pathSecret, allowFrom: ['127.0.0.1'] },
  });
  const phones = fakePhones(phonesPort);
  await box.stateSays('phones', 'online');
  return { phones, queue };
}

test('by HTTP, real Kannel carries texts in and replies out, and tells that they came', async () => {
  const { phones, queue } = await setUp();
  const say = async (text: string, reply: RegExp): Promise<void> => {
    phones.send({ from: number, to: registryNumber, text });
    await until(`a reply to ${text}`, () => phones.received().some((one) => reply.test(one.text)));
  };
  await say('BLOCK 1,12', /^Refused: .*Text messages\. .*UNDO \d{6}$/);
  await say('HINDI', /^अब उत्तर|[\u0900-\u097f]/);
  await say('STATUS', /बंद/);
  expect(phones.received().map(({ from, to }) => [from, to])).toEqual(
    Array.from({ length: 3 }, () => [registryNumber, `+${number}`]),
  );
  await until('Kannel has told', async () => (await queue()).outcomesToday['REPLY/DELIVERED'] === 3);
  expect(await queue()).toMatchObject({ queue: [], inDoubt: [] });
});
