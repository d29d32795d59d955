import { expect, test } from 'vitest';
import { RequestEnvironment } from '../../src/node/request-environment.ts';

const peer = '192.0.2.9';

test.for([
  [0, undefined, peer],
  [0, '198.51.100.1', peer],
  [1, '198.51.100.1', '198.51.100.1'],
  [1, '203.0.113.66, 198.51.100.1', '198.51.100.1'],
  [2, '203.0.113.66,198.51.100.1 , 192.0.2.8', '198.51.100.1'],
  [2, '198.51.100.1', peer],
  [1, '', peer],
  [1, undefined, peer],
] as const)('behind %i proxies, forwarded for %s, the client is %s', ([hops, forwarded, client]) => {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  expect(new RequestEnvironment({ socket: { remoteAddress: peer }, headers }, hops).clientAddress).toBe(client);
});

test('nothing is read of a request before its address is asked for', () => {
  const untouched = {
    get socket(): never {
      throw new Error('read');
    },
    get headers(): never {
      throw new Error('read');
    },
  };
  const client = new RequestEnvironment(untouched, 1);
  expect(() => client.clientAddress).toThrow('read');
});
