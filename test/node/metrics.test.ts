import { afterEach, expect, test } from 'vitest';
import { registryMetrics } from '../../src/node/metrics.ts';
import { type MetricsServer, startMetricsServer } from '../../src/node/metrics-server.ts';
import { chineseNumber, memoryRegistry } from '../registry/memory-registry.ts';

let server: MetricsServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

test('requests are counted by operation and status, decisions by outcome, and the process is measured', async () => {
  const { registry } = await memoryRegistry();
  const metrics = registryMetrics(registry, [
    { name: 'dnd_writer_queue_changes', help: 'Changes that wait for the disk', value: () => 3 },
  ]);
  metrics.observe('lookUp', 200, 0.4);
  metrics.observe('lookUp', 200, 40);
  metrics.observe('lookUp', 401, 0.2);
  const asker = { organisationId: 'brand-1', role: 'BRAND' } as const;
  const asked = { call: 'BATCH', asker, category: 'FIN_CREDIT', channel: 'VOICE', at: registry.now() } as const;
  registry.counts.asked(asked, 'BLOCK/DEFAULT', 5);
  await registry.counts.flush();
  registry.abuse.note('brand-1', 'CANARY', chineseNumber(), registry.now());
  await registry.abuse.sync();
  const text = await metrics.text();
  expect(text).toContain('dnd_request_duration_seconds_count{operation="lookUp",status="200"} 2');
  expect(text).toContain('dnd_request_duration_seconds_bucket{le="0.0005",operation="lookUp",status="200"} 1');
  expect(text).toContain('dnd_request_duration_seconds_count{operation="lookUp",status="401"} 1');
  expect(text).toContain('dnd_decisions_today{outcome="BLOCK"} 5');
  expect(text).toContain('dnd_writer_queue_changes 3');
  expect(text).toContain(`dnd_log_position ${registry.store.head()}`);
  expect(text).toContain('dnd_abuse_signals_today{kind="CANARY"} 1');
  expect(text).toContain('dnd_abuse_signals_today{kind="WALK"} 0');
  expect(text).toContain('dnd_signing_key_rotation_due 0');
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
  expect(text).toMatch(/^process_resident_memory_bytes \d+/m);
});

test('metrics are served on the loopback address, and nothing else is', async () => {
  const { registry } = await memoryRegistry();
  server = await startMetricsServer(registryMetrics(registry), 0);
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
  const scraped = await fetch(server.url);
  expect(scraped.headers.get('content-type')).toContain('version=0.0.4');
  expect(await scraped.text()).toContain('dnd_log_position');
  expect((await fetch(new URL('/', server.url))).status).toBe(404);
  expect((await fetch(server.url, { method: 'POST' })).status).toBe(404);
});
