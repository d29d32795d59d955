import type { Context } from 'hono';
import { Fault } from '../core/fault.ts';

/** What the request says of its length; undefined where it says nothing. */
export function declaredBytes(c: Context): number | undefined {
  const declared = c.req.header('content-length');
  return declared === undefined || c.req.header('transfer-encoding') !== undefined ? undefined : Number(declared);
}

/**
 * The body as it comes in. Of who stops reading the rest is read and forgotten: to cancel it would end the connection
 * before anybody is told why, and to leave it there would end it under the client's next request.
 */
export async function* bodyOf(c: Context): AsyncGenerator<Uint8Array> {
  const reader = c.req.raw.body?.getReader() as ReadableStreamDefaultReader<Uint8Array> | undefined;
  if (reader === undefined) return;
  let isThere = true;
  try {
    while (isThere) {
      const next = await piece(reader);
      isThere = !next.done;
      if (next.value !== undefined) yield next.value;
    }
  } finally {
    if (isThere) void passedOver(reader);
  }
}

/** Ends with the body, or with the connection, which the server keeps only for a short while for that. */
async function passedOver(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  try {
    while (!(await reader.read()).done);
  } catch {
    // Nobody is left to be told.
  }
}

/** A client that goes in the middle of what it sends is no defect of ours. */
async function piece(reader: ReadableStreamDefaultReader<Uint8Array>) {
  try {
    return await reader.read();
  } catch (cause) {
    throw new Fault('INVALID_ARGUMENT', 'the body ended early', { field: 'body', cause });
  }
}

/** Bytes as the body of an answer, read only as they are taken. */
export function bodyFrom(bytes: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = bytes[Symbol.asyncIterator]();
  return new ReadableStream(
    {
      async pull(controller) {
        const next = await iterator.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
      async cancel() {
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
