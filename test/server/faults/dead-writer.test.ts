import { openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { auditStore } from '../../../src/storage/sqlite/audit.ts';
import { endServers, freePort, freshDataDir, type ServedRegistry, serve } from '../served-registry.ts';
import { type Answered, expectRefused, lookUp, numbersFrom, refuseAll, refusingOf } from './client.ts';

const { dataDir, remove } = freshDataDir();
afterAll(() => {
  endServers();
  remove();
});

async function readiness(server: ServedRegistry): Promise<Answered> {
  const response = await fetch(`${server.url}/readyz`);
  return { status: response.status, retryAfter: response.headers.get('retry-after'), body: await response.json() };
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}

test('a writer thread that dies is seen at once and replaced; what it was at is there whole or not at all', async () => {
  const deadly = join(dataDir, 'threads-die');
  const logFile = join(dataDir, 'operator.log');
  const server = await serve(dataDir, await freePort(), {
    log: openSync(logFile, 'a'),
    environment: {
      THREADS_DIE: deadly,
      NODE_OPTIONS: `--import=${resolve('test/server/faults/preload/mortal-threads.mjs')}`,
    },
  });
  const [carrier, caller] = [await server.token('demo-carrier'), await server.token('demo-call-centre')];
  const known = numbersFrom(0, 100);
  expect((await refuseAll(server, carrier, known)).status).toBe(200);

  for (let round = 0; round < 3; round++) {
    const groups = Array.from({ length: 20 }, (_, index) => numbersFrom(10_000 * (round + 1) + index * 100, 50));
    const under = groups.map((group) => refuseAll(server, carrier, group));
    writeFileSync(deadly, '');
    await until(async () => (await readiness(server)).status === 503);
    expectRefused(await readiness(server), 'no writer');
    expectRefused(
      await refuseAll(
        server,
        carrier,
        known.map((number) => number.replace('+86139', '+86138')),
      ),
      'nothing of this was kept',
    );
    expect((await lookUp(server, caller, known[0] ?? '')).body.reason).toBe('REFUSED');
    rmSync(deadly);
    await until(async () => (await readiness(server)).status === 200);
    for (const [index, { status }] of (await Promise.all(under)).entries()) {
      const kept = (await refusingOf(server, caller, groups[index] ?? [])).length;
      expect(status === 200 ? [50] : [0, 50]).toContain(kept);
    }
    expect((await refuseAll(server, carrier, groups.flat())).status).toBe(200);
    expect(auditStore(server.databaseFile).findings).toEqual([]);
  }
  expect(await server.stop()).toBe(0);
  expect(readFileSync(logFile, 'utf8')).toContain('a thread was made to die');
});
