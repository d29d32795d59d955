import type { Context } from 'hono';
import { rangeOf } from './byte-range.ts';
import { isKnown } from './entity-tag.ts';
import { bodyFrom } from './streamed-body.ts';

/** A file that never changes under its name. */
export interface AnsweredFile {
  /** Name and version, without quotation marks. */
  readonly tag: string;
  readonly bytes: number;
  /** The bytes from `from` on, before `to`. */
  read(from: number, to: number): AsyncIterable<Uint8Array>;
  readonly headers: Readonly<Record<string, string>>;
}

/** A file as a download, or the part that was asked for, so that one that broke off goes on; undefined where there is no such part. */
export function fileAnswer(c: Context, { tag, bytes, read, headers: given }: AnsweredFile): Response | undefined {
  const etag = `"${tag}"`;
  const headers = { etag, 'accept-ranges': 'bytes', 'cache-control': 'private, no-store', ...given };
  if (isKnown(c, etag)) return new Response(null, { status: 304, headers });
  const range = rangeOf(c, bytes, etag);
  if (range === 'OUTSIDE') return undefined;
  const { from, to } = range ?? { from: 0, to: bytes };
  return new Response(bodyFrom(read(from, to)), {
    status: range === undefined ? 200 : 206,
    headers: {
      ...headers,
      'content-length': String(to - from),
      ...(range === undefined ? {} : { 'content-range': `bytes ${from}-${to - 1}/${bytes}` }),
    },
  });
}
