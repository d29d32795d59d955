import type { Fault } from '../core/fault.ts';
import { faultOf, retryAfterSecOf, statusOfFault } from '../http/fault-status.ts';
import type { ApiContext } from './context.ts';
import { rateLimitHeaders } from './rate-limit.ts';

/** Problem document of RFC 9457 with the members of CAMARA's ErrorInfo, and the field and limit at fault. */
export function problemOf(c: ApiContext, error: unknown): Response {
  const fault = faultOf(error);
  return fault === undefined ? internalProblem(c) : faultProblem(c, fault);
}

/** What a sender shall do meanwhile; in every 503. */
export const failurePolicy = 'hold promotional traffic until this answers again; transactional goes on';

function faultProblem(c: ApiContext, fault: Fault): Response {
  const status = statusOfFault[fault.code];
  const headers: Record<string, string> = { ...c.get('problemHeaders') };
  const retryAfterSec = retryAfterSecOf(fault);
  if (retryAfterSec !== undefined) headers['retry-after'] = String(retryAfterSec);
  if (status === 405 && fault.limit !== undefined) headers['allow'] = fault.limit;
  if (status === 429) Object.assign(headers, rateLimitHeaders(c));
  if (status === 401) headers['www-authenticate'] = 'Bearer';
  return problem(c, status, headers, {
    code: fault.code,
    message: fault.message,
    ...(fault.field === undefined ? {} : { field: fault.field }),
    ...(fault.limit === undefined ? {} : { limit: fault.limit }),
    ...(status === 503 ? { failurePolicy } : {}),
  });
}

function internalProblem(c: ApiContext): Response {
  return problem(c, 500, {}, { code: 'INTERNAL', message: 'the registry failed; nothing is known of the outcome' });
}

interface Members extends Readonly<Record<string, string>> {
  readonly code: string;
  readonly message: string;
}

function problem(c: ApiContext, status: number, headers: Record<string, string>, members: Members): Response {
  const correlator = c.get('correlator') ?? '';
  const body = { type: 'about:blank', title: members.code, detail: members.message, status, ...members, correlator };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'x-correlator': correlator,
      ...headers,
    },
  });
}
