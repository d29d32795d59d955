import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer, type TLSSocket } from 'node:tls';
import { expect, onTestFinished, test, vi } from 'vitest';
import { c, id, pdu, RawPeer, rawCentre, response } from './raw-centre.ts';
import { stopTime, text, triedLink } from './tried-link.ts';

test('a pair of binds: one sends, the other receives, and each comes back by itself', async () => {
  stopTime();
  const centre = await rawCentre();
  const { link, said } = triedLink({ port: centre.port, bind: 'TRANSMITTER_AND_RECEIVER' });
  const peers = [await centre.peer(), await centre.peer()];
  const binds = await Promise.all(peers.map((peer) => peer.bind()));
  expect(binds.map((bind) => bind.id).sort()).toEqual([id.bindReceiver, id.bindTransmitter]);
  await said('bound to', 2);
  const sending = peers[binds.findIndex((bind) => bind.id === id.bindTransmitter)] as RawPeer;
  const receiving = peers.find((peer) => peer !== sending) as RawPeer;
  receiving.socket.destroy();
  await said('is down');
  const done = link.handOver(text('Hello'));
  sending.answer(await sending.next(), 0, c('1'));
  expect(await done).toMatchObject({ status: 'ACCEPTED' });
  vi.advanceTimersByTime(1_000);
  expect((await (await centre.peer()).bind()).id).toBe(id.bindReceiver);
});

test('both sides’ enquiries are answered, and a peer that answers none is left', async () => {
  stopTime();
  const centre = await rawCentre();
  const { said, lines } = triedLink({ port: centre.port, enquireLinkSec: 30, responseSec: 10 });
  const peer = await centre.peer();
  await peer.bind();
  await said('bound to');
  vi.advanceTimersByTime(30_000);
  const enquiry = await peer.next();
  expect(enquiry).toMatchObject({ id: id.enquireLink, body: Buffer.alloc(0) });
  peer.answer(enquiry);
  await peer.echo();
  vi.advanceTimersByTime(30_000);
  await peer.next();
  vi.advanceTimersByTime(10_000);
  await peer.closed;
  await said('is down');
  expect(lines.at(-1)?.facts).toMatchObject({ link: 'tried', reason: 'the peer does not answer' });
});

test('waits double up to a minute, with a random half left out, and begin anew after a bind that lasted', async () => {
  stopTime();
  vi.spyOn(Math, 'random').mockReturnValue(0);
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  const centre = await rawCentre();
  const { said, waitMs } = triedLink({ port: centre.port, enquireLinkSec: 3_600 });
  const waits: number[] = [];
  for (let attempt = 0; attempt < 9; attempt++) {
    const peer = await centre.peer();
    // Each for another reason, so that each is told.
    await peer.bind(0x08 + 0x100 * attempt);
    await said('is down', attempt + 1);
    waits.push(waitMs());
    vi.advanceTimersByTime(waitMs());
  }
  expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  const brief = await centre.peer();
  await brief.bind();
  await said('bound to');
  brief.socket.destroy();
  await said('is down', 10);
  expect(waitMs()).toBe(30_000);
  vi.advanceTimersByTime(30_000);
  const lasting = await centre.peer();
  await lasting.bind();
  await said('bound to', 2);
  vi.advanceTimersByTime(60_000);
  lasting.socket.destroy();
  await said('is down', 11);
  expect(waitMs()).toBe(500);
});

test('a wrong password is told once, clearly, and tried again slowly', async () => {
  stopTime();
  const centre = await rawCentre();
  const { said, lines } = triedLink({ port: centre.port });
  await (await centre.peer()).bind(0x0e);
  await said('check the settings');
  expect(lines).toMatchObject([{ level: 'error', facts: { systemId: 'dnd', waitMs: 300_000 } }]);
  expect(JSON.stringify(lines)).not.toContain('secret');
  vi.advanceTimersByTime(299_999);
  expect(centre.peers.length).toBe(1);
  vi.advanceTimersByTime(1);
  const second = await centre.peer();
  await second.bind(0x0e);
  await second.closed;
  expect(lines.length).toBe(1);
});

test.for([
  ['no answer to the bind', 'no connection in time'],
  ['a refused connection', 'ECONNREFUSED'],
] as const)('%s is told by its reason', async ([, reason]) => {
  stopTime();
  const centre = await rawCentre();
  const { said, lines, link } = triedLink({ port: reason === 'ECONNREFUSED' ? 1 : centre.port });
  expect(await link.handOver(text('Hello'))).toMatchObject({ status: 'LATER', reason: 'not bound' });
  if (reason !== 'ECONNREFUSED') await (await centre.peer()).next();
  vi.advanceTimersByTime(reason === 'ECONNREFUSED' ? 0 : 30_000);
  await said('is down');
  expect(lines[0]?.facts['reason']).toBe(reason);
});

test('a peer that unbinds is answered', async () => {
  stopTime();
  const centre = await rawCentre();
  const { said } = triedLink({ port: centre.port });
  const peer = await centre.peer();
  await peer.bind();
  await said('bound to');
  peer.send(pdu(id.unbind, 5));
  expect(await peer.next()).toMatchObject({ id: response(id.unbind), sequence: 5, status: 0 });
  await peer.closed;
});

// openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -days 36500 -subj /CN=message-centre.test \
//   -addext subjectAltName=DNS:message-centre.test -keyout message-centre.key.pem -out message-centre.cert.pem
const certificateFile = join(import.meta.dirname, 'message-centre.cert.pem');
const keyFile = join(import.meta.dirname, 'message-centre.key.pem');

async function secureCentre() {
  const come = Promise.withResolvers<{ readonly peer: RawPeer; readonly socket: TLSSocket }>();
  const identity = { cert: readFileSync(certificateFile), key: readFileSync(keyFile) };
  const server = createServer({ ...identity, ca: identity.cert, requestCert: true }, (socket) =>
    come.resolve({ peer: new RawPeer(socket), socket }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.close();
    (await Promise.race([come.promise, undefined]))?.socket.destroy();
  });
  return { port: (server.address() as AddressInfo).port, come: come.promise };
}

test('TLS, each side known to the other by its certificate', async () => {
  stopTime();
  const { port, come } = await secureCentre();
  const tls = { caFile: certificateFile, certificateFile, keyFile, serverName: 'message-centre.test' };
  const { link, said } = triedLink({ port, tls });
  const { peer, socket } = await come;
  expect(socket.authorized).toBe(true);
  await peer.bind();
  await said('bound to');
  const done = link.handOver(text('Hello'));
  peer.answer(await peer.next(), 0, c('1'));
  expect(await done).toEqual({ status: 'ACCEPTED', messageId: '1' });
});

test.for([
  ['an unknown issuer', { serverName: 'message-centre.test' }, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['another name', { caFile: certificateFile, serverName: 'other.test' }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['a missing file', { caFile: join(import.meta.dirname, 'none.pem') }, 'TLS settings: ENOENT'],
] as const)('over TLS, %s ends the attempt', async ([, tls, reason]) => {
  stopTime();
  const { port } = await secureCentre();
  const { said, lines } = triedLink({ port, tls });
  await said('is down');
  expect(lines[0]?.facts['reason']).toBe(reason);
});

interface PackagePdu {
  readonly system_id: string;
  readonly short_message: { readonly message: string };
  readonly data_coding: number;
  response(fields: object): PackagePdu;
}
interface PackageSession {
  on(event: string, listener: (pdu: PackagePdu) => void): void;
  send(pdu: PackagePdu): void;
  deliver_sm(fields: object, answered: (pdu: { readonly command_status: number }) => void): void;
  close(): void;
}
interface PackageServer {
  listen(port: number, host: string, done: () => void): void;
  address(): AddressInfo;
  close(): void;
}

/** The package as it comes: another copy than the one whose codec the link replaces. */
function untouchedPackage(): { createServer(listener: (session: PackageSession) => void): PackageServer } {
  const require = createRequire(import.meta.url);
  for (const path of Object.keys(require.cache)) if (path.includes('/node_modules/smpp/')) delete require.cache[path];
  return require('smpp');
}

test('against the package’s own server, with its own codec: a text out, a text in, a receipt', async () => {
  stopTime();
  const come = Promise.withResolvers<PackageSession>();
  const submitted: PackagePdu[] = [];
  const server = untouchedPackage().createServer((session) => {
    session.on('error', () => undefined);
    session.on('bind_transceiver', (bind) => session.send(bind.response({ system_id: 'centre' })));
    session.on('submit_sm', (submit) => {
      submitted.push(submit);
      session.send(submit.response({ message_id: '1A2B' }));
    });
    session.on('unbind', (unbind) => session.send(unbind.response({})));
    come.resolve(session);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { link, said, texts, receipts } = triedLink({
    port: server.address().port,
    messageIds: { submitted: 'HEX', receipted: 'DECIMAL' },
  });
  const session = await come.promise;
  onTestFinished(() => {
    session.close();
    server.close();
  });
  await said('bound to');
  const words = '退订 «ok» €';
  expect(await link.handOver(text(words))).toEqual({ status: 'ACCEPTED', messageId: '6699' });
  expect(submitted).toMatchObject([{ short_message: { message: words }, data_coding: 8 }]);
  const deliver = (fields: object): Promise<number> =>
    new Promise((resolve) => session.deliver_sm(fields, ({ command_status }) => resolve(command_status)));
  const from = { source_addr_ton: 1, source_addr: '8613800138000', destination_addr: '10086999' };
  expect(await deliver({ ...from, short_message: 'Ñandú?' })).toBe(0);
  const report =
    'id:0000006699 sub:001 dlvrd:000 submit date:2601010000 done date:2601010001 stat:UNDELIV err:027 text:';
  expect(await deliver({ ...from, esm_class: 4, short_message: report })).toBe(0);
  expect(texts).toMatchObject([{ from: '+8613800138000', text: 'Ñandú?' }]);
  expect(receipts).toEqual([{ messageId: '6699', status: 'FAILED', reason: 'UNDELIV err:027' }]);
});
