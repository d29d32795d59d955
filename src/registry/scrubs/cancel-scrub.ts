import type { Actor } from '../access/actor.ts';
import { requireOrganisation } from '../access/permission.ts';
import type { Registry } from '../registry.ts';
import { ownScrub } from './own-scrub.ts';

/**
 * Ends a scrub that has not ended, and deletes its list and what came out; it is known as CANCELLED from then on. One
 * that has ended is deleted with all that is known of it. Fault NOT_FOUND.
 */
export async function cancelScrub(
  registry: Registry,
  actor: Actor,
  { scrubId }: { readonly scrubId: string },
): Promise<void> {
  const asker = requireOrganisation(actor, 'dnd:lookups:check');
  const { status } = ownScrub(registry, asker, scrubId);
  const { files } = registry.scrubs;
  if (status !== 'UPLOADING' && status !== 'QUEUED' && status !== 'RUNNING') return files.remove(scrubId);
  await files.cancel(scrubId, registry.now());
  await files.dropBytes(scrubId, 'ALL');
}
