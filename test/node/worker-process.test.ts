import { expect, test } from 'vitest';
import { settingsFrom } from '../../src/node/settings.ts';
import { workerSettings } from '../../src/node/worker-process.ts';

test('all workers together take the memory of one, and each shows its metrics on a port of its own', () => {
  const settings = settingsFrom({ WORKERS: '3', METRICS_PORT: '9100', BLOCK_CACHE_MB: '256', ANSWER_CACHE_MB: '2' });
  const all = [0, 1, 2].map((place) => workerSettings(settings, 8_787, place));
  expect(all.map(({ metricsPort }) => metricsPort)).toEqual([9_100, 9_101, 9_102]);
  expect(new Set(all.map(({ port }) => port))).toEqual(new Set([8_787]));
  expect(all[0]).toMatchObject({ blockCacheMb: 85, answerCacheMb: 1 });
});

test('where no metrics are served, no worker serves any', () => {
  expect(workerSettings(settingsFrom({ WORKERS: '2' }), 8_787, 1).metricsPort).toBe(0);
});
