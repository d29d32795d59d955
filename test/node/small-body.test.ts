import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { RequestEnvironment } from '../../src/node/request-environment.ts';
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

test('a client that leaves before its body is whole is never heard of', () => {
  const { request, entered } = received({ 'content-length': '9' });
  request.emit('data', Buffer.from('half'));
  request.emit('close');
  expect(entered()).toBe(0);
});
