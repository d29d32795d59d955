import { expect, test } from 'vitest';
import type { Timer } from '../../../src/lookup/answer-limit.ts';
import { type AskDesk, calledDesk } from '../../../src/worker/shards/called-desk.ts';

const never: AskDesk = () => new Promise(() => {});
/** Time is up as soon as it is asked for. */
const atOnce: Timer = (_ms, run) => {
  queueMicrotask(run);
  return () => {};
};

test.for(['newsSince', 'head', 'page', 'records', 'pepper'] as const)(
  'a directory that says nothing to %s is not waited for',
  async (name) => {
    const desk = calledDesk(never, { limitMs: 1, timer: atOnce });
    const ask = desk[name] as (...given: readonly unknown[]) => Promise<unknown>;
    await expect(ask()).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfterSec: 1 });
  },
);

test('one that cannot be had says so, and keeps why to itself', async () => {
  const desk = calledDesk(() => Promise.reject(new Error('overloaded')), { limitMs: 60_000 });
  const refused = { code: 'UNAVAILABLE', message: 'the directory of the registry cannot be reached' };
  await expect(desk.head()).rejects.toMatchObject(refused);
  await expect(desk.addCounts([])).rejects.toMatchObject(refused);
});

test('what is written there is waited for', async () => {
  const written = Promise.withResolvers<undefined>();
  const desk = calledDesk(() => written.promise as Promise<never>, { limitMs: 1, timer: atOnce });
  const counted = desk.addCounts([]);
  await Promise.resolve();
  written.resolve(undefined);
  await expect(counted).resolves.toBeUndefined();
});
