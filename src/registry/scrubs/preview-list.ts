import { type ListPreview, listPreview } from '../../scrub/list-preview.ts';
import type { Actor } from '../access/actor.ts';
import { requireOrganisation } from '../access/permission.ts';
import type { Registry } from '../registry.ts';
import { ownList } from './kept-list.ts';
import { ownScrub } from './own-scrub.ts';
import { requireKept } from './recheck-scrub.ts';

export interface PreviewListInput {
  /** Of a list, or of a scrub whose list is kept. */
  readonly scrubId: string;
  /** See `ScrubTerms`. */
  readonly column?: string | undefined;
}

/**
 * How a scrub is going to read a list, by its beginning. Fault NOT_FOUND, INCOMPATIBLE_STATE where the list is kept no
 * more, INVALID_ARGUMENT where it cannot be read, or has no such column.
 */
export async function previewList(
  registry: Registry,
  actor: Actor,
  { scrubId, column }: PreviewListInput,
): Promise<ListPreview> {
  const asker = requireOrganisation(actor, 'dnd:lookups:check');
  const { files, tools } = registry.scrubs;
  if (files.job(scrubId)?.form === 'LIST') ownList(registry, asker, scrubId);
  else requireKept(ownScrub(registry, asker, scrubId));
  const { policy } = registry;
  return listPreview(files.input(scrubId), { policy, country: policy.jurisdiction, column, tools });
}
