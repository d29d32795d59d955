import { bodyLimit } from 'hono/body-limit';
import { Fault } from '../core/fault.ts';
import type { ApiContext } from './context.ts';
import type { Check } from './mount.ts';

/** Refuses bodies above a size before they are read: by their declared length, else while they come in. */
export function limitBody(maxBytes: number): Check {
  const refuse = (): never => {
    throw new Fault('PAYLOAD_TOO_LARGE', 'the body is too large', {
      field: 'body',
      limit: `at most ${maxBytes} bytes`,
    });
  };
  const counted = bodyLimit({ maxSize: maxBytes, onError: refuse });
  return (c) => {
    const declared = c.req.header('content-length');
    if (declared === undefined || c.req.header('transfer-encoding') !== undefined) return countedWhole(c);
    return Number(declared) > maxBytes ? refuse() : undefined;
  };

  async function countedWhole(c: ApiContext): Promise<void> {
    await counted(c, async () => {});
  }
}
