import { type AddressInfo, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A PDU as SMPP 3.4 has it, octet by octet, of hand: nothing of it is the package's. */
export interface RawPdu {
  readonly id: number;
  readonly status: number;
  readonly sequence: number;
  readonly body: Buffer;
}

/** Values of command_id: SMPP 3.4, table 5-1. */
export const id = {
  ...{ genericNack: 0x80000000, bindReceiver: 0x01, bindTransmitter: 0x02, submit: 0x04, deliver: 0x05 },
  ...{ unbind: 0x06, bindTransceiver: 0x09, enquireLink: 0x15, data: 0x103 },
} as const;

export const response = (command: number): number => (0x80000000 + command) >>> 0;

export function octets(...parts: readonly (number | string | Buffer)[]): Buffer {
  return Buffer.concat(
    parts.map((part) => {
      if (typeof part === 'number') return Buffer.from([part]);
      return typeof part === 'string' ? Buffer.from(part, 'latin1') : part;
    }),
  );
}

/** A C-octet string. */
export const c = (text: string): Buffer => Buffer.from(`${text}\0`, 'latin1');

export function pdu(command: number, sequence: number, body: Buffer = Buffer.alloc(0), status = 0): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt32BE(16 + body.length, 0);
  header.writeUInt32BE(command, 4);
  header.writeUInt32BE(status, 8);
  header.writeUInt32BE(sequence, 12);
  return Buffer.concat([header, body]);
}

export function tlv(tag: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(tag, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value]);
}

export interface Delivery {
  readonly from?: string;
  readonly ton?: number;
  readonly to?: string;
  readonly esmClass?: number;
  readonly coding?: number;
  readonly message?: Buffer;
  readonly tlvs?: Buffer;
}

/** SMPP 3.4, 4.6.1. */
export function deliverBody(delivery: Delivery = {}): Buffer {
  const {
    from = '8613800138000',
    ton = 1,
    to = '10086999',
    esmClass = 0,
    coding = 0,
    message = Buffer.alloc(0),
  } = delivery;
  return octets(
    ...[c(''), ton, 1, c(from), 0, 1, c(to), esmClass, 0, 0, c(''), c(''), 0, 0, coding, 0, message.length, message],
    delivery.tlvs ?? '',
  );
}

/** What a submit_sm says: SMPP 3.4, 4.4.1. */
export function readSubmit({ body }: RawPdu) {
  let at = 0;
  const integer = (): number => body.readUInt8(at++);
  const text = (): string => {
    const end = body.indexOf(0, at);
    const read = body.toString('latin1', at, end);
    at = end + 1;
    return read;
  };
  const fields = {
    ...{ serviceType: text(), sourceTon: integer(), sourceNpi: integer(), source: text() },
    ...{ destinationTon: integer(), destinationNpi: integer(), destination: text(), esmClass: integer() },
    ...{ protocol: integer(), priority: integer(), schedule: text(), validity: text() },
    ...{ registeredDelivery: integer(), replace: integer(), coding: integer(), canned: integer() },
  };
  const length = integer();
  const message = body.subarray(at, at + length);
  at += length;
  const tlvs = new Map<number, Buffer>();
  while (at < body.length) {
    const size = body.readUInt16BE(at + 2);
    tlvs.set(body.readUInt16BE(at), body.subarray(at + 4, at + 4 + size));
    at += 4 + size;
  }
  return { ...fields, message, tlvs };
}

/** One connection of an ESME to the raw centre. */
export class RawPeer {
  readonly socket: Socket;
  readonly closed: Promise<void>;
  #held = Buffer.alloc(0);
  readonly #come: RawPdu[] = [];
  readonly #wanted: ((pdu: RawPdu) => void)[] = [];

  constructor(socket: Socket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('data', (piece: Buffer) => {
      this.#held = Buffer.concat([this.#held, piece]);
      while (this.#held.length >= 4 && this.#held.length >= this.#held.readUInt32BE(0)) {
        const length = this.#held.readUInt32BE(0);
        const [command, status, sequence] = [4, 8, 12].map((at) => this.#held.readUInt32BE(at)) as [
          number,
          number,
          number,
        ];
        const come = { id: command, status, sequence, body: Buffer.from(this.#held.subarray(16, length)) };
        this.#held = this.#held.subarray(length);
        const wanted = this.#wanted.shift();
        if (wanted === undefined) this.#come.push(come);
        else wanted(come);
      }
    });
  }

  /** What came and nobody has asked for. */
  get unread(): readonly RawPdu[] {
    return this.#come;
  }

  next(): Promise<RawPdu> {
    const come = this.#come.shift();
    if (come !== undefined) return Promise.resolve(come);
    return new Promise((resolve) => this.#wanted.push(resolve));
  }

  send(...bytes: readonly Buffer[]): void {
    this.socket.write(Buffer.concat(bytes));
  }

  answer(to: RawPdu, status = 0, body: Buffer = Buffer.alloc(0)): void {
    this.send(pdu(response(to.id), to.sequence, body, status));
  }

  /** Answers the bind that comes first. */
  async bind(status = 0): Promise<RawPdu> {
    const asked = await this.next();
    this.answer(asked, status, status === 0 ? c('centre') : Buffer.alloc(0));
    return asked;
  }

  /** Everything sent so far was read and dealt with once this has come back. */
  async echo(): Promise<void> {
    const sequence = 0x7000_0000;
    this.send(pdu(id.enquireLink, sequence));
    const back = await this.next();
    if (back.id !== response(id.enquireLink)) throw new Error(`0x${back.id.toString(16)} came before the echo`);
  }
}

/** A message centre that says only what the test writes. */
export async function rawCentre() {
  const server = createServer((socket) => {
    const peer = new RawPeer(socket);
    peers.push(peer);
    const wanted = waiting.shift();
    if (wanted === undefined) come.push(peer);
    else wanted(peer);
  });
  const peers: RawPeer[] = [];
  const come: RawPeer[] = [];
  const waiting: ((peer: RawPeer) => void)[] = [];
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    for (const { socket } of peers) socket.destroy();
  });
  return {
    port: (server.address() as AddressInfo).port,
    peers,
    peer: (): Promise<RawPeer> => {
      const peer = come.shift();
      return peer === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(peer);
    },
  };
}
