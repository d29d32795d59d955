import { setTimeout as wait } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { servedMemory } from '../served-memory.ts';

const until = { timeout: 15_000, interval: 10 };
const path = '/v1/scrubs?category=FIN_CREDIT&channel=SMS';

function head(token: string | undefined, headers: Readonly<Record<string, string>>): string {
  const all = { host: 'localhost', authorization: token ?? '', 'content-type': 'text/csv', ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

function chunk(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n`;
}

const rows = '13800000001\n'.repeat(40_000);

test('a failure after the first rows breaks the connection: half an answer has no end', async () => {
  // Who waits with the rest of his list is cut at the second look.
  const served = await servedMemory({ lookMs: 1_000 });
  const { socket, ended, received } = await served.raw();
  socket.write(head(served.headers['authorization'], { 'transfer-encoding': 'chunked' }) + chunk(rows));
  await vi.waitFor(() => expect(received()).toMatch(/^HTTP\/1\.1 200 /), until);
  socket.write(chunk('7'.repeat(700_000)));
  await ended;
  expect(received()).toContain('13800000001,BLOCK');
  expect(received()).not.toMatch(/\r\n0\r\n/);
});

test('an upload that was cut off ends in no answer, and the next one is answered', async () => {
  const served = await servedMemory();
  const { socket, ended, received } = await served.raw();
  socket.write(head(served.headers['authorization'], { 'content-length': '999999' }) + rows);
  await vi.waitFor(() => expect(received()).toMatch(/^HTTP\/1\.1 200 /), until);
  socket.end();
  await ended;
  expect(received()).not.toMatch(/\r\n0\r\n/);
  const url = `http://127.0.0.1:${served.port}${path}`;
  const headers = { authorization: String(served.headers['authorization']), 'content-type': 'text/csv' };
  const answer = await fetch(url, { method: 'POST', headers, body: rows });
  expect((await answer.text()).split('\n')).toHaveLength(40_001);
});

test('a connection takes the next question though the list before it was refused with most of it still to come', async () => {
  const served = await servedMemory();
  const { socket, received } = await served.raw();
  const list = '7'.repeat(3_000_000);
  for (let time = 1; time <= 2; time++) {
    const given = { 'content-length': String(list.length), 'content-type': 'text/csv' };
    socket.write(head(served.headers['authorization'], given) + list);
    await vi.waitFor(() => expect(received().match(/HTTP\/1\.1 413 /g)).toHaveLength(time), until);
    // Longer than a rest that nobody reads is waited for.
    await wait(600);
    expect(socket.closed).toBe(false);
  }
});

test('a list may come in for longer than other requests, while it keeps its pace; a slower one is cut', async () => {
  // Client and server share a thread here: between two looks there must be room for both.
  const served = await servedMemory({ lookMs: 300, requestMsMax: 400, bodyBytesPerLookMin: 1_000 });
  const { socket, received, ended } = await served.raw();
  socket.write(head(served.headers['authorization'], { 'transfer-encoding': 'chunked' }));
  for (let time = 0; time < 60; time++) {
    socket.write(chunk('13800000001\n'.repeat(1_000)));
    await wait(20);
  }
  socket.write('0\r\n\r\n');
  await vi.waitFor(() => expect(received()).toMatch(/\r\n0\r\n\r\n$/), until);
  expect(served.said).toEqual([]);
  socket.write(head(served.headers['authorization'], { 'transfer-encoding': 'chunked' }));
  const drops = setInterval(() => socket.write(chunk('1')), 10);
  await ended;
  clearInterval(drops);
  expect(served.said).toEqual(['clients were cut: they sent or took too slowly']);
});

test('other requests are cut when their time is over, however well they send', async () => {
  const served = await servedMemory({ lookMs: 40, requestMsMax: 100, bodyBytesPerLookMin: 1 });
  const { socket, ended } = await served.raw();
  socket.write('POST /oauth/token HTTP/1.1\r\nhost: localhost\r\ncontent-length: 16000\r\n');
  socket.write('content-type: application/x-www-form-urlencoded\r\n\r\n');
  const pieces = setInterval(() => socket.write('x'.repeat(50)), 5);
  await ended;
  clearInterval(pieces);
  expect(served.said).toEqual(['clients were cut: they sent or took too slowly']);
});

test('who does not take the answer is waited for, then cut', async () => {
  const served = await servedMemory({ lookMs: 40, answerMsMax: 300 });
  const { socket, ended } = await served.raw();
  socket.pause();
  socket.write(head(served.headers['authorization'], { 'transfer-encoding': 'chunked' }));
  const pieces = setInterval(() => {
    if (socket.writableLength < 2 ** 20) socket.write(chunk(rows));
  }, 2);
  await vi.waitFor(() => expect(served.said).toEqual(['clients were cut: they sent or took too slowly']), until);
  clearInterval(pieces);
  socket.resume();
  await ended;
});
