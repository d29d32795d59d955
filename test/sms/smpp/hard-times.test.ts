import { expect, test, vi } from 'vitest';
import { Fault, type FaultCode } from '../../../src/core/fault.ts';
import { hourMs } from '../../../src/core/time.ts';
import type { InboundText } from '../../../src/registry/texts/receive-text.ts';
import { c, type Delivery, deliverBody, id, octets, pdu, rawCentre, response, tlv } from './raw-centre.ts';
import { stopTime, text, triedLink } from './tried-link.ts';

async function boundLink(settings: object = {}, takeText?: (input: InboundText) => Promise<void>) {
  stopTime();
  const centre = await rawCentre();
  const tried = triedLink({ port: centre.port, enquireLinkSec: 3_600, ...settings }, takeText);
  const peer = await centre.peer();
  await peer.bind();
  await tried.said('bound to');
  return { ...tried, centre, peer };
}

const deliver = (sequence: number, delivery: Delivery): Buffer => pdu(id.deliver, sequence, deliverBody(delivery));

test('a text that is longer than any door takes is refused, however it came', async () => {
  const { peer, texts, said } = await boundLink();
  const long = (letters: number): Delivery => ({ tlvs: tlv(0x424, octets('B'.repeat(letters))) });
  peer.send(deliver(1, long(2_000)), deliver(2, long(2_001)));
  expect([await peer.next(), await peer.next()].map(({ status }) => status)).toEqual([0, 0]);
  expect(texts.map(({ text: words }) => words.length)).toEqual([2_000]);
  await said('refused for good: PAYLOAD_TOO_LARGE');
});

test.for<FaultCode>(['TOO_MANY_REQUESTS', 'QUOTA_EXCEEDED'])('a text that meets %s may come again', async (code) => {
  const { peer } = await boundLink({}, async () => {
    throw new Fault(code, 'later');
  });
  peer.send(deliver(1, { message: octets('HELP') }));
  expect(await peer.next()).toMatchObject({ sequence: 1, status: 0x64 });
});

test('parts whose others never come do not keep whole texts waiting', async () => {
  const { peer, texts } = await boundLink({ holdPartsSec: 30 });
  const alone = (reference: number): Delivery => ({
    ...{ esmClass: 0x40, message: octets(5, 0, 3, reference, 2, 1, 'a') },
  });
  peer.send(...Array.from({ length: 200 }, (_, at) => deliver(at + 1, alone(at))));
  peer.send(deliver(999, { message: octets('STOP') }));
  for (;;) {
    const { sequence, status } = await peer.next();
    expect(status).toBe(0);
    if (sequence === 999) break;
  }
  expect(texts.map(({ text: words }) => words)).toEqual(['STOP']);
});

test('a clock that is set back by an hour holds no text up', async () => {
  const { peer, link } = await boundLink({ textsPerSec: 10, window: 2 });
  const turn = async (status: number) => {
    const done = link.handOver(text('Hello', 'text-1', 3 * hourMs));
    await vi.advanceTimersByTimeAsync(200);
    peer.answer(await peer.next(), status, status === 0 ? c('1') : Buffer.alloc(0));
    return done;
  };
  expect(await turn(0)).toMatchObject({ status: 'ACCEPTED' });
  vi.setSystemTime(Date.now() - hourMs);
  expect(await turn(0x58)).toMatchObject({ status: 'LATER', waitMs: 1_000 });
  vi.setSystemTime(Date.now() - hourMs);
  expect(await turn(0)).toMatchObject({ status: 'ACCEPTED' });
});

test('a link whose clock is set back while it is down says a wait that is true', async () => {
  const { peer, link, said } = await boundLink();
  peer.socket.destroy();
  await said('is down');
  vi.setSystemTime(Date.now() - hourMs);
  const { waitMs } = (await link.handOver(text('Hello', 'text-1', 3 * hourMs))) as { readonly waitMs?: number };
  expect(waitMs).toBeLessThanOrEqual(300_000);
});

test('closing ends in time, also where texts are being taken that never end', async () => {
  const full = Promise.withResolvers<void>();
  let underWay = 0;
  const { peer, link } = await boundLink({ responseSec: 10 }, () => {
    if (++underWay === 64) full.resolve();
    return new Promise(() => undefined);
  });
  peer.send(...Array.from({ length: 80 }, (_, at) => deliver(at + 1, { message: octets(`BLOCK ${at}`) })));
  await full.promise;
  let isClosed = false;
  void link.close().then(() => {
    isClosed = true;
  });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(isClosed).toBe(true);
  await peer.closed;
});

test('an answer to a bind that is none begins the link anew', async () => {
  stopTime();
  const centre = await rawCentre();
  const { said, lines } = triedLink({ port: centre.port });
  const peer = await centre.peer();
  const { sequence } = await peer.next();
  peer.send(pdu(response(id.enquireLink), sequence));
  await said('is down');
  expect(lines.map(({ message }) => message)).not.toContain('bound to the message centre');
});
