import { Fault, type FaultCode } from '../core/fault.ts';

/** The one place that knows which HTTP status a fault has. */
export const statusOfFault: Readonly<Record<FaultCode, number>> = {
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

/** When to come back from an outage, where nobody knows better. */
const unavailableForSec = 5;

/** Seconds after which the same request may succeed, where that is worth saying. */
export function retryAfterSecOf({ code, retryAfterSec }: Fault): number | undefined {
  return retryAfterSec ?? (code === 'UNAVAILABLE' ? unavailableForSec : undefined);
}

/** Nobody hears this: the client went in the middle of what it sent, which is no defect of ours. */
const cutShort = new Fault('INVALID_ARGUMENT', 'the body ended early', { field: 'body' });

/** The fault that an error stands for; undefined where it is a defect of ours. */
export function faultOf(error: unknown): Fault | undefined {
  if (error instanceof Fault) return error;
  return error instanceof Error && 'code' in error && error.code === 'ECONNRESET' ? cutShort : undefined;
}

/**
 * Told of every error that is not an expected failure, and of every outage; never shown to the caller. An outage has
 * a cause that the caller is not told; what a caller did wrong has none that is of interest here.
 */
export type ReportDefect = (error: unknown, correlator: string) => void;

/** Whether `ReportDefect` is to hear of an error. */
export function isReported(error: unknown): boolean {
  const fault = faultOf(error);
  return fault === undefined || (fault.code === 'UNAVAILABLE' && fault.cause !== undefined);
}
