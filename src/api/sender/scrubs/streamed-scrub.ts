import { Fault } from '../../../core/fault.ts';
import { bodyOf, declaredBytes } from '../../../http/streamed-body.ts';
import type { ScrubTerms } from '../../../registry/scrubs/scrub-job.ts';
import { scrubJobLimits } from '../../../registry/scrubs/scrub-job-limits.ts';
import { streamScrub, tooLargeToStream } from '../../../registry/scrubs/stream-scrub.ts';
import { type ApiContext, organisationOf } from '../../context.ts';
import { rateLimitHeaders } from '../../rate-limit.ts';
import { AnswerPipe } from './answer-pipe.ts';
import { disposition, listTypeOf, listTypes, resultType, unsupportedType } from './list-body.ts';
import { inRequest } from './scrub-wire.ts';

/** What shall come out, besides the decisions. */
export interface AskedResults {
  readonly layout: 'ANNOTATED' | 'SPLIT' | undefined;
  readonly rowProofs: boolean;
}

/**
 * Answers a list while it comes in. What fails before anything went out is a refusal like any other; what fails later
 * breaks the connection off.
 */
export async function answerStreamed(
  c: ApiContext,
  terms: ScrubTerms,
  { layout, rowProofs }: AskedResults,
): Promise<Response> {
  const mediaType = listTypeOf(c);
  if (mediaType === undefined) throw unsupportedType(listTypes);
  if ((declaredBytes(c) ?? 0) > scrubJobLimits.streamedBytesMax) throw tooLargeToStream();
  if (layout === 'SPLIT') {
    throw new Fault('INVALID_ARGUMENT', 'one answer has no room for several files: send Prefer: respond-async', {
      field: 'query:layout',
      limit: 'ANNOTATED',
    });
  }
  const pipe = new AnswerPipe();
  const write = (_: string, bytes: Uint8Array) => pipe.write(bytes);
  const asked = { terms, rowProofs, mediaType, bytes: bodyOf(c), write };
  try {
    const { scrubId, done } = await streamScrub(c.get('registry'), organisationOf(c), asked);
    // Whichever comes first: a failure in front of the first bytes is thrown here.
    await Promise.race([pipe.begun, done]);
    done.then(
      () => pipe.end(),
      (error: unknown) => broken(c, pipe, error),
    );
    return new Response(pipe.body, { status: 200, headers: headersOf(c, scrubId, mediaType) });
  } catch (error) {
    throw inRequest(error);
  }
}

function broken(c: ApiContext, pipe: AnswerPipe, error: unknown): void | Promise<void> {
  return c.env?.breakOff === undefined ? pipe.fail(error) : c.env.breakOff();
}

function headersOf(c: ApiContext, scrubId: string, mediaType: string): Record<string, string> {
  return {
    'content-type': resultType(mediaType),
    'content-disposition': disposition(scrubId, 'annotated', mediaType),
    location: `/v1/scrubs/${scrubId}`,
    'cache-control': 'no-store',
    'x-correlator': c.get('correlator'),
    ...rateLimitHeaders(c),
  };
}
