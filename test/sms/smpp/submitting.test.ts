import { expect, test, vi } from 'vitest';
import { c, id, octets, pdu, type RawPdu, type RawPeer, rawCentre, readSubmit, response } from './raw-centre.ts';
import { stopTime, text, triedLink } from './tried-link.ts';

async function boundLink(settings: object = {}) {
  const centre = await rawCentre();
  const tried = triedLink({ port: centre.port, ...settings });
  const peer = await centre.peer();
  const bind = await peer.bind();
  await tried.said('bound to');
  return { ...tried, centre, peer, bind };
}

async function nextSubmit(peer: RawPeer): Promise<RawPdu> {
  const next = await peer.next();
  expect(next.id).toBe(id.submit);
  return next;
}

test('the bind and a text are the octets that the specification has', async () => {
  stopTime();
  const { link, peer, bind } = await boundLink({
    systemType: 'VMA',
    addressRange: '^10086',
    serviceType: 'CMT',
    source: { ton: 3, npi: 1 },
  });
  expect(bind).toEqual({
    id: 0x09,
    status: 0,
    sequence: 1,
    body: octets(c('dnd'), c('secret'), c('VMA'), 0x34, 0, 0, c('^10086')),
  });
  const done = link.handOver(text('Nobody may call you. [1]', 'text-1', 90_000));
  const submit = await peer.next();
  expect(submit).toEqual({
    id: 0x04,
    status: 0,
    sequence: 2,
    body: octets(
      ...[c('CMT'), 3, 1, c('10086999'), 1, 1, c('8613800138000'), 0, 0, 0, c(''), c('000000000130000R'), 1, 0, 0, 0],
      ...[26, 'Nobody may call you. ', 0x1b, 0x3c, '1', 0x1b, 0x3e],
    ),
  });
  peer.answer(submit, 0, c('a-42'));
  expect(await done).toEqual({ status: 'ACCEPTED', messageId: 'a-42' });
});

test.for([
  [0x01, { status: 'REJECTED', reason: 'ESME_RINVMSGLEN' }],
  [0x0b, { status: 'REJECTED', reason: 'ESME_RINVDSTADR' }],
  [0x08, { status: 'LATER', reason: 'ESME_RSYSERR', waitMs: 5_000 }],
  [0x14, { status: 'LATER', reason: 'ESME_RMSGQFUL', waitMs: 10_000 }],
  [0x58, { status: 'LATER', reason: 'ESME_RTHROTTLED', waitMs: 1_000 }],
  [0x65, { status: 'REJECTED', reason: 'ESME_RX_P_APPN' }],
  [0x4ff, { status: 'LATER', reason: '0x000004ff', waitMs: 30_000 }],
] as const)('a text answered by status %i', async ([status, handOver]) => {
  stopTime();
  const { link, peer } = await boundLink();
  const done = link.handOver(text('Hello'));
  peer.answer(await peer.next(), status);
  expect(await done).toEqual(handOver);
});

test('a generic_nack to a text turns it down and begins the link anew', async () => {
  stopTime();
  const { link, peer } = await boundLink();
  const done = link.handOver(text('Hello'));
  peer.send(pdu(id.genericNack, (await peer.next()).sequence, Buffer.alloc(0), 0x02));
  expect(await done).toEqual({ status: 'REJECTED', reason: 'ESME_RINVCMDLEN' });
  const unbind = await peer.next();
  expect(unbind.id).toBe(id.unbind);
  peer.answer(unbind);
  await peer.closed;
});

test('never more than the window is unanswered, and the next goes as soon as one is answered', async () => {
  stopTime();
  const { link, peer } = await boundLink({ window: 2, textsPerSec: 10_000 });
  const all = ['a', 'b', 'c', 'd'].map((one) => link.handOver(text(one, one)));
  const first = await nextSubmit(peer);
  const second = await nextSubmit(peer);
  await peer.echo();
  expect(peer.unread).toEqual([]);
  peer.answer(second, 0, c('2'));
  const third = await nextSubmit(peer);
  peer.answer(first, 0, c('1'));
  peer.answer(third, 0, c('3'));
  peer.answer(await nextSubmit(peer), 0, c('4'));
  expect((await Promise.all(all)).map(({ status }) => status)).toEqual(Array(4).fill('ACCEPTED'));
});

test('texts leave no faster than agreed', async () => {
  stopTime();
  const { link, peer } = await boundLink({ window: 100, textsPerSec: 10 });
  const all = ['a', 'b', 'c', 'd'].map((one) => link.handOver(text(one, one)));
  await nextSubmit(peer);
  await nextSubmit(peer);
  await peer.echo();
  expect(peer.unread).toEqual([]);
  await vi.advanceTimersByTimeAsync(100);
  await nextSubmit(peer);
  await peer.echo();
  expect(peer.unread).toEqual([]);
  await vi.advanceTimersByTimeAsync(100);
  await nextSubmit(peer);
  peer.socket.destroy();
  expect((await Promise.all(all)).map(({ status }) => status)).toEqual(Array(4).fill('IN_DOUBT'));
});

test('a throttled link sends nothing until its wait is over, and waits longer each time', async () => {
  stopTime();
  const { link, peer } = await boundLink();
  const once = async () => {
    const done = link.handOver(text('Hello'));
    peer.answer(await nextSubmit(peer), 0x58);
    return done;
  };
  expect(await once()).toMatchObject({ status: 'LATER', waitMs: 1_000 });
  expect(await link.handOver(text('Other'))).toEqual({ status: 'LATER', reason: 'throttled', waitMs: 1_000 });
  vi.advanceTimersByTime(1_000);
  expect(await once()).toMatchObject({ waitMs: 2_000 });
  vi.advanceTimersByTime(2_000);
  const taken = link.handOver(text('Hello'));
  peer.answer(await nextSubmit(peer), 0, c('1'));
  expect(await taken).toMatchObject({ status: 'ACCEPTED' });
  expect(await once()).toMatchObject({ waitMs: 1_000 });
});

test('what is under way when the link breaks is in doubt; what comes after it waits', async () => {
  stopTime();
  const { link, peer, said } = await boundLink();
  const done = link.handOver(text('Hello'));
  await nextSubmit(peer);
  peer.socket.destroy();
  expect(await done).toMatchObject({ status: 'IN_DOUBT' });
  await said('is down');
  expect(await link.handOver(text('Hello'))).toMatchObject({ status: 'LATER', reason: 'not bound' });
});

test('a text that is not answered in time is in doubt; the others are waited for, then the link is begun anew', async () => {
  stopTime();
  const { link, peer, centre } = await boundLink({ responseSec: 20 });
  const late = link.handOver(text('Late', 'late'));
  await nextSubmit(peer);
  vi.advanceTimersByTime(10_000);
  const other = link.handOver(text('Other', 'other'));
  const submit = await nextSubmit(peer);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await late).toMatchObject({ status: 'IN_DOUBT' });
  expect(await link.handOver(text('Next', 'next'))).toMatchObject({ status: 'LATER' });
  peer.answer(submit, 0, c('2'));
  expect(await other).toEqual({ status: 'ACCEPTED', messageId: '2' });
  peer.answer(await peer.next());
  await peer.closed;
  vi.advanceTimersByTime(1_000);
  await (await centre.peer()).bind();
});

test('a text that has expired is not sent', async () => {
  stopTime();
  const { link, peer } = await boundLink();
  expect(await link.handOver(text('Code 1234', 'code', 0))).toEqual({
    status: 'REJECTED',
    reason: 'the text has expired',
  });
  await peer.echo();
});

test('a long text goes in parts with a header, one after another; the last one’s receipt is asked for', async () => {
  stopTime();
  const { link, peer } = await boundLink();
  const done = link.handOver(text(`${'x'.repeat(152)}€${'y'.repeat(20)}`));
  const first = await nextSubmit(peer);
  await peer.echo();
  expect(peer.unread).toEqual([]);
  peer.answer(first, 0, c('1'));
  const second = await nextSubmit(peer);
  peer.answer(second, 0, c('2'));
  expect(await done).toEqual({ status: 'ACCEPTED', messageId: '2' });
  const [one, two] = [readSubmit(first), readSubmit(second)];
  expect([one.esmClass, two.esmClass, one.registeredDelivery, two.registeredDelivery]).toEqual([0x40, 0x40, 0, 1]);
  const reference = one.message.readUInt8(3);
  // A euro sign is two septets, which no part's end may cut in two.
  expect(one.message).toEqual(octets(5, 0, 3, reference, 2, 1, 'x'.repeat(152)));
  expect(two.message).toEqual(octets(5, 0, 3, reference, 2, 2, 0x1b, 0x65, 'y'.repeat(20)));
});

test('a text of which a part is refused is refused, and not sent on', async () => {
  stopTime();
  const { link, peer } = await boundLink();
  const done = link.handOver(text('拒'.repeat(100)));
  peer.answer(await nextSubmit(peer), 0x0b);
  expect(await done).toMatchObject({ status: 'REJECTED' });
  await peer.echo();
});

test('long texts by TLVs, or whole', async () => {
  stopTime();
  const sar = await boundLink({ longTexts: 'SAR' });
  const words = '拒'.repeat(71);
  void sar.link.handOver(text(words));
  const first = readSubmit(await nextSubmit(sar.peer));
  expect(first).toMatchObject({ esmClass: 0, coding: 8, message: Buffer.from('拒'.repeat(67), 'utf16le').swap16() });
  expect([...first.tlvs].map(([tag, value]) => [tag, value.length])).toEqual([
    [0x20c, 2],
    [0x20e, 1],
    [0x20f, 1],
  ]);
  expect([first.tlvs.get(0x20e)?.[0], first.tlvs.get(0x20f)?.[0]]).toEqual([2, 1]);
  const payload = await boundLink({ longTexts: 'PAYLOAD' });
  void payload.link.handOver(text(words));
  const whole = readSubmit(await nextSubmit(payload.peer));
  expect(whole.message.length).toBe(0);
  expect(whole.tlvs.get(0x424)).toEqual(Buffer.from(words, 'utf16le').swap16());
});

test('closing finishes what is under way, takes no more, and says goodbye', async () => {
  stopTime();
  const { link, peer } = await boundLink();
  const done = link.handOver(text('Hello'));
  const submit = await nextSubmit(peer);
  const closed = link.close();
  expect(await link.handOver(text('More'))).toMatchObject({ status: 'LATER' });
  peer.answer(submit, 0, c('1'));
  expect(await done).toMatchObject({ status: 'ACCEPTED' });
  const unbind = await peer.next();
  expect(unbind.id).toBe(id.unbind);
  peer.send(pdu(response(id.unbind), unbind.sequence));
  await closed;
  await peer.closed;
});

test('closing is bounded where the peer says nothing', async () => {
  stopTime();
  const { link, peer } = await boundLink({ responseSec: 20 });
  const done = link.handOver(text('Hello'));
  await nextSubmit(peer);
  const closed = link.close();
  await vi.advanceTimersByTimeAsync(25_000);
  await closed;
  expect(await done).toMatchObject({ status: 'IN_DOUBT' });
});
