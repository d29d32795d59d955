import { expect, onTestFinished, test, vi } from 'vitest';
import { Fault } from '../../../src/core/fault.ts';
import { startReplays } from '../../../src/node/statistics/started-replays.ts';
import { readReplay } from '../../../src/registry/statistics/replays/read-replays.ts';
import { startReplay } from '../../../src/registry/statistics/replays/start-replay.ts';
import { memoryRegistry, setOrganisation } from '../../registry/memory-registry.ts';

function log() {
  const errors: unknown[] = [];
  return { errors, info: () => undefined, warn: () => undefined, error: (facts: object) => void errors.push(facts) };
}

async function withWaitingReplay() {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const { registry } = await memoryRegistry();
  const regulator = await setOrganisation(registry, 'ministry', { role: 'REGULATOR' });
  const { replayId } = await startReplay(registry, regulator, { policyId: registry.policy.id });
  return { registry, status: () => readReplay(registry, regulator, { replayId }).status };
}

test('a server runs what waits within a second, and nothing once it is stopped', async () => {
  const { registry, status } = await withWaitingReplay();
  await startReplays(registry, log())();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(status()).toBe('QUEUED');
  const stop = startReplays(registry, log());
  await vi.advanceTimersByTimeAsync(1_000);
  await vi.waitUntil(() => status() === 'COMPLETED');
  await stop();
});

test('while nothing can be written it is tried again every half minute, and not every second', async () => {
  const { registry, status } = await withWaitingReplay();
  const full = vi
    .spyOn(registry.store, 'putShortRecord')
    .mockRejectedValue(new Fault('UNAVAILABLE', 'the disk is full'));
  const told = log();
  const stop = startReplays(registry, told);
  await vi.advanceTimersByTimeAsync(25_000);
  expect(told.errors).toHaveLength(1);
  full.mockRestore();
  await vi.advanceTimersByTimeAsync(10_000);
  await vi.waitUntil(() => status() === 'COMPLETED');
  await stop();
});
