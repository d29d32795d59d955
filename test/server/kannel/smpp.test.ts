import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as bodyText } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { type PhoneNumber, parsePhoneNumber } from '../../../src/core/phone-number.ts';
import { inPolicy } from '../../../src/core/policies/in.ts';
import { type InboundText, receiveText } from '../../../src/registry/texts/receive-text.ts';
import type { HandOver } from '../../../src/sms/outlet.ts';
import { smppLink } from '../../../src/sms/smpp/smpp-link.ts';
import { parseSmppLinkSettings } from '../../../src/sms/smpp/smpp-link-settings.ts';
import { memoryRegistry, setOrganisation } from '../../registry/memory-registry.ts';
import { fakePhones } from './fake-phones.ts';
import { freePorts, type Group, type Kannel, kannel, until } from './kannel.ts';
import { type SmppRelay, smppRelay } from './smpp-relay.ts';

const number = '+919800010000';
const registryNumber = '1909';

/** What Kannel hands to its HTTP service. */
interface HandedOn {
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

interface SetUp {
  readonly kannel: Kannel;
  readonly relay: SmppRelay;
  /** Texts from the registry as they came out of Kannel. */
  readonly handedOn: readonly HandedOn[];
  /** Texts to the registry as its link took them. */
  readonly taken: readonly InboundText[];
  readonly handedOver: readonly HandOver[];
  /** A text from the subscriber, by Kannel. */
  send(words: string, coding: 0 | 2): Promise<void>;
  /** A text from the registry. */
  reply(words: string): Promise<HandOver>;
}

/** Phones or HTTP users ⇄ Kannel ⇄ relay ⇄ our link ⇄ the verbs of a registry in memory. */
async function setUp(phonesPort?: number): Promise<SetUp> {
  const relay = await smppRelay(['kannel', 'dnd']);
  const handedOn: HandedOn[] = [];
  const service = await httpService((query, text) => {
    handedOn.push({ from: query.get('from') ?? '', to: query.get('to') ?? '', text });
  });
  const box = await kannel([
    {
      ...{ group: 'smsc', smsc: 'smpp', 'smsc-id': 'smpp1', host: '127.0.0.1', port: relay.port },
      'allowed-smsc-id': 'smpp1',
      ...{ 'transceiver-mode': true, 'smsc-username': 'kannel', 'smsc-password': 'secret', 'system-type': 'VMA' },
      ...{
        'interface-version': 34,
        'source-addr-ton': 1,
        'source-addr-npi': 1,
        'dest-addr-ton': 3,
        'dest-addr-npi': 1,
      },
      ...(phonesPort === undefined ? {} : { 'reroute-smsc-id': 'phones' }),
    },
    ...(phonesPort === undefined ? [] : [phonesLink(phonesPort)]),
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
  const handedOver: HandOver[] = [];
  const { registry, outbox } = await memoryRegistry({ policy: inPolicy });
  const carrier = await setOrganisation(registry, 'carrier-1', { role: 'CARRIER', numberRanges: ['9198'] });
  const reply = async (words: string, to = parsePhoneNumber(number) as PhoneNumber): Promise<HandOver> => {
    const id = `text-${handedOver.length}`;
    const went = await link.handOver({ id, from: registryNumber, to, text: words, expiresAt: Date.now() + 60_000 });
    handedOver.push(went);
    return went;
  };
  const settings = { name: 'relay', host: '127.0.0.1', port: relay.port, systemId: 'dnd', password: 'secret' };
  const silent = (): void => undefined;
  const link = smppLink(parseSmppLinkSettings({ ...settings, source: { ton: 3, npi: 1 } }), {
    takeText: async (input) => {
      taken.push(input);
      await receiveText(registry, carrier, input);
      for (const { to, text } of outbox.splice(0)) await reply(text, to);
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
  return { ...{ kannel: box, relay, handedOn, taken, handedOver, send }, reply };
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

test('over SMPP, real Kannel carries a phone’s text in and the reply out', async () => {
  const [port] = (await freePorts(1)) as [number];
  const { taken, handedOver } = await setUp(port);
  const phones = fakePhones(port);
  phones.send({ from: number, to: registryNumber, text: 'BLOCK 1,12' });
  await until('the reply came to the phone', () => phones.received().length === 1);
  expect(taken).toMatchObject([{ from: number, to: registryNumber, text: 'BLOCK 1,12' }]);
  expect(handedOver).toMatchObject([{ status: 'ACCEPTED' }]);
  const refused = expect.stringMatching(/^Refused: .*Text messages\. .*UNDO \d{6}$/);
  expect(phones.received()).toEqual([{ from: registryNumber, to: number, text: refused }]);
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
  await until('the answer came out of Kannel', () => handedOn.length > 0);
  expect(await reply(words)).toMatchObject({ status: 'ACCEPTED' });
  await until('the reply came out of Kannel', () => handedOn.some(({ text }) => text === words));
  expect(relay.passed.filter(({ from }) => from === 'kannel').length).toBe(parts);
});
