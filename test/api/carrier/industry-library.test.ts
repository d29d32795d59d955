import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { setOrganisation, setSenderIdentity, tokenFor } from '../../registry/memory-registry.ts';
import { door } from '../door.ts';

test('the library names sender identities and their trades, and its manifest its digest', async () => {
  const { call, registry } = await door();
  await setOrganisation(registry, 'brand-1', { name: '=SUM(1), "Ltd"' });
  await setSenderIdentity(registry, 'AB-SHOPPE', { categories: ['RETAIL_CONSUMER', 'HEALTH'] });
  await setSenderIdentity(registry, '+861069000000', { kind: 'CALLING_NUMBER', status: 'SUSPENDED' });
  const token = await tokenFor(registry, await setOrganisation(registry, 'carrier-1', { role: 'CARRIER' }));
  const manifest = (await (await call('GET', '/v1/industry-library', { token })).json()) as Record<string, unknown>;
  const response = await call('GET', '/v1/industry-library/content', { token });
  const text = await response.text();
  expect(text.split('\r\n')).toEqual([
    'senderId,kind,brand,brandName,categories,status',
    `+861069000000,CALLING_NUMBER,brand-1,"'=SUM(1), ""Ltd""",FIN_CREDIT,SUSPENDED`,
    `AB-SHOPPE,HEADER,brand-1,"'=SUM(1), ""Ltd""",RETAIL_CONSUMER HEALTH,ACTIVE`,
    '',
  ]);
  expect(manifest).toMatchObject({
    file: 'IndustryLibrary_REGISTRY_20261122_001.csv',
    rows: 2,
    sha256: createHash('sha256').update(text).digest('hex'),
  });
  const { outcome, payload } = await registry.receipts.verify(
    'dnd-receipt+jwt',
    String(manifest['signature']),
    registry.now(),
  );
  expect([outcome, payload?.['sha256']]).toEqual(['VALID', manifest['sha256']]);
});

test('it is for organisations that may ask', async () => {
  const { call, registry } = await door();
  const token = await tokenFor(registry, await setOrganisation(registry, 'regulator', { role: 'REGULATOR' }));
  for (const path of ['/v1/industry-library', '/v1/industry-library/content']) {
    expect((await call('GET', path, { token })).status).toBe(403);
  }
});
