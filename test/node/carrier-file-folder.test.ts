import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { CarrierFile } from '../../src/registry/carrier-files/carrier-file.ts';

const disk = vi.hoisted(() => ({ isFull: false }));
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  return { ...fs, writeFileSync: fullOr(fs.writeFileSync), mkdirSync: fullOr(fs.mkdirSync) };
});
vi.mock('node:fs/promises', async (original) => {
  const fs = await original<typeof import('node:fs/promises')>();
  return { ...fs, open: laterOr(fs.open), mkdir: laterOr(fs.mkdir) };
});

function fullOr<A extends unknown[], R>(write: (...args: A) => R): (...args: A) => R {
  return (...args) => {
    if (disk.isFull) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    return write(...args);
  };
}

function laterOr<A extends unknown[], R>(write: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
  return async (...args) => fullOr(write)(...args);
}

const { CarrierFileFolder } = await import('../../src/node/carrier-files/carrier-file-folder.ts');

const name = 'UserWishUpload_ONE_20261122_001.csv';
const file: CarrierFile = {
  organisationId: 'one',
  manifest: { file: name, carrier: 'ONE', date: '2026-11-22', sequence: 1, rows: 0, sha256: '0'.repeat(64) },
  scopes: [],
  openedAt: 0,
};

test('on a full disk whatever a carrier sends may be sent again later', async () => {
  const root = mkdtempSync(join(tmpdir(), 'dnd-carrier-files-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const folder = new CarrierFileFolder(root);
  const bytes = async function* () {
    yield new Uint8Array(1);
  };
  const full = async (write: () => unknown) => {
    disk.isFull = true;
    await expect((async () => write())()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    disk.isFull = false;
  };
  await full(() => folder.open(file));
  expect(await folder.open(file)).toBe(true);
  await full(() => folder.claim('one', name, 'UPLOAD'));
  folder.claim('one', name, 'UPLOAD')?.release();
  await full(() => folder.putInput('one', name, bytes()));
  await folder.putInput('one', name, bytes());
  await full(() => folder.completeInput('one', name));
  expect(folder.isReceived('one', name)).toBe(false);
  await folder.completeInput('one', name);
  expect(folder.isReceived('one', name)).toBe(true);
});
