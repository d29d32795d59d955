import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { refusesInDemo } from '../../src/node/demo-guard.ts';

function answerTo(headers: Record<string, string>) {
  const written: { status?: number; body?: string } = {};
  const response = {
    req: { complete: true },
    writeHead: (status: number) => {
      written.status = status;
    },
    end: (body: string) => {
      written.body = body;
    },
  };
  const request = { headers: { host: 'localhost:8787', ...headers } };
  const isRefused = refusesInDemo(request as unknown as IncomingMessage, response as unknown as ServerResponse);
  return { isRefused, ...written };
}

test.for([
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-port',
  'x-real-ip',
  'via',
  'cf-connecting-ip',
  'true-client-ip',
])('a request with the header %s was passed on, and is refused by name', (name) => {
  const { isRefused, status, body } = answerTo({ [name]: 'x' });
  expect(isRefused).toBe(true);
  expect(status).toBe(403);
  expect(JSON.parse(body ?? '')).toMatchObject({ code: 'PERMISSION_DENIED', field: `header:${name}` });
});

test('a request for another host’s name is refused', () => {
  expect(answerTo({ host: 'dnd.example' })).toMatchObject({ isRefused: true, status: 403 });
});

test('a request of this machine goes through, whatever else its headers say', () => {
  expect(answerTo({ accept: '*/*', 'x-correlator': 'a', viaduct: 'b' })).toEqual({ isRefused: false });
});
