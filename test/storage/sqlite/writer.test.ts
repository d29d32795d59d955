import { Worker } from 'node:worker_threads';
import { afterAll, expect, test, vi } from 'vitest';
import { startWriter } from '../../../src/storage/sqlite/writer.ts';
import { preferencesSet } from '../made-up.ts';

/** A writer replaces its thread also after the test that it was made in. */
const threads: Worker[] = [];
afterAll(async () => void (await Promise.all(threads.map((one) => one.terminate()))));

/** A thread that says it is ready and then does as the test wants. */
function thread(body: string): Worker {
  const started = "const { parentPort } = require('node:worker_threads'); parentPort.postMessage({ ready: true });";
  const worker = new Worker(started + body, { eval: true });
  threads.push(worker);
  return worker;
}

const append = (changes = 1) =>
  ({ kind: 'APPEND', changes: Array.from({ length: changes }, (_, offset) => preferencesSet(offset, 0)) }) as const;

test('when the writer dies, what waits is rejected as unknown and what comes later as not kept', async () => {
  const writer = await startWriter(() => thread("parentPort.on('message', () => process.exit(1))"));
  const waiting = [writer.submit(append()), writer.submit(append())];
  for (const { reason } of (await Promise.allSettled(waiting)) as PromiseRejectedResult[]) {
    expect(reason).toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('unknown') });
  }
  await expect(writer.submit(append())).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringContaining('nothing of this was kept'),
  });
  await writer.close();
});

test('a writer that died is replaced, and until then says that nothing can be written', async () => {
  const mortal = "parentPort.on('message', () => { throw new Error('torn page') })";
  const sound =
    "parentPort.on('message', (m) => 'close' in m ? process.exit() : parentPort.postMessage({ answers: m.map(({ id }) => ({ id, result: [] })) }))";
  const bodies = [mortal, mortal, sound];
  const writer = await startWriter(() => thread(bodies.shift() ?? ''));
  for (let death = 0; death < 2; death++) {
    expect(writer.fault()).toBeUndefined();
    await expect(writer.submit(append())).rejects.toMatchObject({ message: expect.stringContaining('unknown') });
    expect(writer.fault()).toMatchObject({ code: 'UNAVAILABLE', cause: { message: 'torn page' } });
    await vi.waitUntil(() => writer.fault() === undefined, { timeout: 10_000 });
  }
  expect(await writer.submit(append())).toEqual([]);
  await writer.close();
});

test('a writer that is closed while it is being replaced is not started again', async () => {
  let starts = 0;
  const writer = await startWriter(() => {
    starts++;
    return thread("parentPort.on('message', () => process.exit(1))");
  });
  await expect(writer.submit(append())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await writer.close();
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(starts).toBe(1);
});

test('an error in the writer is the cause of what it rejects', async () => {
  const writer = await startWriter(() => thread("parentPort.on('message', () => { throw new Error('torn page') })"));
  await expect(writer.submit(append())).rejects.toMatchObject({ cause: { message: 'torn page' } });
});

test('a writer that cannot start says why', async () => {
  const worker = new Worker("throw new Error('no such folder')", { eval: true });
  await expect(startWriter(() => worker)).rejects.toThrow('no such folder');
});

test('too much waiting is refused at once with a time to try again, one large call is not', async () => {
  const writer = await startWriter(() => thread("parentPort.on('message', () => {})"));
  const large = writer.submit(append(30_000));
  await expect(writer.submit(append())).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfterSec: 1 });
  large.catch(() => {});
});

test('large records take the room of many changes, so that what waits stays small', async () => {
  const writer = await startWriter(() => thread("parentPort.on('message', () => {})"));
  const put = { kind: 'IDEMPOTENCY', id: 'a', expected: 0, body: 'x'.repeat(2 ** 20), expiresAt: 1, now: 0 } as const;
  const waiting = Array.from({ length: 30 }, () => writer.submit({ kind: 'PUT_SHORT_RECORDS', puts: [put] }));
  for (const one of waiting) one.catch(() => {});
  await expect(waiting.at(-1)).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfterSec: 1 });
});

test('an answer that tells a failed group reaches its callers alone', async () => {
  const failure = "{ kept: 'UNKNOWN', message: 'disk I/O error', code: 'SQLITE_IOERR' }";
  const body = `parentPort.on('message', (commands) => parentPort.postMessage({
    answers: commands.map(({ id }) => id === 1 ? { id, failure: ${failure} } : { id, result: [] }) }))`;
  const writer = await startWriter(() => thread(body));
  const [first, second] = [writer.submit(append()), writer.submit(append())];
  await expect(first).rejects.toMatchObject({
    message: expect.stringContaining('unknown'),
    cause: { message: 'disk I/O error', code: 'SQLITE_IOERR' },
  });
  expect(await second).toEqual([]);
});

test('what is asked for in one turn comes to the thread in one message', async () => {
  const writer = await startWriter(() =>
    thread(
      "parentPort.on('message', (commands) => parentPort.postMessage({ answers: commands.map(({ id }) => ({ id, result: commands.length })) }))",
    ),
  );
  const inOneTurn = [writer.submit(append()), writer.submit(append()), writer.submit(append())];
  expect(await Promise.all(inOneTurn)).toEqual([3, 3, 3]);
  expect(await writer.submit(append())).toBe(1);
});

test('a command that no other thread can be handed fails alone, and the writer goes on and ends', async () => {
  const writer = await startWriter(() =>
    thread(
      "parentPort.on('message', (m) => 'close' in m ? process.exit() : parentPort.postMessage({ answers: m.map(({ id }) => ({ id, result: id })) }))",
    ),
  );
  const odd = { kind: 'ADD_COUNTS', counts: [() => 1] } as unknown as { kind: 'ADD_COUNTS'; counts: [] };
  const [good, bad, later] = await Promise.allSettled([
    writer.submit(append()),
    writer.submit(odd),
    writer.submit(append()),
  ]);
  expect([good?.status, later?.status]).toEqual(['fulfilled', 'fulfilled']);
  expect(bad).toMatchObject({ reason: { code: 'UNAVAILABLE', message: expect.stringContaining('nothing of this') } });
  await writer.close();
});
