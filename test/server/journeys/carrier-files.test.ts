import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, expect, test } from 'vitest';
import { wishFileName } from '../../../src/core/carrier-file.ts';
import { auditStore } from '../../../src/storage/sqlite/audit.ts';
import { endServers, freePort, freshDataDir, type ServedRegistry, serve } from '../served-registry.ts';
import { dnd } from './asked-list.ts';

const { dataDir, remove } = freshDataDir();
afterAll(() => {
  endServers();
  remove();
});

const rowCount = 8_000;
const date = new Date().toISOString().slice(0, 10);
const numberOf = (at: number) => `+86138${String(10_000_000 + at * 7)}`;

function wishes(sequence: number, rows: readonly string[]) {
  const content = ['phoneNumber,refuse,proof,agent,reference', ...rows, ''].join('\r\n');
  const parts = { carrier: 'DEMO-CARRIER', date, sequence };
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { content, manifest: { file: wishFileName(parts), ...parts, rows: rows.length, sha256 } };
}

interface Standing {
  readonly status: string;
  readonly progress?: { readonly rows: number };
  readonly result?: { readonly sha256: string; readonly counts: object };
}

async function ask(served: ServedRegistry, path: string, init: RequestInit = {}): Promise<Response> {
  const authorization = `Bearer ${await served.token('demo-carrier')}`;
  return fetch(`${served.url}/v1/carrier-files${path}`, { ...init, headers: { ...init.headers, authorization } });
}

async function until(served: ServedRegistry, file: string, isReached: (now: Standing) => boolean): Promise<Standing> {
  const token = await served.token('demo-carrier');
  for (;;) {
    const response = await fetch(`${served.url}/v1/carrier-files/${file}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const now = (await response.json()) as Standing;
    if (isReached(now)) return now;
    await wait(20);
  }
}

/** How many entries each number has, by how many numbers have so many. */
function entriesOfNumbers(): Readonly<Record<string, number>> {
  const database = new Database(join(dataDir, 'registry.sqlite'), { readonly: true });
  const counts = database.prepare('SELECT count(*) AS n FROM changes WHERE number IS NOT NULL GROUP BY number').pluck();
  const tally: Record<string, number> = {};
  for (const n of counts.all() as number[]) tally[n] = (tally[n] ?? 0) + 1;
  database.close();
  return tally;
}

test('a file sent to a server that is killed in the middle is answered whole, and the next one by command', async () => {
  const rows = Array.from(
    { length: rowCount },
    (_, at) => `${numberOf(at)},FIN_CREDIT,CARRIER_ASSERTED,shop 12,r${at}`,
  );
  const { content, manifest } = wishes(1, rows);
  const first = await serve(dataDir, await freePort());
  const headers = { 'content-type': 'application/json' };
  const opened = await ask(first, '', { method: 'POST', headers, body: JSON.stringify(manifest) });
  expect(opened.status).toBe(201);
  const broken = await ask(first, `/${manifest.file}/content`, {
    method: 'PUT',
    headers: { 'content-type': 'text/csv' },
    body: content.replace('r17\r\n', 'r71\r\n'),
  });
  expect([broken.status, await broken.text()]).toEqual([400, expect.stringContaining(manifest.file)]);
  const sent = await ask(first, `/${manifest.file}/content`, {
    method: 'PUT',
    headers: { 'content-type': 'text/csv' },
    body: content,
  });
  expect(sent.status).toBe(202);
  await until(first, manifest.file, ({ progress }) => (progress?.rows ?? 0) > 0);
  await first.kill();
  const before = entriesOfNumbers();
  expect(before['1']).toBeGreaterThan(0);
  expect(before['1']).toBeLessThan(rowCount);

  const second = await serve(dataDir, await freePort());
  const done = await until(second, manifest.file, ({ status }) => status === 'COMPLETED');
  const result = await (await ask(second, `/${manifest.file}/result`)).text();
  expect(done.result).toMatchObject({
    sha256: createHash('sha256').update(result).digest('hex'),
    counts: { registered: rowCount, pending: 0, unchanged: 0, rejected: 0 },
  });
  expect(
    result
      .split('\r\n')
      .slice(1, -1)
      .map((line) => line.split(',').slice(0, 3).join()),
  ).toEqual(rows.map((_, at) => `${at + 1},r${at},REGISTERED`));
  expect(entriesOfNumbers()).toEqual({ 1: rowCount });

  const next = wishes(2, [`${numberOf(0)},FIN_CREDIT HEALTH,OTP,,n1`, '+12125550100,HEALTH,OTP,,n2']);
  const folder = join(dataDir, 'in');
  mkdirSync(folder);
  writeFileSync(join(folder, next.manifest.file), next.content);
  writeFileSync(join(folder, next.manifest.file.replace('.csv', '.json')), JSON.stringify(next.manifest));
  const [taken] = JSON.parse(dnd(dataDir, 'CN', 'carrier-files', 'take', folder, '--write', '--json')) as object[];
  expect(taken).toMatchObject({ file: next.manifest.file, status: 'ANSWERED' });
  expect(readFileSync(join(folder, next.manifest.file.replace('Upload', 'Result')), 'utf8')).toMatch(
    /\r\n1,n1,REGISTERED,,,,log:\d+,\r\n2,n2,REJECTED,SERVICE_NOT_APPLICABLE,/,
  );
  expect(await second.stop()).toBe(0);
  expect(auditStore(join(dataDir, 'registry.sqlite')).findings).toEqual([]);
}, 120_000);
