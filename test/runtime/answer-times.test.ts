import { expect, test } from 'vitest';
import { registryApp } from '../../src/api/app.ts';
import { openApiDocument } from '../../src/api/openapi.ts';
import { answerTimes, timedRequests } from '../../src/runtime/answer-times.ts';
import { counted } from '../registry/counted.ts';
import { memoryRegistry, setOrganisation, tokenFor } from '../registry/memory-registry.ts';

test('what is timed are operations of the API', async () => {
  const { registry } = await memoryRegistry();
  const { paths = {} } = openApiDocument(registryApp(registry, { reportDefect: () => undefined }));
  const operations = Object.values(paths).flatMap((path) =>
    Object.values(path as Record<string, { operationId?: string }>),
  );
  const known = new Set(operations.map(({ operationId }) => operationId));
  expect([...timedRequests.keys()].filter((operation) => !known.has(operation))).toEqual([]);
});

test('a time is counted in its class, a refusal is not, and the next observer hears of all', async () => {
  const { registry } = await memoryRegistry();
  const heard: [string, number, number][] = [];
  const observe = answerTimes(registry.counts, (...answer) => void heard.push(answer));
  const answers = [
    ['lookUp', 200, 0.3],
    ['lookUp', 200, 0.5],
    ['lookUp', 403, 0.1],
    ['lookUpBatch', 200, 17],
    ['patchPreferences', 200, 1_000],
    ['giveConsent', 201, 1_001],
    ['registerNumbers', 200, 5],
    ['none', 404, 0.1],
  ] as const;
  for (const [operation, status, durationMs] of answers) observe(operation, status, durationMs);
  expect(await counted(registry, 'ANSWER_MS/2026-11-22/')).toEqual({
    'LOOKUP/0.5': 2,
    'BATCH/32': 1,
    'CHANGE/1024': 2,
  });
  expect(heard).toEqual(answers);
});

test('a request through the application is timed once', async () => {
  const { registry } = await memoryRegistry();
  const brand = await setOrganisation(registry, 'brand-1');
  const app = registryApp(registry, { reportDefect: () => undefined, observe: answerTimes(registry.counts) });
  const headers = { authorization: `Bearer ${await tokenFor(registry, brand)}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ phoneNumber: '+8613800010000', category: 'FIN_CREDIT', channel: 'SMS' });
  const ask = () => app.request('/v1/lookup', { method: 'POST', headers, body });
  expect([(await ask()).status, (await ask()).status]).toEqual([200, 200]);
  const times = await counted(registry, 'ANSWER_MS/2026-11-22/LOOKUP/');
  expect(Object.values(times).reduce((sum, count) => sum + count, 0)).toBe(2);
});
