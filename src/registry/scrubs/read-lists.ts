import type { Actor } from '../access/actor.ts';
import { requireOrganisation } from '../access/permission.ts';
import type { PageInput } from '../page.ts';
import type { Registry } from '../registry.ts';
import { hasExpired, listAsItStands, type OwnList } from './kept-list.ts';
import { type OwnScrub, scrubAsItStands } from './own-scrub.ts';

/** The asker's lists, newest first: those that wait to be asked about, and those that scrubs have. */
export function readLists(
  registry: Registry,
  actor: Actor,
  { after, limit }: PageInput,
): { readonly items: readonly (OwnList | OwnScrub)[]; readonly next?: string } {
  const asker = requireOrganisation(actor, 'dnd:lookups:check');
  const { files } = registry.scrubs;
  const now = registry.now();
  const found = files
    .jobs()
    .filter(({ organisationId, scrubId }) => organisationId === asker.organisationId && (!after || scrubId < after))
    .filter((job) => job.form !== 'LIST' || !hasExpired(registry, job));
  const own = found.slice(0, limit);
  const items = own.map((job) =>
    job.form === 'LIST' ? listAsItStands(registry, job) : scrubAsItStands(job, files.state(job.scrubId), now),
  );
  const next = found.length > limit ? own.at(-1)?.scrubId : undefined;
  return { items, ...(next === undefined ? {} : { next }) };
}
