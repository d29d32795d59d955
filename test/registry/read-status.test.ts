import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { dayMs } from '../../src/core/time.ts';
import { countKey } from '../../src/registry/lookups/lookup-counts.ts';
import { readStatus } from '../../src/registry/read-status.ts';
import { registryVersion } from '../../src/registry/version.ts';
import { memoryRegistry, operatorAtConsole, setOrganisation } from './memory-registry.ts';

test('the status sums today’s lookups by outcome and organisations by status', async () => {
  const { registry } = await memoryRegistry();
  for (let index = 0; index < 201; index += 1) await setOrganisation(registry, `brand-${index}`);
  await setOrganisation(registry, 'brand-0', { status: 'SUSPENDED' });
  registry.counts.add(countKey('2026-11-22', 'brand-1', 'FIN_CREDIT', 'VOICE', 'BLOCK'), 2);
  registry.counts.add(countKey('2026-11-22', 'brand-2', 'FIN_CREDIT', 'SMS', 'BLOCK'), 3);
  registry.counts.add(countKey('2026-11-22', 'brand-2', 'FIN_CREDIT', 'SMS', 'ALLOW'), 1);
  registry.counts.add(countKey('2026-11-21', 'brand-2', 'FIN_CREDIT', 'SMS', 'ALLOW'), 9);
  await registry.counts.flush();
  const status = await readStatus(registry, operatorAtConsole);
  expect(status).toMatchObject({
    version: registryVersion,
    policy: 'CN-2026.1',
    position: registry.store.head(),
    lookupsToday: { day: '2026-11-22', byOutcome: { BLOCK: 5, ALLOW: 1 }, partial: false },
    organisations: { ACTIVE: 200, SUSPENDED: 1 },
    bulkAssertions: { pending: 0, held: 0, reversing: 0 },
  });
});

test('a rotation is due when the current key has signed for thirty days', async () => {
  const { registry, clock } = await memoryRegistry();
  const rotation = async () => (await readStatus(registry, operatorAtConsole)).signingKeys.rotation;
  expect(await rotation()).toMatchObject({ due: false, dueAt: clock.at + 30 * dayMs });
  clock.at += 30 * dayMs;
  expect(await rotation()).toMatchObject({ due: true });
});

test('the regulator reads the status, a brand does not', async () => {
  const { registry } = await memoryRegistry();
  const regulator = await setOrganisation(registry, 'regulator-1', { role: 'REGULATOR' });
  await expect(readStatus(registry, regulator)).resolves.toBeDefined();
  const brand = await setOrganisation(registry, 'brand-1');
  await expect(readStatus(registry, brand)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
});

test('the version is the package’s', () => {
  expect(registryVersion).toBe(packageJson.version);
});
