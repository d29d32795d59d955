import { Fault } from '../../../core/fault.ts';
import type { OwnScrub } from '../../../registry/scrubs/own-scrub.ts';
import { scrubJobLimits } from '../../../registry/scrubs/scrub-job-limits.ts';
import { type UploadScrubInput, uploadScrubInput } from '../../../registry/scrubs/upload-scrub-input.ts';
import { type ApiContext, organisationOf } from '../../context.ts';
import { bodyOf, declaredBytes } from './list-body.ts';

/**
 * Header fields of the part of draft-ietf-httpbis-resumable-upload-10 that is kept to: `Upload-Offset` and
 * `Upload-Complete`, `HEAD` to ask, `PATCH` with `application/partial-upload` to go on.
 */
export function uploadHeaders({ state }: OwnScrub): Record<string, string> {
  return {
    'upload-offset': String(state.inputBytes),
    'upload-complete': state.inputIsComplete ? '?1' : '?0',
    'upload-limit': `max-size=${scrubJobLimits.inputBytesMax}`,
  };
}

/** Takes the body as a part of the list; a wrong offset is told the right one. */
export async function uploaded(
  c: ApiContext,
  { scrubId, offset, isLast }: Pick<UploadScrubInput, 'scrubId' | 'offset' | 'isLast'>,
): Promise<OwnScrub> {
  const input = { scrubId, offset, isLast, bytes: bodyOf(c), length: declaredBytes(c) };
  try {
    return await uploadScrubInput(c.get('registry'), organisationOf(c), input);
  } catch (error) {
    if (error instanceof Fault && error.field === uploadOffset && error.limit !== undefined) {
      c.set('problemHeaders', { 'upload-offset': error.limit });
    }
    throw error;
  }
}

const uploadOffset = 'header:Upload-Offset';

/** RFC 9651: an integer. */
export function givenOffset(c: ApiContext): number {
  const header = c.req.header('upload-offset');
  if (header !== undefined && /^\d{1,15}$/.test(header)) return Number(header);
  throw new Fault('INVALID_ARGUMENT', 'the offset is missing or no number', {
    field: uploadOffset,
    limit: 'bytes that have arrived before',
  });
}

/** RFC 9651: a boolean. */
export function givenComplete(c: ApiContext, fallback: boolean): boolean {
  const header = c.req.header('upload-complete');
  if (header === undefined) return fallback;
  if (header === '?1' || header === '?0') return header === '?1';
  throw new Fault('INVALID_ARGUMENT', 'not a boolean', { field: 'header:Upload-Complete', limit: '?0 or ?1' });
}
