import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { OpenRequests } from '../../src/node/open-requests.ts';
import { RequestEnvironment } from '../../src/node/request-environment.ts';
import { usualLimits } from '../../src/node/server-limits.ts';
import { afterSmallBody } from '../../src/node/small-body.ts';

function received(headers: Record<string, string>) {
  const request = Object.assign(new EventEmitter(), { headers, socket: {} }) as unknown as IncomingMessage;
  let entered = 0;
  afterSmallBody(request, () => void entered++);
  const environment = new RequestEnvironment(request, 0);
  return { request, entered: () => entered, text: () => environment.bodyText };
}

test('a small body is read first, in however many parts, and found as text', () => {
  const { request, entered, text } = received({ 'content-length': '9' });
  request.emit('data', Buffer.from([0xef, 0xbb, 0xbf, 0x22, 0xc3]));
  request.emit('data', Buffer.from([0xa9, 0x22, 0x20, 0x20]));
  expect(entered()).toBe(0);
  request.emit('end');
  expect([entered(), text()]).toEqual([1, '"é"  ']);
});

test.for<Record<string, string>>([
  {},
  { 'content-length': '0' },
  { 'content-length': '32769' },
  { 'content-length': 'many' },
  { 'transfer-encoding': 'chunked' },
  { 'transfer-encoding': 'chunked', 'content-length': '5' },
])('with the headers %o nothing is read before the application is entered', (headers) => {
  const { request, entered, text } = received(headers);
  expect([entered(), text(), request.listenerCount('data')]).toEqual([1, undefined, 0]);
});

test('a client that leaves before its body is whole is never heard of, and leaves its place at once', async () => {
  const requests = new OpenRequests(usualLimits);
  let entered = 0;
  const server = createServer((request, response) => {
    if (requests.admits(request, response)) afterSmallBody(request, () => void entered++);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.write('POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 9\r\n\r\nhalf');
  await vi.waitUntil(() => requests.inFlight === 1);
  client.destroy();
  await vi.waitUntil(() => requests.inFlight === 0);
  expect(entered).toBe(0);
});
