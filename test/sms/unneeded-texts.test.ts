import { expect, test } from 'vitest';
import { openSession } from '../../src/registry/access/open-session.ts';
import { requestCode } from '../../src/registry/access/request-code.ts';
import { requestConsent } from '../../src/registry/consents/request-consent.ts';
import type { Registry } from '../../src/registry/registry.ts';
import { forgetEverything } from '../../src/registry/rights/forget-everything.ts';
import { forgetHistory } from '../../src/registry/rights/forget-history.ts';
import { requestErasure } from '../../src/registry/rights/request-erasure.ts';
import { heldText } from '../../src/registry/texts/outgoing/queued-text.ts';
import { readTextQueue } from '../../src/registry/texts/outgoing/read-text-queue.ts';
import { textGateway } from '../../src/registry/texts/outgoing/text-gateway.ts';
import { receiveText } from '../../src/registry/texts/receive-text.ts';
import { operatorAtConsole } from '../../src/runtime/operator-at-console.ts';
import type { HandOver, OutgoingText } from '../../src/sms/outlet.ts';
import { TextDispatcher } from '../../src/sms/text-dispatcher.ts';
import {
  chineseNumber,
  memoryRegistry,
  setOrganisation,
  setSenderIdentity,
  subscriber,
  wire,
} from '../registry/memory-registry.ts';

const number = chineseNumber();
const neighbour = chineseNumber(20_000);
const holder = subscriber(number);

/** A registry whose texts wait, and what goes out of it when it is let. */
async function waiting(answer: (text: OutgoingText) => Promise<HandOver> = async () => ({ status: 'ACCEPTED' })) {
  const { registry: plain, clock } = await memoryRegistry();
  const registry: Registry = { ...plain, sms: textGateway(plain) };
  const carrier = await setOrganisation(registry, 'carrier-1', { role: 'CARRIER', numberRanges: ['86138'] });
  const brand = await setOrganisation(registry, 'brand-1');
  await setSenderIdentity(registry, '106900', { kind: 'HEADER' });
  const sent: string[] = [];
  const handOver = async (text: OutgoingText) => {
    sent.push(`${text.to === number ? 'own' : 'other'} ${text.text}`);
    return answer(text);
  };
  const dispatcher = new TextDispatcher({
    queue: registry,
    links: [
      { outlet: { name: 'link', takesAnIdOnce: false, window: 9, handOver, async close() {} }, numbers: ['10086'] },
    ],
    ...{ textsPerMinuteMax: 1_000, log: { info() {}, warn() {}, error() {} }, random: () => 1 },
    wait: () => new Promise((resolve) => setImmediate(resolve)),
  });
  const queued = () => registry.store.shortRecords('OUTBOX', clock.at, 100).map(heldText);
  let asked = 0;
  return {
    ...{ registry, clock, sent, queued, dispatcher },
    code: () => requestCode(registry, { phoneNumber: wire(number), clientAddress: `192.0.2.${++asked}` }),
    lastCode: () =>
      /\d{6}/.exec(
        queued()
          .sort((a, b) => a.queuedAt - b.queuedAt)
          .at(-1)?.text ?? '',
      )?.[0] ?? '',
    text: (words: string, from = number) =>
      receiveText(registry, carrier, { from: wire(from), to: '10086', text: words, messageId: `m-${++asked}` }),
    askConsent: () => requestConsent(registry, brand, { phoneNumber: wire(number), sender: '106900', scope: {} }),
    async letGo() {
      await dispatcher.look();
      await dispatcher.idle();
      await registry.counts.flush();
      return (await readTextQueue(registry, operatorAtConsole)).outcomesToday;
    },
  };
}

test('of codes that another took the place of while they waited, the last alone is sent', async () => {
  const { code, text, clock, letGo, sent, lastCode } = await waiting();
  await code();
  clock.at += 70_000;
  await text('CODE');
  clock.at += 70_000;
  await code();
  const last = lastCode();
  expect(await letGo()).toEqual({ 'CODE/NOT_NEEDED': 2, 'CODE/ACCEPTED': 1 });
  expect(sent).toEqual([expect.stringContaining(last)]);
});

test('a code that was used is not sent again; one that was tried in vain is', async () => {
  const { registry, code, lastCode, letGo } = await waiting();
  await code();
  const used = lastCode();
  const wrong = used === '000000' ? '000001' : '000000';
  const open = (tried: string) =>
    openSession(registry, { phoneNumber: wire(number), code: tried, clientAddress: '192.0.2.1' });
  await expect(open(wrong)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  const late = await waiting();
  await late.code();
  await expect(
    openSession(late.registry, { phoneNumber: wire(number), code: 'abcdef', clientAddress: '192.0.2.1' }),
  ).rejects.toThrow();
  expect(await late.letGo()).toEqual({ 'CODE/ACCEPTED': 1 });
  await open(used);
  expect(await letGo()).toEqual({ 'CODE/NOT_NEEDED': 1 });
});

test('who has everything forgotten gets no text any more that was queued before, and nobody else loses one', async () => {
  const { registry, text, code, askConsent, clock, lastCode, queued, letGo, sent } = await waiting();
  await text('STATUS');
  await text('STATUS', neighbour);
  await askConsent();
  clock.at += 70_000;
  await code();
  clock.at += 70_000;
  await requestErasure(registry, holder, {});
  await forgetEverything(registry, holder, { code: lastCode() });
  expect(queued().map(({ to }) => to)).toEqual([wire(neighbour)]);
  const fates = registry.store.shortRecords('OUTGOING_TEXT', clock.at, 100).map(({ body }) => body);
  expect(fates.join()).not.toContain(String(number));
  expect(await letGo()).toEqual({
    ...{ 'REPLY/DROPPED': 1, 'CODE/DROPPED': 2, 'CONSENT_REQUEST/DROPPED': 1 },
    'REPLY/ACCEPTED': 1,
  });
  expect(sent).toEqual([expect.stringMatching(/^other /)]);
});

test.for([true, false])(
  'who has his history forgotten (consents kept: %s) is told nothing of it',
  async (keepConsents) => {
    const { registry, text, code, askConsent, queued } = await waiting();
    await text('STATUS');
    await askConsent();
    await code();
    await forgetHistory(registry, holder, { keepConsents });
    const left = keepConsents ? ['CODE', 'CONSENT_REQUEST'] : ['CODE'];
    expect(queued().map(({ priority }) => priority)).toEqual(left);
  },
);

test.for<HandOver>([
  { status: 'LATER', reason: 'busy' },
  { status: 'IN_DOUBT', reason: 'no answer' },
  { status: 'ACCEPTED', messageId: 'm-1' },
])('a text that is being handed over while it is forgotten leaves nothing, however that ends (%j)', async (answer) => {
  let forget = async (): Promise<unknown> => undefined;
  const { registry, text, letGo, queued, clock } = await waiting(async () => {
    await forget();
    return answer;
  });
  forget = () => forgetHistory(registry, holder, { keepConsents: true });
  await text('STATUS');
  expect(await letGo()).toEqual({ 'REPLY/DROPPED': 1 });
  expect(queued()).toEqual([]);
  expect(registry.store.shortRecords('TEXT_RECEIPT', clock.at, 9)).toEqual([]);
});
