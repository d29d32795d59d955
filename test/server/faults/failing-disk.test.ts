import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditStore } from '../../../src/storage/sqlite/audit.ts';
import { endServers, freePort, freshDataDir, type ServedRegistry, serve } from '../served-registry.ts';
import { expectRefused, lookUp, numbersFrom, refuseAll, refusingOf } from './client.ts';
import { straceMissing, whileTraced } from './traced.ts';

const missing = straceMissing();
const { dataDir, remove } = freshDataDir();
const logFile = join(dataDir, 'operator.log');
let server: ServedRegistry;
let carrier: string;
let caller: string;

beforeAll(async () => {
  server = await serve(dataDir, await freePort(), { log: openSync(logFile, 'a') });
  carrier = await server.token('demo-carrier');
  caller = await server.token('demo-call-centre');
});
afterAll(() => {
  endServers();
  remove();
});

function whileFailing<T>(injected: string, during: () => Promise<T>): Promise<T> {
  return whileTraced(server.pid, join(dataDir, 'trace'), [`--inject=${injected}`], during);
}

describe.skipIf(missing !== undefined)(
  `a disk that fails under the running server${missing === undefined ? '' : ` (not shown: ${missing})`}`,
  () => {
    test.each([
      ['the write-ahead log cannot be synced', 'fsync,fdatasync:error=EIO', 'unknown'],
      ['the log cannot be written', 'pwrite64:error=EIO', 'unknown'],
      ['the disk has become read-only', 'pwrite64:error=EROFS', 'unknown'],
      ['the disk is full', 'pwrite64:error=ENOSPC', 'nothing of this was kept'],
    ])(
      '%s: writes are refused whole, lookups go on, and the next write after it works',
      async (_name, injected, fate) => {
        const first = auditStore(server.databaseFile).head * 1_000;
        const [known = '', ...group] = numbersFrom(first, 40);
        expect((await refuseAll(server, carrier, [known])).status).toBe(200);
        await whileFailing(injected, async () => {
          const refused = await Promise.all([
            refuseAll(server, carrier, group.slice(0, 20)),
            refuseAll(server, carrier, group.slice(20)),
          ]);
          for (const answer of refused) expectRefused(answer, fate);
          expect((await lookUp(server, caller, known)).body.reason).toBe('REFUSED');
          expect(await refusingOf(server, caller, group)).toEqual([]);
          expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
        });
        expect(await refusingOf(server, caller, group)).toEqual([]);
        expect((await refuseAll(server, carrier, group)).body.summary).toMatchObject({ registered: group.length });
        expect(await refusingOf(server, caller, group)).toEqual(group);
        expect(auditStore(server.databaseFile).findings).toEqual([]);
        expect(readFileSync(logFile, 'utf8')).toContain('requests are refused');
      },
    );

    test('a file that cannot be read is an outage with a time to come back, and no defect', async () => {
      const [number = ''] = numbersFrom(77_000_000, 1);
      await whileFailing('pread64:error=EIO', async () => {
        expectRefused(await refuseAll(server, carrier, [number]), 'cannot be read');
      });
      expect((await refuseAll(server, carrier, [number])).status).toBe(200);
    });

    test('killed after a sync that failed, a group is there whole or not at all', async () => {
      const group = numbersFrom(88_000_000, 50);
      await whileFailing('fsync,fdatasync:error=EIO', async () => {
        expectRefused(await refuseAll(server, carrier, group), 'unknown');
      });
      await server.kill();
      server = await serve(dataDir, Number(new URL(server.url).port));
      expect([0, group.length]).toContain((await refusingOf(server, caller, group)).length);
      expect(auditStore(server.databaseFile).findings).toEqual([]);
      expect((await refuseAll(server, carrier, group)).status).toBe(200);
      expect(await refusingOf(server, caller, group)).toEqual(group);
    });
  },
);
