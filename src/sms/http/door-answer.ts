import type { Fault, FaultCode } from '../../core/fault.ts';

/**
 * What a link's other side is answered. It knows three things: taken (2xx), hand it in again (503, with the seconds),
 * and do not (4xx). Anything that is not listed is for good.
 */
const statusOf: Partial<Readonly<Record<FaultCode, number>>> = {
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  ALREADY_EXISTS: 409,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  SERVICE_NOT_APPLICABLE: 422,
  ABORTED: 503,
  TOO_MANY_REQUESTS: 503,
  QUOTA_EXCEEDED: 503,
  UNAVAILABLE: 503,
};

const otherwise = 400;
const again = 503;
const retryAfterSec = 5;

export function isForLater({ code }: Fault): boolean {
  return statusOf[code] === again;
}

export function faultAnswer(fault: Fault): Response {
  const status = statusOf[fault.code] ?? otherwise;
  const { code, message, field, limit } = fault;
  return answer(status, { code, message, field, limit }, fault.retryAfterSec);
}

/** Nothing is known of the outcome: handed in again, what was done is not done twice. */
export function defectAnswer(): Response {
  return answer(500, { code: 'INTERNAL', message: 'the registry failed; hand it in again' });
}

function answer(
  status: number,
  members: Readonly<Record<string, string | undefined>>,
  waitSec: number = retryAfterSec,
): Response {
  const { code: title, message: detail } = members;
  return new Response(JSON.stringify({ type: 'about:blank', title, detail, status, ...members }), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(status >= 500 ? { 'retry-after': String(waitSec) } : {}),
    },
  });
}
