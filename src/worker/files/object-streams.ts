import { Fault } from '../../core/fault.ts';
import type { OrganisationActor } from '../../registry/access/actor.ts';
import type { Registry } from '../../registry/registry.ts';
import type { StreamedScrub } from '../../registry/scrubs/scrub-desk.ts';
import type { ScrubSummary } from '../../registry/scrubs/scrub-job.ts';
import { scrubStreamed } from '../../registry/scrubs/scrub-streamed.ts';
import { fileLimits } from './file-limits.ts';

/** Lists that are answered while they come in, in an object that has little memory, and one thread for lookups too. */
export class ObjectStreams {
  #underWay: number = 0;

  /** Fault UNAVAILABLE where there are too many; else as `scrubStreamed`. */
  async run(registry: Registry, actor: OrganisationActor, scrub: StreamedScrub): Promise<ScrubSummary> {
    if (this.#underWay >= fileLimits.streamsMax) {
      throw new Fault('UNAVAILABLE', 'too many lists are being answered at once', { retryAfterSec: 2 });
    }
    this.#underWay += 1;
    try {
      return await scrubStreamed(registry, actor, { ...scrub, bytes: inTurns(scrub.bytes) }, fileLimits.windowBytes);
    } finally {
      this.#underWay -= 1;
    }
  }
}

/** Others have their turn, however quickly the bytes come. */
async function* inTurns(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let sinceTurn = 0;
  for await (const chunk of bytes) {
    yield chunk;
    sinceTurn += chunk.length;
    if (sinceTurn < fileLimits.yieldBytes) continue;
    sinceTurn = 0;
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}
