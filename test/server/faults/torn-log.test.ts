import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditStore } from '../../../src/storage/sqlite/audit.ts';
import { endServers, freePort, freshDataDir, serve } from '../served-registry.ts';
import { numbersFrom, refuseAll, refusingOf } from './client.ts';

const groupSize = 10;
const groups = Array.from({ length: 30 }, (_, index) => numbersFrom(index * 100, groupSize));

const killed = freshDataDir();
const copy = freshDataDir();
let caller: string;
let carrier: string;
let port: number;

/** A folder as a killed server leaves it, its last groups in the write-ahead log alone. */
beforeAll(async () => {
  port = await freePort();
  const server = await serve(killed.dataDir, port);
  carrier = await server.token('demo-carrier');
  caller = await server.token('demo-call-centre');
  for (const group of groups) expect((await refuseAll(server, carrier, group)).status).toBe(200);
  await server.kill();
});
afterAll(() => {
  endServers();
  killed.remove();
  copy.remove();
});

const pageBytes = 4_096 + 24;
const logOf = (dataDir: string) => join(dataDir, 'registry.sqlite-wal');

/** What a crash of the machine may do to the end of the log. `keepsAll`: to what no answer ever stood for. */
const damages: readonly { readonly name: string; readonly keepsAll: boolean; damage(log: string): void }[] = [
  {
    name: 'half a page more',
    keepsAll: true,
    damage: (log) => append(log, readFileSync(log).subarray(32, 32 + pageBytes / 2)),
  },
  { name: 'pages more that are all zero', keepsAll: true, damage: (log) => append(log, Buffer.alloc(pageBytes * 3)) },
  {
    name: 'an older page once more',
    keepsAll: true,
    damage: (log) => append(log, readFileSync(log).subarray(32, 32 + pageBytes)),
  },
  {
    name: 'the last byte is missing',
    keepsAll: false,
    damage: (log) => truncateSync(log, readFileSync(log).length - 1),
  },
  {
    name: 'the last pages are missing',
    keepsAll: false,
    damage: (log) => truncateSync(log, readFileSync(log).length - 5 * pageBytes - 100),
  },
  { name: 'bits of the last page are flipped', keepsAll: false, damage: (log) => flip(log, 200) },
  { name: 'bits of a page some groups back are flipped', keepsAll: false, damage: (log) => flip(log, 20 * pageBytes) },
];

test.each(damages)(
  '$name: the registry opens by itself on whole groups, in order, and goes on',
  async ({ damage, keepsAll }) => {
    rmSync(copy.dataDir, { recursive: true });
    cpSync(killed.dataDir, copy.dataDir, { recursive: true });
    rmSync(join(copy.dataDir, 'registry.sqlite-shm'), { force: true });
    damage(logOf(copy.dataDir));

    const server = await serve(copy.dataDir, port);
    const refusing = new Set(await refusingOf(server, caller, groups.flat()));
    const kept = groups.map((group) => group.filter((number) => refusing.has(number)).length);
    const whole = kept.indexOf(0);
    expect(kept.filter((count) => count !== 0 && count !== groupSize)).toEqual([]);
    expect(kept.slice(whole === -1 ? kept.length : whole).every((count) => count === 0)).toBe(true);
    expect(whole === -1).toBe(keepsAll);
    expect(auditStore(server.databaseFile).findings).toEqual([]);

    for (const group of groups) expect((await refuseAll(server, carrier, group)).status).toBe(200);
    expect(await refusingOf(server, caller, groups.flat())).toHaveLength(groups.length * groupSize);
    expect(await server.stop()).toBe(0);
    expect(auditStore(server.databaseFile).findings).toEqual([]);
  },
);

function append(log: string, bytes: Uint8Array): void {
  writeFileSync(log, bytes, { flag: 'a' });
}

function flip(log: string, fromEnd: number): void {
  const bytes = readFileSync(log);
  const at = bytes.length - fromEnd;
  for (let index = at; index < at + 8; index++) bytes[index] = (bytes[index] ?? 0) ^ 0xff;
  writeFileSync(log, bytes);
}
