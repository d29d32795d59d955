import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import {
  c,
  deliverBody,
  id,
  octets,
  pdu,
  type RawPdu,
  type RawPeer,
  rawCentre,
  readSubmit,
  response,
} from '../../sms/smpp/raw-centre.ts';
import { endServers, freePort, freshDataDir, type ServedRegistry, serve } from '../served-registry.ts';

afterAll(endServers);

const long = { timeout: 120_000 };
const until = { timeout: 30_000, interval: 100 };
const subscriber = '8613900001000';
const registryNumber = '10086';

/** A message centre, a folder whose links file leads to it, and what may be asked of both. */
async function setUp() {
  const { dataDir, remove } = freshDataDir();
  onTestFinished(remove);
  const centre = await rawCentre();
  const links = join(dataDir, 'links.json');
  const smpp = { host: '127.0.0.1', port: centre.port, systemId: 'dnd', password: 'secret' };
  const link = { name: 'smsc', kind: 'SMPP', organisation: 'demo-carrier', numbers: [registryNumber], smpp };
  writeFileSync(links, JSON.stringify({ links: [link] }), { mode: 0o600 });
  const environment = { LOG_LEVEL: 'silent', SMS_LINKS: links };
  const dnd = async (...args: readonly string[]): Promise<string> =>
    (await promisify(execFile)(process.execPath, ['dist/cli/dnd.js', ...args, '--data-dir', dataDir])).stdout;
  return {
    started: async (): Promise<{ readonly server: ServedRegistry; readonly peer: RawPeer }> => {
      const server = await serve(dataDir, await freePort(), { environment });
      const peer = await centre.peer();
      await peer.bind();
      return { server, peer };
    },
    dnd,
    queue: async () => JSON.parse(await dnd('texts', 'list', '--json')) as Queue,
  };
}

interface Queue {
  readonly queue: readonly object[];
  readonly inDoubt: readonly object[];
  readonly outcomesToday: Readonly<Record<string, number>>;
}

/** The next PDU of a kind; asked whether it is there the centre says yes. */
async function next(peer: RawPeer, command: number): Promise<RawPdu> {
  for (;;) {
    const come = await peer.next();
    if (come.id === command) return come;
    if (come.id !== id.enquireLink) throw new Error(`0x${come.id.toString(16)} came`);
    peer.answer(come);
  }
}

function texted(peer: RawPeer, sequence: number, words: string): void {
  peer.send(pdu(id.deliver, sequence, deliverBody({ from: subscriber, to: registryNumber, message: octets(words) })));
}

function ucs2({ message }: ReturnType<typeof readSubmit>): string {
  return Buffer.from(message).swap16().toString('utf16le');
}

test('by SMPP a text comes in, its reply goes out, and the receipt of that is counted', long, async () => {
  const { started, queue } = await setUp();
  const { server, peer } = await started();
  texted(peer, 1, 'KTFSR');
  // The acknowledgement and the reply come in either order.
  const [one, other] = [await peer.next(), await peer.next()];
  const [taken, submitted] = one.id === id.submit ? [other, one] : [one, other];
  expect(taken).toMatchObject({ id: response(id.deliver), sequence: 1, status: 0 });
  expect(submitted.id).toBe(id.submit);
  const reply = readSubmit(submitted);
  expect(reply).toMatchObject({ source: registryNumber, destination: subscriber, coding: 8, registeredDelivery: 1 });
  expect(ucs2(reply)).toMatch(/撤销\d{6}/);
  peer.answer(submitted, 0, c('A1'));
  const receipt = octets(
    'id:A1 sub:001 dlvrd:001 submit date:2611220400 done date:2611220401 stat:DELIVRD err:000 text:',
  );
  const delivery = { from: subscriber, to: registryNumber, esmClass: 4, message: receipt };
  peer.send(pdu(id.deliver, 2, deliverBody(delivery)));
  expect(await next(peer, response(id.deliver))).toMatchObject({ sequence: 2, status: 0 });
  await vi.waitFor(
    async () => expect((await queue()).outcomesToday).toEqual({ 'REPLY/ACCEPTED': 1, 'REPLY/DELIVERED': 1 }),
    until,
  );
  expect(await queue()).toMatchObject({ queue: [], inDoubt: [] });
  const stopped = server.stop();
  peer.answer(await next(peer, id.unbind));
  expect(await stopped).toBe(0);
});

test(
  'a reply that was not answered when the server was killed goes again when the operator says so',
  long,
  async () => {
    const { started, queue, dnd } = await setUp();
    const { server, peer } = await started();
    const asked = await fetch(`${server.url}/v1/subscriber/codes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ phoneNumber: `+${subscriber}` }),
    });
    expect(asked.status).toBe(202);
    const first = readSubmit(await next(peer, id.submit));
    await server.kill();
    const again = await started();
    await vi.waitFor(async () => expect((await queue()).inDoubt).toHaveLength(1), until);
    expect(again.peer.unread.filter((come) => come.id === id.submit)).toEqual([]);
    expect(await dnd('texts')).not.toContain('1390000');
    await dnd('texts', 'resend', '--in-doubt', '--write');
    const submitted = await next(again.peer, id.submit);
    expect(ucs2(readSubmit(submitted))).toBe(ucs2(first));
    again.peer.answer(submitted, 0, c('A2'));
    await vi.waitFor(async () => expect(await queue()).toMatchObject({ queue: [], inDoubt: [] }), until);
    await again.server.kill();
  },
);
