import { Fault } from '../../../core/fault.ts';
import { bodyOf, declaredBytes } from '../../../http/streamed-body.ts';
import { uploadOffset, uploadState } from '../../../http/upload-headers.ts';
import type { OwnScrub } from '../../../registry/scrubs/own-scrub.ts';
import { scrubJobLimits } from '../../../registry/scrubs/scrub-job-limits.ts';
import { type UploadScrubInput, uploadScrubInput } from '../../../registry/scrubs/upload-scrub-input.ts';
import { type ApiContext, organisationOf } from '../../context.ts';

/**
 * Header fields of the part of draft-ietf-httpbis-resumable-upload-10 that is kept to: `Upload-Offset` and
 * `Upload-Complete`, `HEAD` to ask, `PATCH` with `application/partial-upload` to go on.
 */
export function uploadHeaders({ state }: OwnScrub): Record<string, string> {
  return {
    ...uploadState(state.inputBytes, state.inputIsComplete),
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
