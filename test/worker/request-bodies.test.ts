import { expect, test } from 'vitest';
import { BodyRoom, withWholeBody } from '../../src/worker/request-bodies.ts';

const small = 16_384;
const bytesMax = 100_000;

function bodyOf(bytes: number): ReadableStream<Uint8Array> {
  const parts = Array.from({ length: Math.ceil(bytes / 10_000) }, (_, at) =>
    new Uint8Array(Math.min(10_000, bytes - at * 10_000)).fill(at),
  );
  return ReadableStream.from(parts) as ReadableStream<Uint8Array>;
}

test('bodies that are held leave no room for another large one, but for small ones, until they are answered', async () => {
  const room = new BodyRoom(bytesMax);
  const [isHeld, isAnswered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const first = withWholeBody(bodyOf(80_000), bytesMax, room, async (bytes) => {
    isHeld.resolve();
    await isAnswered.promise;
    return bytes.length;
  });
  const length = async (bytes: Uint8Array) => bytes.length;
  await isHeld.promise;
  expect(await withWholeBody(bodyOf(small), bytesMax, room, length)).toBe(small);
  const second = withWholeBody(bodyOf(30_000), bytesMax, room, length);
  await expect(second).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfterSec: 1 });
  isAnswered.resolve();
  expect(await first).toBe(80_000);
  expect(await withWholeBody(bodyOf(bytesMax), bytesMax, room, length)).toBe(bytesMax);
});

test('one that is too long, breaks off, or fails to be answered holds nothing afterwards', async () => {
  const room = new BodyRoom(bytesMax);
  const ask = async () => {
    throw new Error('no answer');
  };
  await expect(withWholeBody(bodyOf(bytesMax + 1), bytesMax, room, ask)).rejects.toMatchObject({
    code: 'PAYLOAD_TOO_LARGE',
  });
  const broken = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (controller.desiredSize === 1) controller.enqueue(new Uint8Array(50_000));
      controller.error(new Error('gone'));
    },
  });
  await expect(withWholeBody(broken, bytesMax, room, ask)).rejects.toThrow('gone');
  await expect(withWholeBody(bodyOf(bytesMax), bytesMax, room, ask)).rejects.toThrow('no answer');
  expect(room.take(bytesMax)).toBe(true);
});

test('what is handed on is what was sent', async () => {
  const bytes = await withWholeBody(bodyOf(35_000), bytesMax, new BodyRoom(bytesMax), async (all) => all);
  expect([bytes.length, bytes[0], bytes[15_000], bytes[34_999]]).toEqual([35_000, 0, 1, 3]);
});
