import type { OrganisationActor } from '../access/actor.ts';
import type { Registry } from '../registry.ts';
import type { StreamedScrub } from './scrub-desk.ts';
import type { ScrubSummary } from './scrub-job.ts';
import { scrubList } from './scrub-list.ts';

/** Little enough that the first answers go out while most of the list is still to come. */
const firstWindowBytes = 2 ** 17;

/** What `ScrubDesk.stream` does, by whoever has a registry in hand. `windowBytes`: see `ScrubQuestion`. */
export function scrubStreamed(
  registry: Registry,
  actor: OrganisationActor,
  scrub: StreamedScrub,
  windowBytes?: number | undefined,
): Promise<ScrubSummary> {
  const { tools } = registry.scrubs;
  return scrubList(registry, actor, {
    ...scrub,
    layout: 'ANNOTATED',
    tools,
    certified: true,
    firstWindowBytes,
    windowBytes,
  });
}
