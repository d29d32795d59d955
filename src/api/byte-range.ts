import { Fault } from '../core/fault.ts';
import type { ApiContext } from './context.ts';

/** The bytes from `from` on, before `to`. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The one range of a file that a request asks for (RFC 9110 14); undefined where it asks for all, for several, or for
 * a range of another version. Fault RANGE_NOT_SATISFIABLE, with the file's length in `content-range`.
 */
export function rangeOf(c: ApiContext, bytes: number, etag: string): ByteRange | undefined {
  const header = c.req.header('range');
  const condition = c.req.header('if-range');
  if (header === undefined || (condition !== undefined && condition !== etag)) return undefined;
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header.trim()) ?? [];
  if (first === '' && last === '') return undefined;
  const from = first === '' ? Math.max(0, bytes - Number(last)) : Number(first);
  const to = first === '' || last === '' ? bytes : Math.min(bytes, Number(last) + 1);
  if (from < to) return { from, to };
  // A range whose end lies before its beginning is none at all.
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  c.set('problemHeaders', { 'content-range': `bytes */${bytes}` });
  throw new Fault('RANGE_NOT_SATISFIABLE', 'the range lies outside the file', {
    field: 'header:Range',
    limit: `0 to ${Math.max(0, bytes - 1)}`,
  });
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
