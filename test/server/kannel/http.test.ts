import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ensureDemo } from '../../../src/node/demo.ts';
import { startServer } from '../../../src/node/http-server.ts';
import { openRegistry, operatorAtConsole } from '../../../src/node/open-registry.ts';
import { settingsFrom } from '../../../src/node/settings.ts';
import { readTextQueue, type TextQueueReport } from '../../../src/registry/texts/outgoing/read-text-queue.ts';
import { type FakePhones, fakePhones } from './fake-phones.ts';
import { freePorts, kannel, until } from './kannel.ts';

const number = '919800010000';
const registryNumber = '1909';
const pathSecret = 'a-secret-of-24-characters';

/** Phones, Kannel as the aggregator by HTTP, and the registry with a link to it. */
async function setUp(): Promise<{ readonly phones: FakePhones; queue(): Promise<TextQueueReport> }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'dnd-kannel-data-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
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
  const links = join(dataDir, 'links.json');
  const link = {
    ...{ name: 'kannel', kind: 'KANNEL', organisation: 'demo-carrier', numbers: [registryNumber], url: box.sendSmsUrl },
    ...{ username: 'dnd', password: 'secret', registryUrl, pathSecret, allowFrom: ['127.0.0.1'] },
  };
  writeFileSync(links, JSON.stringify({ links: [link] }), { mode: 0o600 });
  const settings = settingsFrom({ DATA_DIR: dataDir, POLICY: 'IN', PORT: String(port), SMS_LINKS: links });
  const opened = await openRegistry(settings);
  await ensureDemo(opened);
  const silent = (): void => undefined;
  const server = await startServer(opened, settings, { info: silent, warn: silent, error: silent });
  onTestFinished(async () => {
    await server.close();
    await opened.close();
  });
  const phones = fakePhones(phonesPort);
  await box.stateSays('phones', 'online');
  return {
    phones,
    async queue() {
      await opened.registry.counts.flush();
      return readTextQueue(opened.registry, operatorAtConsole);
    },
  };
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
