import { expect, test } from 'vitest';
import { ObjectRequests } from '../../src/worker/object-requests.ts';

const limits = { inFlightMax: 2, largeBodiesBytesMax: 6 * 2 ** 20 };
const url = 'https://dnd.example';
const asked = (path: string, init: RequestInit = {}) => new Request(`${url}${path}`, init);
const list = () => asked('/v1/scrubs?category=A', { method: 'POST', body: 'x' });

test('beyond so many at once everybody is sent away but who asks whether it answers', async () => {
  const requests = new ObjectRequests(limits);
  const waiting = Promise.withResolvers<Response>();
  const answers = [0, 1].map(() => requests.within(asked('/v1/lookup'), () => waiting.promise));
  expect(requests.inFlight).toBe(2);
  const refused = requests.within(asked('/v1/lookup'), () => expect.fail('there is no room'));
  await expect(refused).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfterSec: 1 });
  expect(await (await requests.within(asked('/healthz'), () => new Response('OK'))).text()).toBe('OK');
  waiting.resolve(new Response('OK'));
  await Promise.all(answers);
  expect(requests.inFlight).toBe(0);
});

test('who fails leaves too', async () => {
  const requests = new ObjectRequests(limits);
  const failing = requests.within(asked('/v1/lookup'), () => Promise.reject(new Error('broken')));
  await expect(failing).rejects.toThrow('broken');
  expect(requests.inFlight).toBe(0);
});

test('a list has its room until the last byte of its answer has gone, or nobody wants it', async () => {
  const requests = new ObjectRequests(limits);
  const streamed = () => new Response(new Blob(['a', 'b']).stream());
  const answer = await requests.within(list(), streamed);
  expect(requests.inFlight).toBe(1);
  await expect(requests.within(list(), streamed)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(await answer.text()).toBe('ab');
  expect(requests.inFlight).toBe(0);
  const unwanted = await requests.within(list(), streamed);
  await unwanted.body?.cancel();
  expect(requests.inFlight).toBe(0);
});

test('an answer that breaks off in the middle makes room', async () => {
  const requests = new ObjectRequests(limits);
  const broken = new ReadableStream({ pull: (controller) => controller.error(new Error('broken')) });
  const answer = await requests.within(list(), () => new Response(broken));
  await expect(answer.text()).rejects.toThrow('broken');
  expect(requests.inFlight).toBe(0);
});

test('bodies of undeclared length are taken for the largest', async () => {
  const requests = new ObjectRequests(limits);
  const undeclared = asked('/v1/lookup/batch', { method: 'POST', body: 'x' });
  await expect(requests.within(undeclared, () => new Response())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});
