import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { auditStore } from '../../../src/storage/sqlite/audit.ts';
import { busyTimeoutMs } from '../../../src/storage/sqlite/connection.ts';
import { serve, servedThroughout } from '../served-registry.ts';
import { expectRefused, lookUp, numbersFrom, refuseAll, refusingOf } from './client.ts';

let server = await servedThroughout();

/** Holds the write lock of the file while `during` runs. */
async function whileLocked<T>(during: () => Promise<T>): Promise<T> {
  const other = new Database(server.databaseFile);
  other.exec('BEGIN IMMEDIATE');
  try {
    return await during();
  } finally {
    other.exec('ROLLBACK');
    other.close();
  }
}

test('a lock held for a moment delays a write and refuses none; lookups do not wait', async () => {
  const [carrier, caller] = [await server.token('demo-carrier'), await server.token('demo-call-centre')];
  const group = numbersFrom(0, 10);
  const order: string[] = [];
  const written = await whileLocked(async () => {
    const write = refuseAll(server, carrier, group).finally(() => order.push('written'));
    for (let turn = 0; turn < 20; turn++)
      expect((await lookUp(server, caller, group[0] ?? '')).body.reason).toBe('DEFAULT');
    order.push('looked up');
    return { write };
  });
  expect((await written.write).status).toBe(200);
  expect(order).toEqual(['looked up', 'written']);
});

test(
  'a lock that stays is a refusal in which nothing was kept, and the write after it works',
  async () => {
    const [carrier, caller] = [await server.token('demo-carrier'), await server.token('demo-call-centre')];
    const group = numbersFrom(10_000, 10);
    await whileLocked(async () => {
      expectRefused(await refuseAll(server, carrier, group), 'nothing of this was kept');
      expect((await lookUp(server, caller, group[0] ?? '')).status).toBe(200);
      expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    });
    expect(await refusingOf(server, caller, group)).toEqual([]);
    expect((await refuseAll(server, carrier, group)).body.summary).toMatchObject({ registered: group.length });
    expect(auditStore(server.databaseFile).findings).toEqual([]);
  },
  busyTimeoutMs * 4,
);

test(
  'a server that starts on a locked file serves lookups at once and writes when the lock is gone',
  async () => {
    const caller = await server.token('demo-call-centre');
    const carrier = await server.token('demo-carrier');
    await server.stop();
    await whileLocked(async () => {
      server = await serve(server.dataDir, Number(new URL(server.url).port));
      expect((await lookUp(server, caller, '+8613900000000')).body.reason).toBe('REFUSED');
    });
    expect((await refuseAll(server, carrier, numbersFrom(20_000, 1))).status).toBe(200);
  },
  busyTimeoutMs * 4,
);
