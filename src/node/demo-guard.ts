import type { IncomingMessage, ServerResponse } from 'node:http';
import { refuse } from './refusal.ts';

const forwardingHeaders = new Set(['forwarded', 'x-real-ip', 'via', 'cf-connecting-ip', 'true-client-ip']);
const loopbackNames = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/;

/**
 * The demo's clients are known to everybody who reads its folder, so it answers this machine alone: no request that
 * a proxy passed on, none under another host's name (a web page that rebinds its name to loopback).
 */
export function refusesInDemo(request: IncomingMessage, response: ServerResponse): boolean {
  const field = forwardingHeader(request) ?? (loopbackNames.test(request.headers.host ?? '') ? undefined : 'host');
  if (field === undefined) return false;
  refuse(response, {
    status: 403,
    code: 'PERMISSION_DENIED',
    message: 'the demo answers this machine alone, and nothing that was forwarded',
    headers: { connection: 'close' },
    members: { field: `header:${field}` },
  });
  return true;
}

function forwardingHeader({ headers }: IncomingMessage): string | undefined {
  for (const name in headers) if (forwardingHeaders.has(name) || name.startsWith('x-forwarded-')) return name;
  return undefined;
}
