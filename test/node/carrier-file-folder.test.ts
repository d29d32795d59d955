import fs, { mkdtempSync, rmSync } from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { CarrierFileFolder } from '../../src/node/carrier-files/carrier-file-folder.ts';
import type { CarrierFile } from '../../src/registry/carrier-files/carrier-file.ts';
import { carrierFilesPromises } from '../registry/carrier-files/carrier-files-conformance.ts';

test.for(carrierFilesPromises)('$promise', async ({ holds }) => {
  const root = mkdtempSync(join(tmpdir(), 'dnd-carrier-files-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  await holds({ files: new CarrierFileFolder(root) });
});

/** The module under test is loaded already where files share a process: the system's own functions are put in place. */
function fullDisk(): () => void {
  const full = () => {
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  };
  const spies = [
    ...(['writeFileSync', 'mkdirSync'] as const).map((name) => vi.spyOn(fs, name).mockImplementation(full)),
    ...(['open', 'mkdir'] as const).map((name) => vi.spyOn(promises, name).mockImplementation(async () => full())),
  ];
  syncBuiltinESMExports();
  return () => {
    for (const spy of spies) spy.mockRestore();
    syncBuiltinESMExports();
  };
}

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
    const restore = fullDisk();
    const error = await (async () => write())().catch((thrown: unknown) => thrown);
    restore();
    expect(error).toMatchObject({ code: 'UNAVAILABLE' });
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
