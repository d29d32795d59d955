import { type AddressInfo, createServer } from 'node:net';
import { onTestFinished } from 'vitest';
import { c, id, octets, pdu, type RawPdu, RawPeer } from '../../sms/smpp/raw-centre.ts';

/** Texts that passed, by whose they were. */
export interface Passed {
  readonly from: string;
  readonly body: Buffer;
}

export interface SmppRelay {
  readonly port: number;
  readonly passed: readonly Passed[];
  isBound(name: string): boolean;
}

/**
 * A message centre between two ESMEs, told apart by their system ids: what one submits is delivered to the other, octet
 * for octet, and answered with the status that the other gave. So each meets the bytes that the other makes.
 */
export async function smppRelay([first, second]: readonly [string, string]): Promise<SmppRelay> {
  const peers = new Map<string, RawPeer>();
  const passed: Passed[] = [];
  const open = new Set<RawPeer>();
  const server = createServer((socket) => {
    const peer = new RawPeer(socket);
    open.add(peer);
    void serve(peer, { first, second, peers, passed });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    for (const { socket } of open) socket.destroy();
  });
  return { port: (server.address() as AddressInfo).port, passed, isBound: (name) => peers.has(name) };
}

interface Exchange {
  readonly first: string;
  readonly second: string;
  readonly peers: Map<string, RawPeer>;
  readonly passed: Passed[];
}

async function serve(peer: RawPeer, { first, second, peers, passed }: Exchange): Promise<void> {
  const bind = await peer.bind();
  if (bind.id !== id.bindTransceiver) throw new Error(`bound by 0x${bind.id.toString(16)}`);
  const name = bind.body.toString('latin1').split('\0', 1)[0] ?? '';
  const other = name === first ? second : first;
  peers.set(name, peer);
  const asked = new Map<number, { readonly by: RawPdu; readonly of: RawPeer }>();
  waiting.set(peer, asked);
  for (let sequence = 1; ; ) {
    const come = await peer.next();
    if (come.id === id.enquireLink || come.id === id.unbind) peer.answer(come);
    else if (come.id === id.submit) {
      passed.push({ from: name, body: come.body });
      const target = peers.get(other);
      if (target === undefined) peer.answer(come, 0x08);
      else {
        sequence += 1;
        waiting.get(target)?.set(sequence, { by: come, of: peer });
        target.send(pdu(id.deliver, sequence, delivered(come.body)));
      }
    } else {
      const answered = asked.get(come.sequence);
      asked.delete(come.sequence);
      answered?.of.answer(answered.by, come.status, come.status === 0 ? c(`id-${come.sequence}`) : Buffer.alloc(0));
    }
  }
}

/** What each peer was asked and has not answered. */
const waiting = new WeakMap<RawPeer, Map<number, { readonly by: RawPdu; readonly of: RawPeer }>>();

/** The body of a submit_sm as one of a deliver_sm, which has the same fields and leaves some empty: SMPP 3.4, 4.6.1. */
function delivered(body: Buffer): Buffer {
  const skipText = (at: number): number => body.indexOf(0, at) + 1;
  const source = skipText(0);
  const destination = skipText(source + 2);
  const schedule = skipText(destination + 2) + 3;
  const afterTimes = skipText(skipText(schedule));
  const [replace, coding] = [0, body.readUInt8(afterTimes + 2)];
  return octets(body.subarray(0, schedule), c(''), c(''), 0, replace, coding, 0, body.subarray(afterTimes + 4));
}
