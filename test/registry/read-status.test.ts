import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { dayMs } from '../../src/core/time.ts';
import { readStatus } from '../../src/registry/read-status.ts';
import { registryVersion } from '../../src/registry/version.ts';
import { memoryRegistry, operatorAtConsole, setOrganisation } from './memory-registry.ts';

test('the status sums today’s lookups by outcome and organisations by status', async () => {
  const { registry } = await memoryRegistry();
  for (let index = 0; index < 201; index += 1) await setOrganisation(registry, `brand-${index}`);
  await setOrganisation(registry, 'brand-0', { status: 'SUSPENDED' });
  const asked = { call: 'LOOKUP', category: 'FIN_CREDIT', channel: 'VOICE', at: registry.now() } as const;
  const first = { organisationId: 'brand-1', role: 'BRAND' } as const;
  const second = { organisationId: 'brand-2', role: 'CALL_CENTRE' } as const;
  registry.counts.asked({ ...asked, asker: first }, 'BLOCK/DEFAULT', 2);
  registry.counts.asked({ ...asked, asker: second, isReused: true }, 'BLOCK/REFUSED', 3);
  registry.counts.asked({ ...asked, asker: second }, 'ALLOW/DEFAULT', 1);
  // It is noon in China: this was a millisecond before midnight.
  registry.counts.asked({ ...asked, asker: second, at: registry.now() - dayMs / 2 - 1 }, 'ALLOW/DEFAULT', 9);
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
