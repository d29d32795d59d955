import { setTimeout as wait } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { watchEventLoop } from '../../src/runtime/load-watch.ts';
import { requestText, servedMemory } from './served-memory.ts';

/** Short times for who tries our patience; what the tests look at is what becomes of him, not when. */
const impatient = { lookMs: 40, headersMsMax: 1_000 };

const until = { timeout: 15_000, interval: 10 };

test('who sends his headers drop by drop is cut, and others are answered meanwhile', async () => {
  const served = await servedMemory(impatient);
  const { socket, ended, received } = await served.raw();
  socket.write('POST /v1/lookup HTTP/1.1\r\nhost: localhost\r\n');
  const drops = setInterval(() => socket.write('x-drop: 1\r\n'), 10);
  expect((await served.ask('PROMOTIONAL')).status).toBe(200);
  await ended;
  clearInterval(drops);
  expect(received()).toMatch(/^HTTP\/1\.1 408 /);
});

test('who sends a body byte by byte is cut long before a request may take its time, and the operator is told', async () => {
  const served = await servedMemory(impatient);
  const { socket, ended, received } = await served.raw();
  socket.write(
    requestText(
      '/oauth/token',
      { 'content-length': '16000', 'content-type': 'application/x-www-form-urlencoded' },
      'g',
    ),
  );
  const drops = setInterval(() => socket.write('x'), 10);
  expect((await served.ask('PROMOTIONAL')).status).toBe(200);
  await ended;
  clearInterval(drops);
  expect(received()).toBe('');
  expect(served.said).toContain('clients were cut: they sent or took too slowly');
});

test('who does not take his answers is cut', async () => {
  const served = await servedMemory({ ...impatient, answerMsMax: 100 });
  const { socket, ended } = await served.raw();
  socket.pause();
  const batch = requestText('/v1/lookup/batch', served.headers, served.body('PROMOTIONAL', 10_000));
  for (let time = 0; time < 8; time++) socket.write(batch);
  await vi.waitFor(() => expect(served.said).toContain('clients were cut: they sent or took too slowly'), until);
  socket.resume();
  await ended;
});

test('in a burst promotional lookups are sent away first, then service ones, and transactional ones last', async () => {
  const served = await servedMemory({ inFlightMax: 4 });
  const { gate, ask } = served;
  gate.shut();
  const held = [ask('PROMOTIONAL'), ask('PROMOTIONAL')];
  await vi.waitFor(() => expect(gate.waiting).toBe(2), until);
  const shed = await ask('PROMOTIONAL');
  expect([shed.status, shed.headers.get('retry-after')]).toEqual([503, '2']);
  expect(await shed.json()).toMatchObject({
    code: 'UNAVAILABLE',
    failurePolicy: 'hold promotional traffic until this answers again; transactional goes on',
  });
  held.push(ask('SERVICE'));
  await vi.waitFor(() => expect(gate.waiting).toBe(3), until);
  expect((await ask('SERVICE')).status).toBe(503);
  held.push(ask('TRANSACTIONAL'));
  await vi.waitFor(() => expect(gate.waiting).toBe(4), until);
  const shut = await ask('TRANSACTIONAL');
  expect([shut.status, shut.headers.get('retry-after')]).toEqual([503, '1']);
  expect((await fetch(`http://127.0.0.1:${served.port}/healthz`)).status).toBe(200);
  gate.open();
  expect((await Promise.all(held)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  await vi.waitFor(async () => expect((await ask('PROMOTIONAL')).status).toBe(200), until);
});

test('after the event loop was blocked promotional lookups wait, transactional ones go on, and calm lets all in', async () => {
  const served = await servedMemory({}, watchEventLoop);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_700);
  await wait(60);
  expect((await served.ask('PROMOTIONAL')).status).toBe(503);
  expect((await served.ask('TRANSACTIONAL')).status).toBe(200);
  await vi.waitFor(async () => expect((await served.ask('PROMOTIONAL')).status).toBe(200), until);
});

test('at the end what was accepted is answered, nobody new gets in, and idle connections hold nothing up', async () => {
  const served = await servedMemory();
  const idle = await served.raw();
  const used = await served.raw();
  used.socket.write(requestText('/v1/lookup', served.headers, served.body('PROMOTIONAL')));
  await vi.waitFor(() => expect(used.received()).toMatch(/^HTTP\/1\.1 200 .*}$/s), until);
  served.gate.shut();
  const busy = await served.raw();
  busy.socket.write(requestText('/v1/lookup', served.headers, served.body('PROMOTIONAL')));
  await vi.waitFor(() => expect(served.gate.waiting).toBe(1), until);
  const closing = served.close();
  await Promise.all([idle.ended, used.ended]);
  await expect(served.ask('PROMOTIONAL')).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  expect(busy.received()).toBe('');
  served.gate.open();
  await busy.ended;
  expect(busy.received()).toMatch(/^HTTP\/1\.1 200 /);
  expect(busy.received()).toMatch(/connection: close\r\n/i);
  await closing;
});

test('at the end answers that are on their way out arrive whole', async () => {
  const served = await servedMemory();
  const { socket, ended, received } = await served.raw();
  socket.pause();
  const batch = requestText('/v1/lookup/batch', served.headers, served.body('PROMOTIONAL', 10_000));
  const count = 6;
  for (let time = 0; time < count; time++) socket.write(batch);
  await vi.waitFor(() => expect(served.gate.passed).toBe(count), until);
  const closing = served.close();
  await wait(200);
  socket.resume();
  await ended;
  await closing;
  expect(received().match(/"receipt":"[\w.-]+"}/g)).toHaveLength(count);
});

test('who does not end in time is cut, so that the end comes', async () => {
  const served = await servedMemory({ drainMsMax: 50 });
  served.gate.shut();
  const { socket, ended } = await served.raw();
  socket.write(requestText('/v1/lookup', served.headers, served.body('PROMOTIONAL')));
  await vi.waitFor(() => expect(served.gate.waiting).toBe(1), until);
  await served.close();
  await ended;
});
