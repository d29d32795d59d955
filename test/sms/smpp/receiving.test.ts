import { expect, test, vi } from 'vitest';
import { Fault } from '../../../src/core/fault.ts';
import type { InboundText } from '../../../src/registry/texts/receive-text.ts';
import {
  c,
  type Delivery,
  deliverBody,
  id,
  octets,
  pdu,
  type RawPeer,
  rawCentre,
  response,
  tlv,
} from './raw-centre.ts';
import { stopTime, text, triedLink } from './tried-link.ts';

async function boundLink(settings: object = {}, takeText?: (input: InboundText) => Promise<void>) {
  stopTime();
  const centre = await rawCentre();
  const tried = triedLink({ port: centre.port, ...settings }, takeText);
  const peer = await centre.peer();
  await peer.bind();
  await tried.said('bound to');
  let times = 0;
  const nextPeer = async (): Promise<RawPeer> => {
    times++;
    await tried.said('is down', times);
    vi.advanceTimersByTime(tried.waitMs());
    const next = await centre.peer();
    await next.bind();
    await tried.said('bound to', times + 1);
    return next;
  };
  return { ...tried, peer, nextPeer };
}

const deliver = (sequence: number, delivery: Delivery): Buffer => pdu(id.deliver, sequence, deliverBody(delivery));

/** The next answer to a deliver_sm. */
async function answered(peer: RawPeer): Promise<readonly [sequence: number, status: number]> {
  const { id: command, sequence, status } = await peer.next();
  expect(command).toBe(response(id.deliver));
  return [sequence, status];
}

test.for([
  ['GSM 03.38, unpacked', {}, { message: octets('BLOCK ', 0x1b, 0x3c, '1', 0x1b, 0x3e, 0x02) }, 'BLOCK [1]$'],
  ['the centre’s own as Latin-1', { defaultCharset: 'LATIN1' }, { message: octets('[1]$ \xe9') }, '[1]$ é'],
  ['Latin-1', {}, { coding: 3, message: octets('\xbfqu\xe9?') }, '¿qué?'],
  ['octets', {}, { coding: 4, message: octets('caf\xe9') }, 'café'],
  ['UCS-2', {}, { coding: 8, message: Buffer.from([0x90, 0x00, 0x8b, 0xa2, 0xd8, 0x3d, 0xde, 0x00]) }, '退订😀'],
  ['UCS-2 by a scheme', {}, { coding: 0x18, message: Buffer.from([0x90, 0x00, 0x8b, 0xa2]) }, '退订'],
  ['GSM by a scheme', { defaultCharset: 'LATIN1' }, { coding: 0xf0, message: octets(0x00) }, '@'],
  ['Cyrillic', {}, { coding: 6, message: octets(0xbd, 0xb5, 0xc2) }, 'НЕТ'],
  ['a Spanish shift', {}, { esmClass: 0x40, message: octets(3, 0x24, 1, 2, 'atr', 0x1b, 0x61, 's') }, 'atrás'],
  ['message_payload', {}, { coding: 8, tlvs: tlv(0x424, Buffer.from([0x62, 0xd2])) }, '拒'],
  ['nothing', {}, {}, ''],
] as const)('a text in %s is read', async ([, settings, delivery, words]) => {
  const { peer, texts } = await boundLink(settings);
  peer.send(deliver(7, delivery));
  expect(await answered(peer)).toEqual([7, 0]);
  expect(texts).toMatchObject([{ from: '+8613800138000', to: '10086999', text: words }]);
});

test('a text that comes together with the answer to the bind is taken', async () => {
  const centre = await rawCentre();
  const { texts } = triedLink({ port: centre.port });
  const peer = await centre.peer();
  const bind = await peer.next();
  const first = deliver(1, { message: octets('HELP') });
  peer.send(pdu(response(bind.id), bind.sequence, c('centre')), first, deliver(2, { message: octets('STATUS') }));
  expect([await answered(peer), await answered(peer)]).toEqual([
    [1, 0],
    [2, 0],
  ]);
  expect(texts.map((one) => one.text)).toEqual(['HELP', 'STATUS']);
});

test('a text by data_sm is taken as well', async () => {
  const { peer, texts } = await boundLink();
  // SMPP 3.4, 4.7.1.
  const body = octets(0, 1, 1, '8613800138000\0', 0, 1, '10086999\0', 0, 0, 0, tlv(0x424, octets('HELP')));
  peer.send(pdu(id.data, 9, body));
  expect(await peer.next()).toMatchObject({ id: 0x80000103, sequence: 9, status: 0 });
  expect(texts).toMatchObject([{ text: 'HELP' }]);
});

test.for([
  ['UNAVAILABLE', 0x64],
  ['ABORTED', 0x64],
  ['NOT_FOUND', 0],
  ['INVALID_ARGUMENT', 0],
] as const)('a text that cannot be taken (%s) is answered by 0x%s', async ([code, status]) => {
  const { peer, said } = await boundLink({}, async () => {
    throw new Fault(code, 'no');
  });
  peer.send(deliver(7, { message: octets('HELP') }));
  expect(await answered(peer)).toEqual([7, status]);
  await said(code);
});

test('a text is answered only once it was taken, and a defect puts it off', async () => {
  const taken = Promise.withResolvers<void>();
  const { peer, said } = await boundLink({}, () => taken.promise);
  peer.send(deliver(7, { message: octets('HELP') }));
  await peer.echo();
  taken.reject(new TypeError('a defect'));
  expect(await answered(peer)).toEqual([7, 0x64]);
  await said('a defect');
});

test.for([
  ['a name', { ton: 5, from: 'BANK' }],
  ['a half character', { coding: 8, message: octets('x') }],
  ['an unknown coding', { coding: 9, message: octets('x') }],
  ['a text for a port', { esmClass: 0x40, message: octets(6, 5, 4, 0x0b, 0x84, 0x23, 0xf0, 'x') }],
  ['a header that does not end', { esmClass: 0x40, message: octets(9, 0, 3, 1, 2, 1) }],
  ['an element that does not end', { esmClass: 0x40, message: octets(3, 0, 3, 1, 'x') }],
  ['part 3 of 2', { esmClass: 0x40, message: octets(5, 0, 3, 1, 2, 3, 'x') }],
  ['a locked alphabet', { esmClass: 0x40, message: octets(3, 0x25, 1, 3, 'x') }],
] as const)('%s is refused for good', async ([, delivery]) => {
  const { peer, texts } = await boundLink();
  peer.send(deliver(7, delivery));
  expect(await answered(peer)).toEqual([7, 0]);
  expect(texts).toEqual([]);
});

const part = (place: number, words: string, { reference = 9, total = 3 } = {}): Delivery => ({
  esmClass: 0x40,
  message: octets(5, 0, 3, reference, total, place, words),
});

test('parts come in any order, among others, and are answered with the whole', async () => {
  const { peer, texts } = await boundLink();
  peer.send(deliver(1, part(3, 'c')), deliver(2, part(1, 'a')), deliver(3, { message: octets('HELP') }));
  expect(await answered(peer)).toEqual([3, 0]);
  await peer.echo();
  expect(texts.map(({ text }) => text)).toEqual(['HELP']);
  peer.send(deliver(4, part(2, 'b')));
  expect((await Promise.all([answered(peer), answered(peer), answered(peer)])).sort()).toEqual([
    [1, 0],
    [2, 0],
    [4, 0],
  ]);
  expect(texts.map(({ text }) => text)).toEqual(['HELP', 'abc']);
});

test('a character cut in two by the end of a part is read', async () => {
  const { peer, texts } = await boundLink();
  const wide = (place: number, ...bytes: number[]): Delivery => ({
    ...{ esmClass: 0x40, coding: 8, message: octets(6, 8, 4, 1, 2, 2, place, Buffer.from(bytes)) },
  });
  peer.send(deliver(1, wide(1, 0xd8, 0x3d)), deliver(2, wide(2, 0xde, 0x00)));
  await Promise.all([answered(peer), answered(peer)]);
  expect(texts.map(({ text }) => text)).toEqual(['😀']);
});

test('parts by TLVs', async () => {
  const { peer, texts } = await boundLink();
  const segment = (place: number, words: string): Delivery => ({
    message: octets(words),
    tlvs: octets(tlv(0x20c, octets(1, 2)), tlv(0x20e, octets(2)), tlv(0x20f, octets(place))),
  });
  peer.send(deliver(1, segment(2, 'b')), deliver(2, segment(1, 'a')));
  await Promise.all([answered(peer), answered(peer)]);
  expect(texts.map(({ text }) => text)).toEqual(['ab']);
});

test('a centre that sends one at a time gets its answer after a while, and at once from then on', async () => {
  const { peer, texts } = await boundLink({ holdPartsSec: 3 });
  peer.send(deliver(1, part(1, 'a')));
  await peer.echo();
  vi.advanceTimersByTime(3_000);
  expect(await answered(peer)).toEqual([1, 0]);
  peer.send(deliver(2, part(2, 'b')));
  expect(await answered(peer)).toEqual([2, 0]);
  peer.send(deliver(3, part(3, 'c')));
  expect(await answered(peer)).toEqual([3, 0]);
  expect(texts.map(({ text }) => text)).toEqual(['abc']);
});

test('parts that are put off come again; what was acknowledged before is not asked for again', async () => {
  let attempts = 0;
  const { peer, texts } = await boundLink({ holdPartsSec: 3 }, async () => {
    if (++attempts === 1) throw new Fault('UNAVAILABLE', 'full');
  });
  peer.send(deliver(1, part(1, 'a')));
  await peer.echo();
  vi.advanceTimersByTime(3_000);
  await answered(peer);
  peer.send(deliver(2, part(2, 'b', { total: 3 })), deliver(3, part(3, 'c')));
  expect(await answered(peer)).toEqual([2, 0]);
  expect(await answered(peer)).toEqual([3, 0x64]);
  peer.send(deliver(4, part(3, 'c')));
  expect(await answered(peer)).toEqual([4, 0]);
  expect(texts.map(({ text }) => text)).toEqual(['abc', 'abc']);
  expect(texts[0]?.messageId).toBe(texts[1]?.messageId);
});

test('what never becomes whole is dropped and told', async () => {
  const { peer, texts, said } = await boundLink();
  peer.send(deliver(1, part(1, 'a')));
  await peer.echo();
  vi.advanceTimersByTime(600_000);
  await said('never became whole');
  await peer.next();
  expect(texts).toEqual([]);
});

test('another text under the same reference begins anew', async () => {
  const { peer, texts } = await boundLink({ holdPartsSec: 0 });
  peer.send(deliver(1, part(1, 'old', { total: 2 })), deliver(2, part(1, 'new', { total: 2 })));
  peer.send(deliver(3, part(2, '!', { total: 2 })));
  for (const sequence of [1, 2, 3]) expect(await answered(peer)).toEqual([sequence, 0]);
  expect(texts.map(({ text }) => text)).toEqual(['new!']);
});

test('unfinished texts are bounded: the oldest goes', async () => {
  const { peer, texts, said } = await boundLink({ holdPartsSec: 0 });
  const from = (index: number): string => String(8613800100000 + index);
  const first = (index: number): Buffer => deliver(index + 1, { ...part(1, 'a', { total: 2 }), from: from(index) });
  peer.send(...Array.from({ length: 1_001 }, (_, index) => first(index)));
  for (let index = 0; index < 1_001; index++) await peer.next();
  await said('never became whole');
  const second = part(2, 'b', { total: 2 });
  peer.send(deliver(1, { ...second, from: from(1) }), deliver(2, { ...second, from: from(0) }));
  await answered(peer);
  await answered(peer);
  expect(texts.map((one) => one.from)).toEqual([`+${from(1)}`]);
});

test('closing puts off the parts that were not acknowledged', async () => {
  const { peer, link } = await boundLink();
  peer.send(deliver(1, part(1, 'a')));
  await peer.echo();
  const closed = link.close();
  expect(await answered(peer)).toEqual([1, 0x64]);
  peer.answer(await peer.next());
  await closed;
});

test('a text that comes again over the next link, while it is dealt with, is taken once and answered there', async () => {
  const taken = Promise.withResolvers<void>();
  const { peer, texts, nextPeer } = await boundLink({}, () => taken.promise);
  peer.send(deliver(7, { message: octets('BLOCK 1') }));
  await peer.echo();
  peer.socket.destroy();
  const next = await nextPeer();
  next.send(deliver(1, { message: octets('BLOCK 1') }));
  await next.echo();
  taken.resolve();
  expect(await answered(next)).toEqual([1, 0]);
  expect(texts.length).toBe(1);
});

test('a text that was put off comes again with the same id; the same words texted anew have another', async () => {
  let attempts = 0;
  const { peer, texts } = await boundLink({}, async () => {
    if (++attempts === 1) throw new Fault('ABORTED', 'another attempt is under way');
  });
  peer.send(deliver(7, { message: octets('BLOCK 1') }));
  expect(await answered(peer)).toEqual([7, 0x64]);
  peer.send(deliver(8, { message: octets('BLOCK 1'), tlvs: tlv(0x1401, octets('another attempt')) }));
  expect(await answered(peer)).toEqual([8, 0]);
  // Our enquiry goes out behind the answer: once the peer answers that, it will not send the text again.
  vi.advanceTimersByTime(30_000);
  peer.answer(await peer.next());
  peer.send(deliver(9, { message: octets('BLOCK 1') }));
  expect(await answered(peer)).toEqual([9, 0]);
  const [one, two, three] = texts.map(({ messageId }) => messageId);
  expect(two).toBe(one);
  expect(three).not.toBe(one);
});

test('nobody is late while the peer is not read from', async () => {
  const taken = Promise.withResolvers<void>();
  const full = Promise.withResolvers<void>();
  let underWay = 0;
  const { peer, link } = await boundLink({ responseSec: 10, enquireLinkSec: 3_600 }, () => {
    if (++underWay === 64) full.resolve();
    return taken.promise;
  });
  const done = link.handOver(text('Hello'));
  const submit = await peer.next();
  peer.send(...Array.from({ length: 64 }, (_, at) => deliver(at + 1, { message: octets(`BLOCK ${at}`) })));
  peer.answer(submit, 0, c('1'));
  await full.promise;
  vi.advanceTimersByTime(15_000);
  taken.resolve();
  expect(await done).toEqual({ status: 'ACCEPTED', messageId: '1' });
});

test('a text whose answer was lost is answered again and not taken again; a second one is another', async () => {
  const { peer, texts, nextPeer } = await boundLink();
  peer.send(deliver(7, { message: octets('BLOCK 1') }));
  await answered(peer);
  peer.socket.destroy();
  const next = await nextPeer();
  next.send(deliver(1, { message: octets('BLOCK 1') }), deliver(2, { message: octets('BLOCK 1') }));
  expect(await answered(next)).toEqual([1, 0]);
  expect(await answered(next)).toEqual([2, 0]);
  expect(new Set(texts.map(({ messageId }) => messageId)).size).toBe(2);
});

test.for([
  ['before', 1],
  ['after', 2],
] as const)(
  'the same words over the next link, from a peer that answered an enquiry sent %s our answer to them',
  async ([when, times]) => {
    const { peer, texts, nextPeer } = await boundLink();
    const enquired = () => {
      vi.advanceTimersByTime(30_000);
      return peer.next();
    };
    const early = when === 'before' ? await enquired() : undefined;
    peer.send(deliver(7, { message: octets('BLOCK 1') }));
    await answered(peer);
    peer.answer(early ?? (await enquired()));
    await peer.echo();
    peer.socket.destroy();
    const next = await nextPeer();
    next.send(deliver(1, { message: octets('BLOCK 1') }));
    expect(await answered(next)).toEqual([1, 0]);
    expect(new Set(texts.map(({ messageId }) => messageId)).size).toBe(times);
  },
);

test('a part whose answer was lost is answered again where the whole was taken', async () => {
  const { peer, texts, nextPeer } = await boundLink();
  peer.send(deliver(1, part(1, 'a', { total: 2 })), deliver(2, part(2, 'b', { total: 2 })));
  await answered(peer);
  await answered(peer);
  peer.socket.destroy();
  const next = await nextPeer();
  next.send(deliver(5, part(2, 'b', { total: 2 })));
  expect(await answered(next)).toEqual([5, 0]);
  expect(texts.length).toBe(1);
});

test('a peer that sends faster than texts are taken is not read from', async () => {
  let underWay = 0;
  let most = 0;
  const { peer, texts } = await boundLink({}, async () => {
    most = Math.max(most, ++underWay);
    await new Promise(setImmediate);
    underWay--;
  });
  const many = 500;
  peer.send(...Array.from({ length: many }, (_, at) => deliver(at + 1, { message: octets(`BLOCK ${at}`) })));
  for (let at = 1; at <= many; at++) expect((await peer.next()).sequence).toBe(at);
  expect(texts.length).toBe(many);
  expect(most).toBe(64);
});
