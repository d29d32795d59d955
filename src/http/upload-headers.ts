import type { Context } from 'hono';
import { Fault } from '../core/fault.ts';

/** Where a part of an upload belongs; a fault of this field says in `limit` where the upload goes on. */
export const uploadOffset = 'header:Upload-Offset';

/** RFC 9651: an integer. */
export function givenOffset(c: Context): number {
  const header = c.req.header('upload-offset');
  if (header !== undefined && /^\d{1,15}$/.test(header)) return Number(header);
  throw new Fault('INVALID_ARGUMENT', 'the offset is missing or no number', {
    field: uploadOffset,
    limit: 'bytes that have arrived before',
  });
}

/** RFC 9651: a boolean. */
export function givenComplete(c: Context, fallback: boolean): boolean {
  const header = c.req.header('upload-complete');
  if (header === undefined) return fallback;
  if (header === '?1' || header === '?0') return header === '?1';
  throw new Fault('INVALID_ARGUMENT', 'not a boolean', { field: 'header:Upload-Complete', limit: '?0 or ?1' });
}

/** After draft-ietf-httpbis-resumable-upload-10: how much has arrived. */
export function uploadState(bytes: number, isComplete: boolean): Record<string, string> {
  return { 'upload-offset': String(bytes), 'upload-complete': isComplete ? '?1' : '?0' };
}
