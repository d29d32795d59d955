import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { PhoneNumber } from '../../../src/core/phone-number.ts';
import { auditStore } from '../../../src/storage/sqlite/audit.ts';
import { openSqliteStore } from '../../../src/storage/sqlite/sqlite-store.ts';
import { endServers, freePort, freshDataDir, type ServedRegistry, serve } from '../served-registry.ts';
import { type Answered, lookUp, numbersFrom, post, refuseAll } from './client.ts';

const minuteSec = 60;
const daySec = 86_400;

let dataDir: string;
let server: ServedRegistry;
const folders: (() => void)[] = [];

beforeEach(async () => {
  const folder = freshDataDir();
  folders.push(folder.remove);
  dataDir = folder.dataDir;
  setClock(0);
  const environment = {
    CLOCK_AHEAD: join(dataDir, 'clock'),
    NODE_OPTIONS: `--import=${resolve('test/server/faults/preload/set-clock.mjs')}`,
  };
  server = await serve(dataDir, await freePort(), { environment });
});
afterAll(() => {
  endServers();
  for (const remove of folders) remove();
});

/** The server's clock from now on; the test's own goes on as it was. */
function setClock(aheadSec: number): void {
  writeFileSync(join(dataDir, 'clock'), String(aheadSec * 1_000));
}

const clockError = (instant: string, aheadSec: number) =>
  Math.abs(Date.parse(instant) - Date.now() - aheadSec * 1_000) / 1_000;

test('set ahead and back, it serves on: what was signed in the wrong time is refused, not believed', async () => {
  const [number = ''] = numbersFrom(0, 1);
  const early = await server.token('demo-call-centre');
  setClock(40 * daySec);
  expect((await lookUp(server, early, number)).status).toBe(401);
  const ahead = await server.token('demo-call-centre', 40 * daySec);
  const wrong = (await lookUp(server, ahead, number)).body;
  expect(clockError(wrong.asOf.time, 40 * daySec)).toBeLessThan(30);

  setClock(0);
  expect((await lookUp(server, ahead, number)).status).toBe(401);
  const right = (await lookUp(server, early, number)).body;
  expect(clockError(right.asOf.time, 0)).toBeLessThan(30);
  const [good, bad] = await Promise.all([right, wrong].map(({ receipt }) => verdict(receipt)));
  expect([good, bad]).toEqual(['VALID', 'NOT_YET_VALID']);
});

async function verdict(receipt: string): Promise<string> {
  const token = await server.token('demo-call-centre');
  const { body } = await post(server, '/v1/receipts/verify', token, { receipt });
  return body.outcome as string;
}

test('the order of the log is that of its positions, whatever the clock said', async () => {
  const [number = ''] = numbersFrom(0, 1);
  const clocks = [0, 90 * daySec, -3 * daySec, 0, -400 * daySec, 10];
  const choices = ['REFUSE_ALL', 'LAW'];
  for (const [turn, aheadSec] of clocks.entries()) {
    setClock(aheadSec);
    const token = await server.token('demo-carrier', aheadSec);
    const preferences = { base: choices[turn % 2], cells: [] };
    const body = { proof: 'MO_SMS', registrations: [{ phoneNumber: number, preferences }] };
    expect((await post(server, '/v1/registrations', token, body)).body.results[0].status).toBe('REGISTERED');
  }
  const caller = await server.token('demo-call-centre', clocks.at(-1));
  expect((await lookUp(server, caller, number)).body.reason).toBe('DEFAULT');
  const store = await openSqliteStore({ file: server.databaseFile });
  const entries = store.history(Number(number.slice(1)) as PhoneNumber, Number.MAX_SAFE_INTEGER, 100);
  await store.close();
  expect(entries.map((entry) => clockError(new Date(entry.at).toISOString(), clocks.at(-1) ?? 0) < 60)).toEqual([
    true,
    false,
    true,
    false,
    false,
    true,
  ]);
  expect(entries.map(({ position }) => position)).toEqual(
    entries.map(({ position }) => position).sort((a, b) => b - a),
  );
  expect(auditStore(server.databaseFile).findings).toEqual([]);
});

test('keys that a clock entered which ran ahead come of age by the right one', async () => {
  setClock(400 * daySec);
  expect((await rotate(await server.token('demo-operator', 400 * daySec))).status).toBe(200);
  setClock(0);
  const before = await server.token('demo-operator');
  expect(await rotationOf(before)).toMatchObject({ due: true });
  const early = await rotate(before);
  expect(early.body.code).toBe('FAILED_PRECONDITION');
  expect(Number(early.retryAfter)).toBeLessThanOrEqual(10 * minuteSec);
  const waitedSec = Number(early.retryAfter) + 1;
  setClock(waitedSec);
  const after = await server.token('demo-operator', waitedSec);
  expect((await rotate(after)).status).toBe(200);
  expect(await rotationOf(after)).toMatchObject({ due: false });
});

const rotate = (token: string): Promise<Answered> => post(server, '/v1/signing-keys/rotate', token, {});

async function rotationOf(token: string): Promise<{ readonly due: boolean }> {
  const response = await fetch(`${server.url}/v1/signing-keys`, { headers: { authorization: `Bearer ${token}` } });
  return ((await response.json()) as { rotation: { due: boolean } }).rotation;
}

test('a limit reached in the wrong time does not last until that time comes', async () => {
  const [phoneNumber] = numbersFrom(0, 1);
  const askForCode = () => post(server, '/v1/subscriber/codes', '', { phoneNumber });
  setClock(40 * daySec);
  const statuses: number[] = [];
  while (statuses.at(-1) !== 429) statuses.push((await askForCode()).status);
  setClock(0);
  expect((await askForCode()).status).toBe(statuses[0]);
  setClock(minuteSec);
  expect((await askForCode()).status).toBe(statuses[0]);
});

test('a request under a key of its own has one effect, also where the clock was set in between', async () => {
  const [number = ''] = numbersFrom(0, 1);
  const keyed = async (aheadSec: number) => {
    setClock(aheadSec);
    const token = await server.token('demo-carrier', aheadSec);
    const response = await fetch(`${server.url}/v1/registrations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': 'k1' },
      body: JSON.stringify({
        proof: 'MO_SMS',
        registrations: [{ phoneNumber: number, preferences: { base: 'REFUSE_ALL', cells: [] } }],
      }),
    });
    const { results } = (await response.json()) as { results: { status: string; position: string }[] };
    return results[0];
  };
  const first = await keyed(0);
  expect(first?.status).toBe('REGISTERED');
  expect(await keyed(-3 * daySec)).toEqual(first);
  expect(await keyed(60)).toEqual(first);
  // Beyond the day for which answers are kept it is done again, and finds nothing to do.
  expect(await keyed(2 * daySec)).toEqual({ ...first, status: 'UNCHANGED' });
  expect(
    (await refuseAll(server, await server.token('demo-carrier', 2 * daySec), [number])).body.summary.unchanged,
  ).toBe(1);
});
