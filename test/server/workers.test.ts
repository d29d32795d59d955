import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { clientsOfWorkers, freePortsInRow, type PinnedClient } from './pinned-client.ts';
import { endServers, freePort, freshDataDir, type ServedRegistry, serve } from './served-registry.ts';

const until = { timeout: 20_000, interval: 50 };
const enquiry = { category: 'FIN_CREDIT', channel: 'VOICE', sender: 'DEMO' };
/** A number of the demo's own, which nobody has. */
const phoneNumber = '+8613800138000';

/** Two workers over a folder of their own. */
interface Served extends ServedRegistry {
  readonly port: number;
  readonly metricsPorts: readonly number[];
  remove(): void;
}

/** Nobody ends this one before all are through. */
let served: Served;

beforeAll(async () => {
  served = await serveWithTwo();
});
afterAll(async () => {
  await served.stop();
  endServers();
  served.remove();
});

async function serveWithTwo(): Promise<Served> {
  const { dataDir, remove } = freshDataDir();
  const port = await freePort();
  const metricsPorts = await freePortsInRow(2);
  const environment = { WORKERS: '2', METRICS_PORT: String(metricsPorts[0]), LOG_LEVEL: 'silent' };
  const registry = await serve(dataDir, port, { environment });
  await bothServe(metricsPorts);
  return { ...registry, port, metricsPorts, remove };
}

async function bothServe(metricsPorts: readonly number[]): Promise<void> {
  await vi.waitFor(() => Promise.all(metricsPorts.map((one) => fetch(`http://127.0.0.1:${one}/metrics`))), until);
}

function workersOf({ pid }: Served): readonly number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return children === '' ? [] : children.split(' ').map(Number);
}

/** Both ways: what is done through the first binds the second, and the other way round. */
async function bothWays(): Promise<readonly (readonly [PinnedClient, PinnedClient])[]> {
  const [one, other] = (await clientsOfWorkers(served.url, served.metricsPorts)) as [PinnedClient, PinnedClient];
  return [
    [one, other],
    [other, one],
  ];
}

const lookup = (client: PinnedClient, token: string) =>
  client.ask('POST', '/v1/lookup', { token, body: { ...enquiry, phoneNumber } });

test('a suspension made through one worker binds the next request through the other, and so does its end', async () => {
  const token = await served.token('demo-call-centre');
  const operator = await served.token('demo-operator');
  const path = '/v1/organisations/demo-call-centre';
  const setStatus = async (client: PinnedClient, status: string) => {
    const { headers } = await client.ask('GET', path, { token: operator });
    const condition = { 'if-match': headers.etag ?? '' };
    return (await client.ask('PATCH', path, { token: operator, headers: condition, body: { status } })).status;
  };
  for (const [one, other] of await bothWays()) {
    expect([(await lookup(one, token)).status, (await lookup(other, token)).status]).toEqual([200, 200]);
    expect(await setStatus(one, 'SUSPENDED')).toBe(200);
    expect((await lookup(other, token)).status).toBe(403);
    expect((await lookup(one, token)).status).toBe(403);
    expect(await setStatus(other, 'ACTIVE')).toBe(200);
    expect((await lookup(one, token)).status).toBe(200);
  }
});

test('an opt-out made through one worker binds the next lookup through the other, and so does its end', async () => {
  const token = await served.token('demo-call-centre');
  const ways = await bothWays();
  const [[first, second]] = ways as [readonly [PinnedClient, PinnedClient]];
  await first.ask('POST', '/v1/subscriber/codes', { body: { phoneNumber, language: 'en' } });
  const texts = readFileSync(join(served.dataDir, 'demo', 'outbox.jsonl'), 'utf8')
    .trim()
    .split('\n');
  const code = /\b\d{6}\b/.exec((JSON.parse(texts.at(-1) ?? '{}') as { text: string }).text)?.[0];
  const opened = await second.ask('POST', '/v1/subscriber/sessions', { body: { phoneNumber, code } });
  const session = (opened.body as { token: string }).token;
  const choose = async (client: PinnedClient, choice: string) => {
    const body = { cells: choice === 'NONE' ? [] : [{ category: 'FIN_CREDIT', channel: 'VOICE', choice }] };
    const asked = { token: session, headers: { 'if-match': '*' }, body };
    return (await client.ask('PATCH', '/v1/subscriber/preferences', asked)).status;
  };
  for (const [one, other] of ways) {
    for (const client of [one, other]) expect((await lookup(client, token)).body).toMatchObject({ decision: 'ALLOW' });
    expect(await choose(one, 'REFUSE')).toBe(200);
    expect((await lookup(other, token)).body).toMatchObject({ decision: 'BLOCK', reason: 'CATEGORY_REFUSED' });
    expect(await choose(other, 'NONE')).toBe(200);
    expect((await lookup(one, token)).body).toMatchObject({ decision: 'ALLOW' });
  }
});

test('a worker that dies is replaced, each has its memory bounded, and the other answers meanwhile', async () => {
  const token = await served.token('demo-call-centre');
  const [, survivor] = (await clientsOfWorkers(served.url, served.metricsPorts)) as [PinnedClient, PinnedClient];
  const before = workersOf(served);
  expect(before).toHaveLength(2);
  for (const pid of before) expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).toContain('--max-old-space-size=512');
  process.kill(before[0] as number, 'SIGKILL');
  expect((await lookup(survivor, token)).status).toBe(200);
  await vi.waitFor(() => expect(workersOf(served).filter((pid) => !before.includes(pid))).toHaveLength(1), until);
  await bothServe(served.metricsPorts);
  for (const client of await clientsOfWorkers(served.url, served.metricsPorts)) {
    expect((await lookup(client, token)).status).toBe(200);
  }
});

test('a key withdrawn through one worker: its tokens are refused by the other from the next request on', async () => {
  const clients = JSON.parse(readFileSync(join(served.dataDir, 'demo', 'clients.json'), 'utf8')) as readonly {
    readonly clientId: string;
    readonly privateJwk: { readonly kid: string };
  }[];
  const kidOf = (clientId: string) => clients.find((one) => one.clientId === clientId)?.privateJwk.kid;
  const operator = await served.token('demo-operator');
  const asked = ['demo-call-centre', 'demo-carrier'];
  for (const [way, [one, other]] of (await bothWays()).entries()) {
    const clientId = asked[way] as string;
    const token = await served.token(clientId);
    expect([(await lookup(one, token)).status, (await lookup(other, token)).status]).toEqual([200, 200]);
    const keys = `/v1/organisations/${clientId}/keys`;
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'the-next' };
    expect((await one.ask('POST', keys, { token: operator, body: { jwk } })).status).toBe(201);
    expect((await one.ask('DELETE', `${keys}/${kidOf(clientId)}`, { token: operator })).status).toBe(200);
    expect((await lookup(other, token)).status).toBe(401);
    await expect(served.token(clientId)).rejects.toThrow();
  }
});

test('asked to end in the middle of requests, all workers finish them, let nobody in, and it ends with 0', async () => {
  const ending = await serveWithTwo();
  onTestFinished(ending.remove);
  const token = await ending.token('demo-call-centre');
  const idle = connect(ending.port, '127.0.0.1');
  const idleEnded = new Promise((resolve) => idle.once('close', resolve));
  const held = await Promise.all(Array.from({ length: 12 }, () => acceptedLookup(ending.url, token)));
  const ended = ending.stop();
  await vi.waitFor(
    () => expect(fetch(`${ending.url}/healthz`)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } }),
    until,
  );
  await idleEnded;
  expect(await Promise.all(held.map((finish) => finish()))).toEqual(held.map(() => 200));
  expect(await ended).toBe(0);
});

/** Resolves when the server has read the request's head and asks for its body; then to what sends the body. */
function acceptedLookup(url: string, token: string): Promise<() => Promise<number>> {
  const body = JSON.stringify({ ...enquiry, phoneNumber });
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    expect: '100-continue',
  };
  const sent = request(`${url}/v1/lookup`, { method: 'POST', agent: false, headers });
  const answered = new Promise<number>((resolve, reject) => {
    sent.once('error', reject);
    sent.once('response', (response) => resolve(response.resume().statusCode ?? 0));
  });
  sent.flushHeaders();
  return new Promise((resolve) => {
    sent.once('continue', () =>
      resolve(() => {
        sent.end(body);
        return answered;
      }),
    );
  });
}

test('workers whose supervisor is killed end by themselves', async () => {
  const orphaning = await serveWithTwo();
  onTestFinished(orphaning.remove);
  const pids = workersOf(orphaning);
  await orphaning.kill();
  await vi.waitFor(() => expect(pids.filter(isRunning)).toEqual([]), until);
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test.for(['1', '2'])('another registry, of %s workers, does not get in on the port', async (count) => {
  const { dataDir, remove } = freshDataDir();
  onTestFinished(remove);
  const environment = { ...process.env, DATA_DIR: dataDir, PORT: String(served.port), WORKERS: count };
  const ended = await new Promise((resolve) => {
    execFile(process.execPath, ['dist/cli/dnd.js', 'serve'], { env: environment }, (error, _out, notes) =>
      resolve({ code: error?.code, notes }),
    );
  });
  const notes = `dnd: PORT: ${served.port} is taken; set another one, as in PORT=8788 npm start\n`;
  expect(ended).toEqual({ code: 1, notes });
});
