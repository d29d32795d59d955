import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { Fault } from '../core/fault.ts';
import type { ApiEnv } from './context.ts';

/** Refuses bodies above a size before they are read: by their declared length, else while they come in. */
export function limitBody(maxBytes: number): MiddlewareHandler<ApiEnv> {
  const refuse = (): never => {
    throw new Fault('PAYLOAD_TOO_LARGE', 'the body is too large', {
      field: 'body',
      limit: `at most ${maxBytes} bytes`,
    });
  };
  const counted = bodyLimit({ maxSize: maxBytes, onError: refuse });
  return (c, next) => {
    const declared = c.req.header('content-length');
    if (declared === undefined || c.req.header('transfer-encoding') !== undefined) return counted(c, next);
    return Number(declared) <= maxBytes ? next() : refuse();
  };
}
