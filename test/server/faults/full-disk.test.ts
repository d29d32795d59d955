import { spawnSync } from 'node:child_process';
import { openSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditStore } from '../../../src/storage/sqlite/audit.ts';
import { endServers, freePort, freshDataDir, type ServedRegistry, serve } from '../served-registry.ts';
import { expectRefused, lookUp, numbersFrom, refuseAll, refusingOf } from './client.ts';
import { mountMissing, type SmallDisk, smallDisk } from './small-disk.ts';

const missing = mountMissing();
const notShown = missing === undefined ? '' : ` (not shown: ${missing})`;

/** What the tests themselves write: the disk under test has no room for it. */
const elsewhere = freshDataDir();
afterAll(elsewhere.remove);

describe.skipIf(missing !== undefined)(`a disk that is full${notShown}`, () => {
  let disk: SmallDisk;
  let dataDir: string;
  let server: ServedRegistry;
  let carrier: string;
  let caller: string;
  const known = numbersFrom(0, 100);

  beforeAll(async () => {
    disk = smallDisk(24);
    dataDir = join(disk.folder, 'data');
    server = await serve(dataDir, await freePort(), { log: openSync(join(elsewhere.dataDir, 'operator.log'), 'w') });
    carrier = await server.token('demo-carrier');
    caller = await server.token('demo-call-centre');
    expect((await refuseAll(server, carrier, known)).status).toBe(200);
  });
  afterAll(() => {
    endServers();
    disk.remove();
  });

  test('writes are refused and nothing of them is kept, lookups go on, and with space the next write works', async () => {
    disk.fill();
    const groups = await writtenUntilFull(server, carrier);
    const refused = numbersFrom(50_000_000, 300);
    expectRefused(await refuseAll(server, carrier, refused), 'nothing of this was kept');
    expect(await refusingOf(server, caller, refused)).toEqual([]);
    expect(await refusingOf(server, caller, known)).toEqual(known);
    expect((await lookUp(server, caller, known[0] ?? '')).body.reason).toBe('REFUSED');
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    expect(auditStore(server.databaseFile).findings).toEqual([]);

    disk.clear();
    expect((await refuseAll(server, carrier, refused)).body.summary).toMatchObject({ registered: refused.length });
    expect(await refusingOf(server, caller, [...refused, ...groups])).toHaveLength(refused.length + groups.length);
    expect(auditStore(server.databaseFile).findings).toEqual([]);
  });

  test('what an operator does then is refused too, changes nothing, and leaves no half file', async () => {
    const before = await signingKeys(server);
    disk.fill();
    await writtenUntilFull(server, carrier, 40_000_000);
    const backup = join(disk.folder, 'backup.sqlite');
    for (const args of [
      ['backup', backup],
      ['keys', 'rotate', '--force', '--write'],
      importOf(numbersFrom(60_000_000, 20_000)),
    ]) {
      const { status, stderr } = dnd(dataDir, args);
      expect(stderr, args[0]).toMatch(/the disk is full|nothing of this was kept/);
      expect(status, args[0]).toBe(1);
    }
    expect(readdirSync(disk.folder).sort()).toEqual(['ballast', 'data']);
    expect(await signingKeys(server)).toEqual(before);
    disk.clear();
    expect(dnd(dataDir, ['backup', backup]).status).toBe(0);
    expect(auditStore(backup).findings).toEqual([]);
    expect(dnd(dataDir, ['keys', 'rotate', '--force', '--write']).status).toBe(0);
    expect(dnd(dataDir, importOf(numbersFrom(60_000_000, 20_000))).status).toBe(0);
    expect(auditStore(server.databaseFile).findings).toEqual([]);
  });

  test('a server does not start without the space to open the file, says so, and starts with it', async () => {
    await server.stop();
    disk.fill();
    const { status, stderr } = dnd(dataDir, ['serve']);
    expect(stderr).toContain('is full');
    expect(status).toBe(1);
    disk.clear();
    server = await serve(dataDir, Number(new URL(server.url).port));
    expect((await lookUp(server, caller, known[0] ?? '')).body.reason).toBe('REFUSED');
    expect((await refuseAll(server, carrier, numbersFrom(70_000_000, 300))).status).toBe(200);
    expect(await server.stop()).toBe(0);
  });

  test('a new registry cannot begin there: its first start says why, and a second one with space works', async () => {
    disk.fill();
    const folder = join(disk.folder, 'new');
    const { status, stderr } = dnd(folder, ['serve']);
    expect(status).not.toBe(0);
    expect(stderr).toContain('the disk is full');
    disk.clear();
    const fresh = await serve(folder, await freePort());
    expect(await fresh.stop()).toBe(0);
  });
});

describe.skipIf(missing !== undefined)(`a disk that is read-only${notShown}`, () => {
  test('a server does not start on it, and says so', async () => {
    const disk = smallDisk(24);
    try {
      const dataDir = join(disk.folder, 'data');
      const server = await serve(dataDir, await freePort());
      await server.stop();
      disk.makeReadOnly();
      const { status, stderr } = dnd(dataDir, ['serve']);
      expect(stderr).toMatch(/read-only/);
      expect(status).toBe(1);
    } finally {
      disk.remove();
    }
  });
});

/** Some pages of the write-ahead log may be there to be written anew: what still fits, in small groups. */
async function writtenUntilFull(server: ServedRegistry, token: string, from = 30_000_000): Promise<string[]> {
  const written: string[] = [];
  for (let turn = 0; turn < 2_000; turn++) {
    const group = numbersFrom(from + turn * 50, 50);
    const answer = await refuseAll(server, token, group);
    if (answer.status !== 200) {
      expectRefused(answer, 'nothing of this was kept');
      return written;
    }
    written.push(...group);
  }
  throw new Error('the disk does not get full');
}

async function signingKeys(server: ServedRegistry): Promise<unknown> {
  return (await fetch(`${server.url}/.well-known/jwks.json`)).json();
}

function dnd(dataDir: string, args: readonly string[]) {
  return spawnSync(process.execPath, ['dist/cli/dnd.js', ...args, '--data-dir', dataDir], { encoding: 'utf8' });
}

function importOf(numbers: readonly string[]): string[] {
  const list = join(elsewhere.dataDir, 'list');
  writeFileSync(list, numbers.join('\n'));
  return ['import', list, '--refuse', 'all', '--write'];
}
