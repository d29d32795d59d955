import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as bodyText } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { type PhoneNumber, parsePhoneNumber } from '../../../src/core/phone-number.ts';
import type { InboundText } from '../../../src/registry/texts/receive-text.ts';
import type { HandOver } from '../../../src/sms/outlet.ts';
import { smppLink } from '../../../src/sms/smpp/smpp-link.ts';
import { parseSmppLinkSettings } from '../../../src/sms/smpp/smpp-link-settings.ts';
import { fakePhones } from './fake-phones.ts';
import { freePorts, type Group, kannel, until } from './kannel.ts';
import { linkedRegistry, registryNumber } from './linked-registry.ts';
import { type SmppRelay, smppRelay } from './smpp-relay.ts';

const number = '+919800010000';

/** What Kannel hands to its HTTP service. */
interface HandedOn {
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

interface SetUp {
  readonly relay: SmppRelay;
  /** Texts from the registry as they came out of Kannel. */
  readonly handedOn: readonly HandedOn[];
  /** Texts to the registry as its link took them. */
  readonly taken: readonly InboundText[];
  /** A text from the subscriber, by Kannel. */
  send(words: string, coding: 0 | 2): Promise<void>;
  /** A text from the registry. */
  reply(words: string): Promise<HandOver>;
}

/** HTTP users ⇄ Kannel ⇄ relay ⇄ our link. */
async function setUp(): Promise<SetUp> {
  const relay = await smppRelay(['kannel', 'dnd']);
  const handedOn: HandedOn[] = [];
  const service = await httpService((query, text) => {
    handedOn.push({ from: query.get('from') ?? '', to: query.get('to') ?? '', text });
  });
  const box = await kannel([
    smppLinkOf(relay),
    {
      ...{ group: 'sendsms-user', username: 'phone', password: 'secret', 'user-allow-ip': '127.0.0.1' },
      ...{ 'max-messages': 10, concatenation: true },
    },
    {
      ...{ group: 'sms-service', keyword: 'default', 'catch-all': true, 'omit-empty': true, 'max-messages': 0 },
      'post-url': `http://127.0.0.1:${service}/?from=%p&to=%P`,
    },
  ]);
  const taken: InboundText[] = [];
  const reply = (words: string): Promise<HandOver> => {
    const to = parsePhoneNumber(number) as PhoneNumber;
    return link.handOver({ id: 'text-1', from: registryNumber, to, text: words, expiresAt: Date.now() + 60_000 });
  };
  const settings = { name: 'relay', host: '127.0.0.1', port: relay.port, systemId: 'dnd', password: 'secret' };
  const silent = (): void => undefined;
  const link = smppLink(parseSmppLinkSettings({ ...settings, source: { ton: 3, npi: 1 } }), {
    takeText: async (input) => {
      taken.push(input);
    },
    receipt: silent,
    log: { info: silent, warn: silent, error: silent },
  });
  onTestFinished(() => link.close());
  await box.stateSays('smpp1', 'online');
  await until('our link is bound', () => relay.isBound('dnd') && relay.isBound('kannel'));
  const send = async (words: string, coding: 0 | 2): Promise<void> => {
    const query = { username: 'phone', password: 'secret', smsc: 'smpp1', from: number, to: registryNumber };
    const answer = await box.sendSms({ ...query, text: words, charset: 'UTF-8', coding: String(coding) });
    expect(answer).toMatch(/Accepted/);
  };
  return { relay, handedOn, taken, send, reply };
}

/** Kannel’s own ESME. */
function smppLinkOf({ port }: SmppRelay, more: Group = {}): Group {
  return {
    ...{ group: 'smsc', smsc: 'smpp', 'smsc-id': 'smpp1', 'allowed-smsc-id': 'smpp1', host: '127.0.0.1', port },
    ...{ 'transceiver-mode': true, 'smsc-username': 'kannel', 'smsc-password': 'secret', 'system-type': 'VMA' },
    ...{ 'interface-version': 34, 'source-addr-ton': 1, 'source-addr-npi': 1, 'dest-addr-ton': 3, 'dest-addr-npi': 1 },
    ...more,
  };
}

/** What phones send goes on over SMPP. */
function phonesLink(port: number): Group {
  return {
    ...{ group: 'smsc', smsc: 'fake', 'smsc-id': 'phones', host: '127.0.0.1', port, 'connect-allow-ip': '127.0.0.1' },
    'allowed-smsc-id': 'phones',
    'reroute-smsc-id': 'smpp1',
  };
}

async function httpService(take: (query: URLSearchParams, text: string) => void): Promise<number> {
  const answer = async (request: IncomingMessage): Promise<void> => {
    const charset = /charset="?([^";]+)/i.exec(request.headers['content-type'] ?? '')?.[1] ?? 'UTF-8';
    const octets = Buffer.from(await bodyText(request.setEncoding('latin1')), 'latin1');
    take(new URL(request.url ?? '', 'http://kannel').searchParams, new TextDecoder(charset).decode(octets));
  };
  const server = createServer((request, response) => void answer(request).then(() => response.end()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

test('over SMPP, real Kannel carries a phone’s text to the registry, and the reply back', async () => {
  const relay = await smppRelay(['kannel', 'dnd']);
  const [phonesPort, port] = (await freePorts(2)) as [number, number];
  const box = await kannel([phonesLink(phonesPort), smppLinkOf(relay, { 'reroute-smsc-id': 'phones' })]);
  const smpp = { host: '127.0.0.1', port: relay.port, systemId: 'dnd', password: 'secret', source: { ton: 3, npi: 1 } };
  const queue = await linkedRegistry(port, { kind: 'SMPP', smpp });
  const phones = fakePhones(phonesPort);
  await box.stateSays('smpp1', 'online');
  await until('both are bound', () => relay.isBound('dnd') && relay.isBound('kannel'));
  phones.send({ from: number, to: registryNumber, text: 'BLOCK 1,12' });
  await until('the reply came to the phone', () => phones.received().length > 0);
  const refused = expect.stringMatching(/^Refused: .*Text messages\. .*UNDO \d{6}$/);
  expect(phones.received()).toEqual([{ from: registryNumber, to: number, text: refused }]);
  await until('the queue is empty', async () => (await queue()).queue.length === 0);
  expect(await queue()).toMatchObject({ inDoubt: [], outcomesToday: { 'REPLY/ACCEPTED': 1 } });
});

const long = `${'[{€}] Grüße, señor; '.repeat(9)}\n@`;
const wideLong = '请勿打扰；退订😀'.repeat(12);

test.for([
  ['of GSM 03.38 with its extension', 'Ça? [1] {2} €3 @£ Ωß', 0, 1],
  ['of UCS-2', '退订 नहीं 😀', 2, 1],
  ['of two parts', long, 0, 2],
  ['of two parts in UCS-2', wideLong, 2, 2],
] as const)('a text %s is the same on the other side, both ways', async ([, words, coding, parts]) => {
  const { send, reply, taken, handedOn, relay } = await setUp();
  await send(words, coding);
  await until('the text came to our link', () => taken.length === 1);
  expect(taken[0]?.text).toBe(words);
  expect(await reply(words)).toMatchObject({ status: 'ACCEPTED' });
  await until('the reply came out of Kannel', () => handedOn.length > 0);
  expect(handedOn).toEqual([{ from: registryNumber, to: number, text: words }]);
  expect(relay.passed.filter(({ from }) => from === 'kannel').length).toBe(parts);
});
