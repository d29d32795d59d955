import { expect, test } from 'vitest';
import { registryApp } from '../../src/api/app.ts';
import { memoryRegistry } from '../registry/memory-registry.ts';

test('every answer is observed once, by its operation, refusals and defects too', async () => {
  const { registry } = await memoryRegistry();
  const seen: [string, number][] = [];
  const broken = {
    ...registry,
    receipts: {
      ...registry.receipts,
      jwks() {
        throw new Error('a defect');
      },
    },
  };
  const app = registryApp(broken, {
    reportDefect: () => undefined,
    observe(operationId, status, durationMs) {
      expect(durationMs).toBeGreaterThanOrEqual(0);
      seen.push([operationId, status]);
    },
  });
  await app.request('/healthz');
  await app.request('/v1/status');
  await app.request('/.well-known/jwks.json');
  await app.request('/no/such/path');
  await app.request('/healthz', { headers: { 'x-correlator': 'ä' } });
  expect(seen).toEqual([
    ['checkHealth', 200],
    ['readStatus', 401],
    ['readJwks', 500],
    ['none', 404],
    ['none', 400],
  ]);
});
