import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { decodePdu, encodePdu, MalformedPdu } from '../../../src/sms/smpp/pdu.ts';
import { PduFrames } from '../../../src/sms/smpp/pdu-frames.ts';
import { c, deliverBody, id, octets, pdu, rawCentre, response, tlv } from './raw-centre.ts';
import { stopTime, triedLink } from './tried-link.ts';

/** What a message centre sends, and what it does not. */
const sound: readonly Buffer[] = [
  pdu(id.deliver, 1, deliverBody({ message: octets('BLOCK 1') })),
  pdu(id.deliver, 2, deliverBody({ esmClass: 0x40, message: octets(5, 0, 3, 1, 2, 1, 'a') })),
  pdu(id.deliver, 3, deliverBody({ esmClass: 4, message: octets('id:1 stat:DELIVRD'), tlvs: tlv(0x427, octets(2)) })),
  pdu(id.deliver, 4, deliverBody({ coding: 8, tlvs: octets(tlv(0x424, octets(0, 65)), tlv(0x1401, octets(1))) })),
  pdu(id.data, 5, octets(0, 1, 1, c('8613800138000'), 0, 1, c('10086999'), 0, 0, 0)),
  pdu(response(id.submit), 6, c('abc')),
  pdu(id.enquireLink, 7),
  pdu(id.genericNack, 8, Buffer.alloc(0), 3),
  pdu(id.submit, 9, deliverBody()),
  pdu(0x12345, 10, octets('x')),
];

const mutated = fc
  .tuple(fc.constantFrom(...sound), fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 4 }), fc.nat(40))
  .map(([whole, changes, cut]) => {
    const bytes = Buffer.from(whole);
    for (const [at, value] of changes) bytes.writeUInt8(value, at % bytes.length);
    return bytes.subarray(0, bytes.length - (cut < 8 ? cut : 0));
  });

test('any octets decode, or are malformed; nothing else is thrown', () => {
  const framed = fc.oneof(fc.uint8Array({ minLength: 16, maxLength: 300 }).map(Buffer.from), mutated);
  fc.assert(
    fc.property(framed, fc.constantFrom(...sound), (bytes, model) => {
      if (bytes.length < 16) return;
      const octetsOfPdu = Buffer.from(bytes);
      octetsOfPdu.writeUInt32BE(octetsOfPdu.length, 0);
      model.copy(octetsOfPdu, 4, 4, 8);
      try {
        decodePdu(octetsOfPdu);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedPdu);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('a text cut short is malformed, wherever it is cut', () => {
  const whole = sound[0] as Buffer;
  for (let length = 16; length < whole.length; length++) {
    const cut = Buffer.from(whole.subarray(0, length));
    cut.writeUInt32BE(length, 0);
    if (length === 16) continue;
    expect(() => requireText(cut), `${length} octets`).toThrow(MalformedPdu);
  }
});

function requireText(bytes: Buffer): void {
  if (decodePdu(bytes).fields['short_message'] === undefined) throw new MalformedPdu('no text');
}

test('what is encoded decodes to the same, however it is cut into pieces', () => {
  const word = fc.string({
    unit: fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)),
    maxLength: 20,
  });
  const fields = fc.record({
    ...{ source_addr: word, destination_addr: word, esm_class: fc.nat(255), data_coding: fc.nat(255) },
    short_message: fc.uint8Array({ maxLength: 254 }).map((bytes) => Buffer.from(bytes)),
    message_payload: fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes)),
  });
  fc.assert(
    fc.property(
      fields,
      fc.integer({ min: 1, max: 0x7fffffff }),
      fc.integer({ min: 1, max: 900 }),
      (row, sequence, size) => {
        const frames = new PduFrames();
        const bytes = encodePdu('submit_sm', sequence, row);
        const come: Buffer[] = [];
        for (let at = 0; at < bytes.length; at += size) {
          frames.push(bytes.subarray(at, at + size));
          for (let frame = frames.next(); frame !== undefined; frame = frames.next()) come.push(frame);
        }
        expect(come.map(decodePdu)).toMatchObject([{ command: 'submit_sm', sequence, status: 0, fields: row }]);
      },
    ),
  );
});

test.for([0, 4, 15, 16_385, 0xffffffff])('no PDU begins with a length of %i', (length) => {
  const frames = new PduFrames();
  const head = Buffer.alloc(16);
  head.writeUInt32BE(length, 0);
  frames.push(head);
  expect(() => frames.next()).toThrow(MalformedPdu);
});

test('whatever the peer sends ends the link at most, and the next link works', async () => {
  stopTime();
  const centre = await rawCentre();
  const { said, texts, lines, waitMs } = triedLink({ port: centre.port, holdPartsSec: 0, enquireLinkSec: 3_600 });
  let links = 0;
  const streams = fc.array(
    fc.oneof({ weight: 4, arbitrary: mutated }, fc.uint8Array({ maxLength: 60 }).map(Buffer.from)),
    {
      minLength: 1,
      maxLength: 20,
    },
  );
  await fc.assert(
    fc.asyncProperty(streams, async (stream) => {
      const peer = await centre.peer();
      await peer.bind();
      links++;
      await said('bound to', links);
      peer.send(...stream);
      peer.socket.end();
      await said('is down', links);
      vi.advanceTimersByTime(waitMs());
    }),
    { numRuns: 60 },
  );
  for (const { from, text } of texts) {
    expect(from).toMatch(/^\+[0-9]{3,18}$/);
    expect(text.isWellFormed()).toBe(true);
  }
  expect(JSON.stringify(lines).replaceAll(/0x[0-9a-f]{8}/g, '')).not.toMatch(/\d{7,}/);
  expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  const peer = await centre.peer();
  await peer.bind();
  await peer.echo();
});

test('a text that the end of the connection cut short is not taken', async () => {
  stopTime();
  const centre = await rawCentre();
  const { said, texts } = triedLink({ port: centre.port });
  const peer = await centre.peer();
  await peer.bind();
  await said('bound to');
  peer.send(pdu(id.deliver, 7, deliverBody({ message: octets('BLOCK 10') })).subarray(0, -1));
  peer.socket.end();
  await said('is down');
  expect(texts).toEqual([]);
});

test('a malformed body is refused alone; a malformed answer ends the link', async () => {
  stopTime();
  const centre = await rawCentre();
  const { said, lines } = triedLink({ port: centre.port });
  const peer = await centre.peer();
  await peer.bind();
  await said('bound to');
  const body = deliverBody({ message: octets('BLOCK 1') });
  peer.send(pdu(id.deliver, 7, body.subarray(0, -1)));
  expect(await peer.next()).toEqual({ id: 0x80000005, sequence: 7, status: 0xc2, body: Buffer.alloc(0) });
  await peer.echo();
  peer.send(pdu(response(id.submit), 99, octets('no end')));
  await said('is down');
  expect(lines.at(-1)?.facts['reason']).toBe('malformed: a string has no end');
});
