import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { OpenRequests } from '../../src/node/open-requests.ts';

/** A request as Node hands it over, its client in the test's hand. */
function exchange(headers: Record<string, string> = {}, url = '/v1/lookup', method = 'POST') {
  const socket = { bytesRead: 0, destroyed: false, destroy: () => void Object.assign(socket, { destroyed: true }) };
  const request = { socket, headers, url, method, complete: false, readableLength: 0 };
  const response = Object.assign(new EventEmitter(), {
    req: request,
    writableEnded: false,
    headersSent: false,
    status: 0,
    body: '',
    headers: {} as Record<string, string>,
    setHeader: (name: string, value: string) => void Object.assign(response.headers, { [name]: value }),
    writeHead: (status: number, given: Record<string, string>) => {
      response.status = status;
      Object.assign(response.headers, given);
    },
    end: (body: string) => void Object.assign(response, { body }),
  });
  return {
    socket,
    request,
    response,
    enter: (requests: OpenRequests) =>
      requests.admits(request as unknown as IncomingMessage, response as unknown as ServerResponse),
  };
}

function openRequests(limits: Partial<ConstructorParameters<typeof OpenRequests>[0]> = {}, now = () => 0) {
  const all = {
    inFlightMax: 2,
    largeBodiesBytesMax: 1_000_000,
    bodyBytesPerLookMin: 100,
    requestMsMax: 60_000,
    ...limits,
  };
  return new OpenRequests(all, now);
}

test('beyond the limit a request is sent away with a time to come back, until one has left', () => {
  const requests = openRequests();
  const [first, second, third] = [exchange(), exchange(), exchange()];
  expect([first, second, third].map((one) => one.enter(requests))).toEqual([true, true, false]);
  expect(third.response).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
  expect(JSON.parse(third.response.body)).toMatchObject({
    code: 'UNAVAILABLE',
    failurePolicy: expect.stringContaining('transactional goes on') as string,
  });
  expect(exchange({}, '/healthz').enter(requests)).toBe(true);
  first.response.emit('close');
  second.response.emit('close');
  expect(exchange().enter(requests)).toBe(true);
});

test('large bodies have a budget of their own, undeclared ones count as the largest, and small ones go on', () => {
  const requests = openRequests({ inFlightMax: 100, largeBodiesBytesMax: 9_000_000 });
  const large = exchange({ 'content-length': '2000000' });
  expect(large.enter(requests)).toBe(true);
  expect(exchange({ 'transfer-encoding': 'chunked' }).enter(requests)).toBe(false);
  expect(exchange({ 'content-length': '7000001' }).enter(requests)).toBe(false);
  expect(exchange({ 'content-length': '200' }).enter(requests)).toBe(true);
  large.response.emit('close');
  expect(exchange({ 'transfer-encoding': 'chunked' }).enter(requests)).toBe(true);
});

test('a body that stands still from one look to the next is cut, one that comes in is not', () => {
  const requests = openRequests();
  const [slow, quick] = [exchange(), exchange()];
  slow.enter(requests);
  quick.enter(requests);
  expect(requests.look()).toBe(0);
  slow.socket.bytesRead += 99;
  quick.socket.bytesRead += 100;
  expect(requests.look()).toBe(1);
  expect([slow.socket.destroyed, quick.socket.destroyed]).toEqual([true, false]);
  quick.request.complete = true;
  expect([requests.look(), requests.look()]).toEqual([0, 0]);
  expect([requests.inFlight, quick.socket.destroyed]).toEqual([1, false]);
});

test('who waits for his own client takes nobody else’s place for longer than a look', () => {
  const requests = openRequests();
  const [sending, taking] = [exchange(), exchange()];
  sending.enter(requests);
  taking.enter(requests);
  taking.request.complete = true;
  taking.response.writableEnded = true;
  expect(exchange().enter(requests)).toBe(false);
  requests.look();
  expect(requests.inFlight).toBe(0);
  expect(exchange().enter(requests)).toBe(true);
  taking.response.emit('close');
  expect(requests.inFlight).toBe(1);
});

test('a request that is lost with its connection, as the second of a pipeline is, does not count for ever', () => {
  const requests = openRequests();
  const lost = exchange();
  lost.enter(requests);
  lost.socket.destroyed = true;
  requests.look();
  expect(requests.inFlight).toBe(0);
  expect(requests.busySockets().size).toBe(0);
  const [other, another] = [exchange(), exchange()];
  other.enter(requests);
  lost.response.emit('close');
  another.enter(requests);
  expect([requests.inFlight, requests.busySockets()]).toEqual([2, new Set([other.socket, another.socket])]);
});

test('a list may take longer than other requests, and is not too slow while it waits for us', () => {
  let now = 0;
  const requests = openRequests({ inFlightMax: 100, largeBodiesBytesMax: 64_000_000 }, () => now);
  const other = exchange();
  const lists = [
    exchange({}, '/v1/scrubs?category=X'),
    exchange({}, '/v1/scrubs/0abc/input', 'PATCH'),
    exchange({}, '/v1/scrubs/0abc/input', 'PATCH'),
  ];
  for (const one of [other, ...lists]) one.enter(requests);
  const [, waiting] = lists;
  (waiting as typeof other).request.readableLength = 65_536;
  const cut = () => [other, ...lists].map(({ socket }) => socket.destroyed);
  requests.look();
  for (const one of [other, lists[0] as typeof other]) one.socket.bytesRead += 100;
  requests.look();
  expect(cut()).toEqual([false, false, false, true]);
  now = 60_001;
  for (const one of [other, lists[0] as typeof other]) one.socket.bytesRead += 100;
  requests.look();
  expect(cut()).toEqual([true, false, false, true]);
});

test('lists take little of the room for large bodies: they pass through', () => {
  const requests = openRequests({ inFlightMax: 100, largeBodiesBytesMax: 9_000_000 });
  const list = () => exchange({ 'content-length': '2000000000' }, '/v1/scrubs?category=X');
  expect([list(), list(), list()].map((one) => one.enter(requests))).toEqual([true, true, false]);
  expect(exchange({ 'content-length': '2000000000' }, '/v1/scrubs/0abc/rechecks').enter(requests)).toBe(false);
});
