import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { constants, deflateRawSync, gzipSync } from 'node:zlib';
import { afterAll, expect, test, vi } from 'vitest';
import { peakMemoryMb } from '../process-memory.ts';
import { endServers, freePort, freshDataDir, type ServedRegistry, serve } from '../served-registry.ts';

const { dataDir, remove } = freshDataDir();
afterAll(() => {
  endServers();
  remove();
});

/** Twice the most that was seen to be added; a list that is gathered in memory adds what it expands to. */
const addedMbMax = 250;
const until = { timeout: 20_000, interval: 30 };
const mebibyte = 2 ** 20;
const csv = { 'content-type': 'text/csv' } as const;
const terms = 'category=FIN_CREDIT&channel=VOICE&sender=DEMO';

interface Problem {
  readonly code: string;
  readonly field?: string;
  readonly limit?: string;
}

interface Scrub {
  readonly scrubId: string;
  readonly status: string;
  readonly fault?: Problem;
  readonly summary?: { readonly rows: Readonly<Record<string, number>> };
}

async function ask(served: ServedRegistry, path: string, init: RequestInit = {}): Promise<Response> {
  const authorization = `Bearer ${await served.token('demo-call-centre')}`;
  return fetch(`${served.url}/v1/scrubs${path}`, { ...init, headers: { ...init.headers, authorization } });
}

async function* repeated(chunk: Uint8Array, times: number): AsyncGenerator<Uint8Array> {
  for (let time = 0; time < times; time++) yield chunk;
}

async function* unclosed(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('13800000001,x\n13800000001,"');
  yield* repeated(Buffer.from('13800000009,y\n'.repeat(50_000)), 5);
}

/** One member that becomes as many MB of one byte: the compressor starts afresh every MB, so that its output repeats. */
function bomb(byte: number, megabytes: number): Buffer {
  const header = Buffer.from('1f8b0800000000000003', 'hex');
  const block = deflateRawSync(Buffer.alloc(mebibyte, byte), { finishFlush: constants.Z_FULL_FLUSH });
  return Buffer.concat([header, ...new Array<Buffer>(megabytes).fill(block)]);
}

/** Made when it is its turn. */
type List = () => Uint8Array | AsyncIterable<Uint8Array>;

const record = 'at most 131072 bytes a line or record';
const expansion = 'at most 100 times its size';

const listsOf: readonly (readonly [what: string, list: List, limit: string])[] = [
  ['a line of 100 MB', () => repeated(Buffer.alloc(mebibyte, '7'), 100), record],
  ['a gzip bomb of 4 GB of NUL bytes', () => bomb(0, 4_096), record],
  ['a gzip bomb of 512 MB of line ends', () => bomb(10, 512), expansion],
  ['a gzip bomb of 300 members', () => repeated(gzipSync(Buffer.alloc(2 * mebibyte, '\n')), 300), expansion],
  ['a quotation mark that is never closed', unclosed, record],
];

function bodyOf(list: List): RequestInit {
  const made = list();
  if (made instanceof Uint8Array) return { body: made as Uint8Array<ArrayBuffer> };
  return { body: ReadableStream.from(made), duplex: 'half' } as RequestInit;
}

/** The server's thread for lists, and its caches, are there before anything is weighed. */
async function warmed(served: ServedRegistry): Promise<void> {
  const body = '13800000001,"x"\n'.repeat(80_000);
  const response = await ask(served, `?${terms}`, { method: 'POST', headers: csv, body });
  expect((await response.text()).length).toBeGreaterThan(body.length);
  await ended(served, await asJob(served, { body }));
}

async function asJob(served: ServedRegistry, init: RequestInit): Promise<Scrub> {
  const headers = { ...csv, prefer: 'respond-async' };
  const response = await ask(served, `?${terms}`, { method: 'POST', ...init, headers });
  expect(response.status).toBe(202);
  return (await response.json()) as Scrub;
}

async function ended(served: ServedRegistry, { scrubId }: Scrub): Promise<Scrub> {
  for (;;) {
    const scrub = (await (await ask(served, `/${scrubId}`)).json()) as Scrub;
    if (!['QUEUED', 'RUNNING'].includes(scrub.status)) return scrub;
    await wait(30);
  }
}

test('lists made to fill the memory are refused by name, and the server stays as large as it was', async () => {
  const served = await serve(dataDir, await freePort());
  await warmed(served);
  const before = peakMemoryMb(served.pid);
  for (const [what, list, limit] of listsOf) {
    const response = await ask(served, `?${terms}`, { method: 'POST', headers: csv, ...bodyOf(list) });
    const problem = (await response.json()) as Problem;
    expect([what, response.status, problem]).toEqual([
      what,
      413,
      expect.objectContaining({ code: 'PAYLOAD_TOO_LARGE', field: 'body', limit }),
    ]);
    const job = await ended(served, await asJob(served, bodyOf(list)));
    expect([what, job.status, job.fault]).toEqual([
      what,
      'FAILED',
      expect.objectContaining({ code: 'PAYLOAD_TOO_LARGE', limit }),
    ]);
  }
  expect(peakMemoryMb(served.pid) - before).toBeLessThan(addedMbMax);
  await expectCutUploadsKept(served);
  expect(await served.stop()).toBe(0);
}, 120_000);

/** A client that promises more than it sends and hangs up: what has arrived stays, and the list goes on behind it. */
async function expectCutUploadsKept(served: ServedRegistry): Promise<void> {
  const opened = await ask(served, `?${terms}`, { method: 'POST', headers: { prefer: 'respond-async' } });
  const job = (await opened.json()) as Scrub;
  const arrived = async () => {
    const { headers } = await ask(served, `/${job.scrubId}/input`, { method: 'HEAD' });
    return [headers.get('upload-offset'), headers.get('upload-complete')];
  };
  const part = (from: number) => ({
    'content-type': 'application/partial-upload',
    'upload-offset': String(from),
    'upload-complete': '?1',
  });
  const cut = await halfSent(served, job.scrubId, { ...part(0), 'content-length': '999999' }, '13800000001\n1380');
  await vi.waitFor(async () => expect(await arrived()).toEqual(['16', '?0']), until);
  cut.destroy();
  // Until it is seen that the client has gone, another part is on its way.
  await vi.waitFor(async () => {
    const rest = { method: 'PATCH', headers: part(16), body: '0000002\n' };
    expect((await ask(served, `/${job.scrubId}/input`, rest)).status).toBe(200);
  }, until);
  const { status, summary } = await ended(served, job);
  expect([status, summary?.rows]).toEqual(['COMPLETED', expect.objectContaining({ count: 2, rejected: 0 })]);
}

/** Sends a head and some of the body that it promises. */
async function halfSent(
  served: ServedRegistry,
  scrubId: string,
  headers: Readonly<Record<string, string>>,
  sent: string,
): Promise<Socket> {
  const { port, host } = new URL(served.url);
  const all = { host, authorization: `Bearer ${await served.token('demo-call-centre')}`, ...headers };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const socket = connect(Number(port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`PATCH /v1/scrubs/${scrubId}/input HTTP/1.1\r\n${head.join('')}\r\n${sent}`);
  return socket;
}
