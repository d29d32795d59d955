import type { IncomingMessage, ServerResponse } from 'node:http';
import { demoRefusal, foreignHeader } from '../runtime/demo-door.ts';
import { refuse } from './refusal.ts';

/** No edge of Cloudflare's stands before this process: who names one was passed on by somebody. */
const edgeHeader = 'cf-connecting-ip';

/** Answers what is none of this machine's, and says whether it did. */
export function refusesInDemo(request: IncomingMessage, response: ServerResponse): boolean {
  const { headers } = request;
  const field = headers[edgeHeader] === undefined ? foreignHeader(Object.keys(headers), headers.host) : edgeHeader;
  if (field === undefined) return false;
  refuse(response, { ...demoRefusal, headers: { connection: 'close' }, members: { field: `header:${field}` } });
  return true;
}
