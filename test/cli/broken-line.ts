import { serve } from '@hono/node-server';
import { onTestFinished } from 'vitest';
import { freePort } from '../server/served-registry.ts';

export type Answer = (request: Request) => Response | Promise<Response>;

/** A server of its own for a test. */
export async function listening(answer: Answer): Promise<string> {
  const port = await freePort();
  const ready = Promise.withResolvers<void>();
  const server = serve({ fetch: answer, port, hostname: '127.0.0.1' }, () => ready.resolve());
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  await ready.promise;
  return `http://127.0.0.1:${port}`;
}

/** Answers like `answer`, but for one request to a path, which it fails. */
export function failingOnce(at: string, nth: number, answer: Answer): Answer {
  let seen = 0;
  return (request) => {
    if (request.url.includes(at)) seen += 1;
    return request.url.includes(at) && seen === nth ? new Response('{}', { status: 503 }) : answer(request);
  };
}

const sentOn = ['authorization', 'content-type'];
const handedBack = ['export-part', 'export-log', 'export-continuation', 'content-type'];

/** Answers as another server does. */
export function passedOn(url: string): Answer {
  return async (request) => {
    const { method, headers, url: asked } = request;
    const body = method === 'POST' ? { body: await request.text() } : {};
    const sent = Object.fromEntries(sentOn.map((name) => [name, headers.get(name) ?? '']));
    const response = await fetch(new URL(new URL(asked).pathname, url), { method, headers: sent, ...body });
    const { status } = response;
    const kept = Object.fromEntries(handedBack.map((name) => [name, response.headers.get(name) ?? '']));
    return new Response(status === 204 ? null : await response.arrayBuffer(), { status, headers: kept });
  };
}
