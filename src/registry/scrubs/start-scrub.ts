import { Fault } from '../../core/fault.ts';
import type { ScrubLayout } from '../../scrub/row-output.ts';
import type { Actor, OrganisationActor } from '../access/actor.ts';
import { requireOrganisation } from '../access/permission.ts';
import type { Registry } from '../registry.ts';
import { ownList, requireName } from './kept-list.ts';
import { recordScrub, requireRoomForJob } from './open-scrub.ts';
import { type OwnScrub, ownScrub } from './own-scrub.ts';
import { requireKept } from './recheck-scrub.ts';
import type { ScrubTerms } from './scrub-job.ts';
import { requireStorage, storedBytesOf } from './upload-scrub-input.ts';

export interface StartScrubInput {
  /** Of a list, or of a scrub whose list is kept. */
  readonly scrubId: string;
  readonly terms: ScrubTerms;
  readonly layout: ScrubLayout;
  readonly rowProofs?: boolean | undefined;
  /** As the asker calls the list. */
  readonly name: string;
}

/**
 * Opens a job on a list that is here already, without it being sent again: one that was sent before anything was asked,
 * or that of another job, whose results stay. Fault NOT_FOUND, INCOMPATIBLE_STATE where the list is not complete,
 * QUOTA_EXCEEDED, INVALID_ARGUMENT for the terms.
 */
export async function startScrub(registry: Registry, actor: Actor, input: StartScrubInput): Promise<OwnScrub> {
  const asker = requireOrganisation(actor, 'dnd:lookups:check');
  const { scrubId, terms, layout, rowProofs, name } = input;
  requireName(name);
  const { mediaType, bytes, isScrub } = listOf(registry, asker, scrubId);
  requireRoomForJob(registry, asker);
  requireStorage(storedBytesOf(registry, asker) + (isScrub ? bytes : 0));
  const asked = { form: 'JOB', terms, layout, rowProofs, mediaType, name } as const;
  const job = isScrub ? { ...asked, recheckOf: scrubId } : asked;
  const opened = await recordScrub(registry, asker, job, { inputOf: scrubId, what: 'INPUT' });
  if (!isScrub) await registry.scrubs.files.remove(scrubId);
  registry.scrubs.wake();
  return opened;
}

function listOf(registry: Registry, asker: OrganisationActor, scrubId: string) {
  if (registry.scrubs.files.job(scrubId)?.form === 'LIST') {
    const { list, state } = ownList(registry, asker, scrubId);
    if (!state.inputIsComplete) {
      throw new Fault('INCOMPATIBLE_STATE', 'the list is not complete', { field: 'path:scrubId', limit: 'complete' });
    }
    return { mediaType: list.mediaType, bytes: state.inputBytes, isScrub: false };
  }
  const own = ownScrub(registry, asker, scrubId);
  requireKept(own);
  return { mediaType: own.job.mediaType, bytes: own.state.inputBytes, isScrub: true };
}
