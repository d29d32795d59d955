import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { startWriter } from '../../../src/storage/sqlite/writer.ts';
import { preferencesSet } from '../made-up.ts';

/** A thread that says it is ready and then does as the test wants. */
function thread(body: string): Worker {
  const started = "const { parentPort } = require('node:worker_threads'); parentPort.postMessage({ ready: true });";
  const worker = new Worker(started + body, { eval: true });
  onTestFinished(async () => void (await worker.terminate()));
  return worker;
}

const append = (changes = 1) =>
  ({ kind: 'APPEND', changes: Array.from({ length: changes }, (_, offset) => preferencesSet(offset, 0)) }) as const;

test('when the writer dies, what waits is rejected as unknown and what comes later as not kept', async () => {
  const writer = await startWriter(thread("parentPort.on('message', () => process.exit(1))"));
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

test('an error in the writer is the cause of what it rejects', async () => {
  const writer = await startWriter(thread("parentPort.on('message', () => { throw new Error('torn page') })"));
  await expect(writer.submit(append())).rejects.toMatchObject({ cause: { message: 'torn page' } });
});

test('a writer that cannot start says why', async () => {
  const worker = new Worker("throw new Error('no such folder')", { eval: true });
  await expect(startWriter(worker)).rejects.toThrow('no such folder');
});

test('too much waiting is refused at once with a time to try again, one large call is not', async () => {
  const writer = await startWriter(thread("parentPort.on('message', () => {})"));
  const large = writer.submit(append(30_000));
  await expect(writer.submit(append())).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfterSec: 1 });
  large.catch(() => {});
});

test('an answer that tells a failed group reaches its callers alone', async () => {
  const failure = "{ kept: 'UNKNOWN', message: 'disk I/O error', code: 'SQLITE_IOERR' }";
  const body = `parentPort.on('message', ({ id }) => parentPort.postMessage({
    answers: [id === 1 ? { id, failure: ${failure} } : { id, result: [] }] }))`;
  const writer = await startWriter(thread(body));
  const [first, second] = [writer.submit(append()), writer.submit(append())];
  await expect(first).rejects.toMatchObject({
    message: expect.stringContaining('unknown'),
    cause: { message: 'disk I/O error', code: 'SQLITE_IOERR' },
  });
  expect(await second).toEqual([]);
});
