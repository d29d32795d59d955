import { Fault, type FaultCode } from '../core/fault.ts';
import type { ApiContext } from './context.ts';
import { rateLimitHeaders } from './rate-limit.ts';

/** The one place that knows which HTTP status a fault has. */
const statusOf: Readonly<Record<FaultCode, number>> = {
  INVALID_ARGUMENT: 400,
  OUT_OF_RANGE: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  NOT_ACCEPTABLE: 406,
  ABORTED: 409,
  ALREADY_EXISTS: 409,
  INCOMPATIBLE_STATE: 409,
  FAILED_PRECONDITION: 412,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  RANGE_NOT_SATISFIABLE: 416,
  SERVICE_NOT_APPLICABLE: 422,
  PRECONDITION_REQUIRED: 428,
  QUOTA_EXCEEDED: 429,
  TOO_MANY_REQUESTS: 429,
  UNAVAILABLE: 503,
};

/** Nobody hears this: the client went in the middle of what it sent, which is no defect of ours. */
const cutShort = new Fault('INVALID_ARGUMENT', 'the body ended early', { field: 'body' });

/** Problem document of RFC 9457 with the members of CAMARA's ErrorInfo, and the field and limit at fault. */
export function problemOf(c: ApiContext, error: unknown): Response {
  const fault = faultOf(error);
  return fault === undefined ? internalProblem(c) : faultProblem(c, fault);
}

/** The fault that an error stands for; undefined where it is a defect of ours. */
export function faultOf(error: unknown): Fault | undefined {
  if (error instanceof Fault) return error;
  return error instanceof Error && 'code' in error && error.code === 'ECONNRESET' ? cutShort : undefined;
}

/** What a sender shall do meanwhile; in every 503. */
export const failurePolicy = 'hold promotional traffic until this answers again; transactional goes on';

/** Where nobody knows better. */
const unavailableForSec = 5;

function faultProblem(c: ApiContext, fault: Fault): Response {
  const status = statusOf[fault.code];
  const headers: Record<string, string> = { ...c.get('problemHeaders') };
  const retryAfterSec = fault.retryAfterSec ?? (status === 503 ? unavailableForSec : undefined);
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
