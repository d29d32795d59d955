import { expect, test } from 'vitest';
import { setOrganisation, tokenFor } from '../../registry/memory-registry.ts';
import { operatorApp } from './operator-app.ts';

test('the status is for the operator and the regulator', async () => {
  const { call, registry } = await operatorApp();
  const response = await call('GET', '/v1/status');
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    policy: 'CN-2026.1',
    position: `log:${registry.store.head()}`,
    organisations: { ACTIVE: 1, SUSPENDED: 0 },
    signingKeys: { keys: [{ status: 'CURRENT' }, { status: 'NEXT' }] },
  });
  const regulator = await setOrganisation(registry, 'regulator-1', { role: 'REGULATOR' });
  expect((await call('GET', '/v1/status', { token: await tokenFor(registry, regulator) })).status).toBe(200);
  const brand = await setOrganisation(registry, 'brand-1');
  expect((await call('GET', '/v1/status', { token: await tokenFor(registry, brand) })).status).toBe(403);
});
