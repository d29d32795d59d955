import { createHash } from 'node:crypto';
import { compactVerify, createLocalJWKSet } from 'jose';
import { expect, test } from 'vitest';
import type { Release } from '../../../src/core/statistics/release.ts';
import { verifyGivenReceipt } from '../../../src/registry/lookups/verify-given-receipt.ts';
import { markKeyCompromised } from '../../../src/registry/signing-keys/mark-key-compromised.ts';
import { exportRelease, manifestText } from '../../../src/registry/statistics/export-release.ts';
import { publicReader } from '../../../src/registry/statistics/reader.ts';
import { october } from '../../exports/made-release.ts';
import { freshStore, memoryRegistry, operatorAtConsole, setOrganisation } from '../memory-registry.ts';
import { writtenRelease } from './written-release.ts';

const november: Release = {
  ...october,
  period: { id: '2026-11', kind: 'MONTH', from: '2026-11-01', until: '2026-12-01' },
  position: 5_000,
};

async function released() {
  const memory = await memoryRegistry({ store: freshStore() });
  await writtenRelease(memory.registry, october);
  return memory;
}

test('two processes give the same files and the same manifest, each with a signature that holds', async () => {
  const { registry, clock } = await released();
  const { registry: other } = await memoryRegistry({ store: registry.store, clock: { at: clock.at + 86_400_000 } });
  const one = await exportRelease(registry, publicReader, { period: '2026-10' });
  const two = await exportRelease(other, publicReader, { period: '2026-10' });
  expect(two.files).toEqual(one.files);
  expect(two.manifest).toEqual(one.manifest);
  expect(two.version).toBe(one.version);
  // By chance: ES256 draws a number for each signature.
  expect(two.signature).not.toBe(one.signature);
  for (const exported of [one, two]) {
    const report = await verifyGivenReceipt(other, manifestText(exported));
    expect(report).toMatchObject({ outcome: 'VALID', content: 'MATCHES', receiptForm: 'RELEASE' });
  }
});

test('a stock JOSE library verifies the manifest by the published keys, and its digests are those of the files', async () => {
  const { registry } = await released();
  const { files, signature } = await exportRelease(registry, publicReader, { period: '2026-10' });
  const keys = createLocalJWKSet(registry.receipts.jwks() as unknown as Parameters<typeof createLocalJWKSet>[0]);
  const payload = JSON.parse(new TextDecoder().decode((await compactVerify(signature, keys)).payload));
  expect(payload).toMatchObject({ iss: registry.issuer, position: 'log:4711', licence: 'CC-BY-4.0' });
  expect(payload).not.toHaveProperty('exp');
  expect(payload.files).toEqual(
    files.map(({ name, bytes }) => ({
      file: name,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    })),
  );
});

test('files are made once, and signed again when the key that signed is disowned', async () => {
  const { registry } = await released();
  const one = await exportRelease(registry, publicReader, { period: '2026-10' });
  const again = await exportRelease(registry, publicReader, { period: 'latest' });
  expect(again.signature).toBe(one.signature);
  expect(again.files).toBe(one.files);
  const kid = JSON.parse(Buffer.from(one.signature.split('.')[0] ?? '', 'base64url').toString()).kid;
  await markKeyCompromised(registry, operatorAtConsole, { kid });
  expect(await verifyGivenReceipt(registry, manifestText(one))).toMatchObject({ outcome: 'KEY_COMPROMISED' });
  const after = await exportRelease(registry, publicReader, { period: '2026-10' });
  expect(await verifyGivenReceipt(registry, manifestText(after))).toMatchObject({ outcome: 'VALID' });
  expect(after.version).not.toBe(one.version);
  expect(after.files).toBe(one.files);
});

test('the latest is the latest that is out, and before the first there is none', async () => {
  const { registry } = await memoryRegistry();
  const asked = () => exportRelease(registry, publicReader, { period: 'latest' });
  await expect(asked()).rejects.toThrow(expect.objectContaining({ code: 'NOT_FOUND', field: 'period' }));
  await writtenRelease(registry, october);
  expect((await asked()).period).toBe('2026-10');
  await writtenRelease(registry, november);
  expect((await asked()).period).toBe('2026-11');
});

test('the regulator’s files are others than the public’s, and nobody else gets them', async () => {
  const { registry } = await released();
  const regulator = await setOrganisation(registry, 'regulator-1', { role: 'REGULATOR' });
  const brand = await setOrganisation(registry, 'brand-1');
  const open = await exportRelease(registry, publicReader, { period: '2026-10' });
  const own = await exportRelease(registry, regulator, { period: '2026-10' });
  expect([open.audience, own.audience]).toEqual(['PUBLIC', 'REGULATOR']);
  expect(own.manifest.rows).toBeGreaterThan(open.manifest.rows);
  expect(own.manifest.licence).toBe('LicenseRef-regulator-only');
  await expect(exportRelease(registry, brand, { period: '2026-10' })).rejects.toThrow('dnd:statistics:read');
});

test('as many releases as there are can be asked for, one after the other', async () => {
  const { registry } = await memoryRegistry();
  for (let year = 2000; year < 2012; year++) {
    const period = { id: `${year}-01`, kind: 'MONTH', from: `${year}-01-01`, until: `${year}-02-01` } as const;
    await writtenRelease(registry, { ...october, period, tables: october.tables.slice(0, 1), position: year });
  }
  for (const _ of [1, 2]) {
    for (let year = 2000; year < 2012; year++) {
      const { manifest } = await exportRelease(registry, publicReader, { period: `${year}-01` });
      expect(manifest).toMatchObject({ period: { id: `${year}-01` }, position: `log:${year}` });
    }
  }
});
