import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { type ServerOptions, startServer } from '../../src/node/http-server.ts';
import type { OpenedRegistry } from '../../src/node/open-registry.ts';
import { type ServerLimits, usualLimits } from '../../src/node/server-limits.ts';
import { settingsFrom } from '../../src/node/settings.ts';
import type { Registry } from '../../src/registry/registry.ts';
import { chineseNumber, memoryRegistry, setOrganisation, tokenFor, wire } from '../registry/memory-registry.ts';

/** A server in this process over a registry in memory, with a client that may ask anything. */
export interface ServedMemory {
  readonly port: number;
  /** What the operator was told, oldest first. */
  readonly said: string[];
  readonly gate: Gate;
  readonly headers: Readonly<Record<string, string>>;
  body(messageClass: string, count?: number): string;
  /** One lookup over a connection of its own. */
  ask(messageClass: string): Promise<Response>;
  /** A connection to write on by hand. */
  raw(): Promise<RawClient>;
  close(): Promise<void>;
}

/** While it is shut, every answer waits in front of its signature. */
export interface Gate {
  waiting: number;
  /** Answers that have passed it. */
  passed: number;
  shut(): void;
  open(): void;
}

export interface RawClient {
  readonly socket: Socket;
  received(): string;
  /** Resolves when the connection has ended, however it did. */
  readonly ended: Promise<void>;
}

/** Without a watch, how busy the machine is decides nothing. */
const noWatch: NonNullable<ServerOptions['watch']> = () => () => undefined;

/** Lists are scrubbed where everything else is. */
const inPlace: NonNullable<ServerOptions['scrubs']> = (desk) => ({ desk, close: async () => undefined });

export async function servedMemory(
  limits: Partial<ServerLimits> = {},
  watch: ServerOptions['watch'] = noWatch,
): Promise<ServedMemory> {
  const memory = await memoryRegistry();
  const { registry: sound } = memory;
  const asker = await setOrganisation(sound, 'brand-1', { admittedClasses: ['TRANSACTIONAL'] });
  const { gate, sign } = gated(sound.receipts.sign);
  const registry: Registry = { ...sound, receipts: { ...sound.receipts, sign } };
  const token = await tokenFor(sound, asker);
  const said: string[] = [];
  const say = (_facts: object, message: string) => void said.push(message);
  const log = { info: say, warn: say, error: say };
  const opened = { registry } as OpenedRegistry;
  const options = { limits: { ...usualLimits, ...limits }, watch, scrubs: inPlace };
  const server = await startServer(opened, { ...settingsFrom({}), port: 0 }, log, options);
  onTestFinished(() => server.close());
  onTestFinished(gate.open);
  const port = Number(new URL(server.url).port);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  let numbers = 10_000;
  const body: ServedMemory['body'] = (messageClass, count) => {
    const one = { category: 'FIN_CREDIT', channel: 'SMS', messageClass };
    if (count === undefined) return JSON.stringify({ ...one, phoneNumber: wire(chineseNumber(++numbers)) });
    const phoneNumbers = Array.from({ length: count }, (_, offset) => wire(chineseNumber(offset + 10_000)));
    return JSON.stringify({ ...one, phoneNumbers });
  };
  return {
    port,
    said,
    gate,
    headers,
    body,
    ask: (messageClass) =>
      fetch(`${server.url}/v1/lookup`, {
        method: 'POST',
        headers: { ...headers, connection: 'close' },
        body: body(messageClass),
      }),
    raw: () => rawClient(port),
    close: server.close,
  };
}

function gated(sign: Registry['receipts']['sign']) {
  let opened = Promise.withResolvers<void>();
  opened.resolve();
  const gate: Gate = {
    waiting: 0,
    passed: 0,
    shut: () => {
      opened = Promise.withResolvers();
    },
    open: () => opened.resolve(),
  };
  const gatedSign: typeof sign = async (typ, payload) => {
    gate.waiting++;
    await opened.promise;
    gate.waiting--;
    gate.passed++;
    return sign(typ, payload);
  };
  return { gate, sign: gatedSign };
}

async function rawClient(port: number): Promise<RawClient> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => void chunks.push(chunk));
  // A server that cuts a client that is still sending resets the connection.
  socket.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await new Promise((resolve) => socket.once('connect', resolve));
  return { socket, ended, received: () => Buffer.concat(chunks).toString() };
}

/** A request as it goes over the wire. */
export function requestText(path: string, headers: Readonly<Record<string, string>>, body: string): string {
  const all = { host: 'localhost', 'content-length': String(Buffer.byteLength(body)), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}
