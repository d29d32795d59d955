/**
 * Every failure that the registry expects, after the GSMA CAMARA code list. A refused decision is none of
 * these: it is data. What is not in this list is a defect, and the outside sees only `INTERNAL`.
 */
export type FaultCode =
  | 'INVALID_ARGUMENT'
  | 'OUT_OF_RANGE'
  | 'UNAUTHENTICATED'
  | 'PERMISSION_DENIED'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'NOT_ACCEPTABLE'
  | 'ABORTED'
  | 'ALREADY_EXISTS'
  | 'INCOMPATIBLE_STATE'
  | 'FAILED_PRECONDITION'
  | 'PRECONDITION_REQUIRED'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'RANGE_NOT_SATISFIABLE'
  | 'SERVICE_NOT_APPLICABLE'
  | 'QUOTA_EXCEEDED'
  | 'TOO_MANY_REQUESTS'
  | 'UNAVAILABLE';

export interface FaultDetail {
  /** Path of the offending part: `phoneNumbers[3]`, `header:If-Match`, `query:limit`. */
  readonly field?: string;
  /** The limit that was passed, in words with its unit: `at most 10000 items`. */
  readonly limit?: string;
  /** Seconds after which the same call may succeed. */
  readonly retryAfterSec?: number;
  readonly cause?: unknown;
}

/** An expected failure. `message` is shown to the caller: no phone number, no secret, nothing of the inside. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: FaultCode;
  readonly field: string | undefined;
  readonly limit: string | undefined;
  readonly retryAfterSec: number | undefined;

  constructor(code: FaultCode, message: string, detail: FaultDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.code = code;
    this.field = detail.field;
    this.limit = detail.limit;
    this.retryAfterSec = detail.retryAfterSec;
  }
}
