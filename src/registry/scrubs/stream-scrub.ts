import { Fault } from '../../core/fault.ts';
import type { Actor, OrganisationActor } from '../access/actor.ts';
import { requireOrganisation } from '../access/permission.ts';
import { requireCapacity } from '../overload.ts';
import type { Registry } from '../registry.ts';
import type { OutputWriter } from './list-output.ts';
import { recordScrub } from './open-scrub.ts';
import { scrubFault } from './scrub-fault.ts';
import type { ScrubJob, ScrubSummary, ScrubTerms } from './scrub-job.ts';
import { scrubJobLimits } from './scrub-job-limits.ts';

export interface StreamScrubInput {
  readonly terms: ScrubTerms;
  readonly rowProofs?: boolean | undefined;
  readonly mediaType: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly write: OutputWriter;
}

export interface StreamingScrub {
  readonly scrubId: string;
  /** Rejects as `scrubList` does: what was written by then is not the answer. */
  readonly done: Promise<ScrubSummary>;
}

/**
 * Decides a list while it comes in; what is kept of it is its record, with summary and certificate. Fault
 * INVALID_ARGUMENT for its terms, TOO_MANY_REQUESTS, UNAVAILABLE.
 */
export async function streamScrub(registry: Registry, actor: Actor, input: StreamScrubInput): Promise<StreamingScrub> {
  const asker = requireOrganisation(actor, 'dnd:lookups:check');
  requireCapacity(registry, input.terms.messageClass);
  const leave = enterStreams(registry, asker);
  try {
    const { job } = await recordScrub(registry, asker, { ...input, form: 'STREAMED', layout: 'ANNOTATED' });
    return { scrubId: job.scrubId, done: streamed(registry, asker, job, input).finally(leave) };
  } catch (error) {
    leave();
    throw error;
  }
}

async function streamed(
  { scrubs, now }: Registry,
  asker: OrganisationActor,
  { scrubId, rowSecret }: ScrubJob,
  { terms, bytes, write }: StreamScrubInput,
): Promise<ScrubSummary> {
  const { files } = scrubs;
  const claim = files.claim(scrubId, 'RUN');
  const startedAt = now();
  let annotated = 0;
  try {
    const summary = await scrubs.stream(asker, {
      ...terms,
      rowSecret,
      bytes: withinLimit(bytes),
      write(name, piece) {
        annotated += piece.length;
        return write(name, piece);
      },
    });
    await files.putEnd(scrubId, { status: 'COMPLETED', startedAt, endedAt: now(), summary, results: { annotated } });
    return summary;
  } catch (error) {
    await files.putEnd(scrubId, { status: 'FAILED', endedAt: now(), fault: scrubFault(error) });
    throw error;
  } finally {
    claim?.release();
  }
}

async function* withinLimit(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.length;
    if (length > scrubJobLimits.streamedBytesMax) throw tooLargeToStream();
    yield chunk;
  }
}

export function tooLargeToStream(): Fault {
  return new Fault('PAYLOAD_TOO_LARGE', 'the list is too large to be answered at once: send Prefer: respond-async', {
    field: 'body',
    limit: `at most ${scrubJobLimits.streamedBytesMax} bytes`,
  });
}

/** By registry: those of the organisations that have some under way. */
const streamsOf = new WeakMap<object, Map<string, number>>();

function enterStreams({ scrubs: { files } }: Registry, { organisationId }: OrganisationActor): () => void {
  const streams = streamsOf.get(files) ?? new Map<string, number>();
  streamsOf.set(files, streams);
  const own = streams.get(organisationId) ?? 0;
  if (own >= scrubJobLimits.streamsMax) {
    throw new Fault('TOO_MANY_REQUESTS', 'too many lists are being answered for the organisation', {
      field: 'header:Authorization',
      limit: `at most ${scrubJobLimits.streamsMax} lists at once; more with Prefer: respond-async`,
      retryAfterSec: 2,
    });
  }
  const all = [...streams.values()].reduce((sum, some) => sum + some, 0);
  if (all >= scrubJobLimits.allStreamsMax) {
    throw new Fault('UNAVAILABLE', 'too many lists are being answered at once', { retryAfterSec: 2 });
  }
  streams.set(organisationId, own + 1);
  return () => {
    const left = (streams.get(organisationId) ?? 1) - 1;
    if (left === 0) streams.delete(organisationId);
    else streams.set(organisationId, left);
  };
}
