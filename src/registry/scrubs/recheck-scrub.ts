import { Fault } from '../../core/fault.ts';
import type { Actor } from '../access/actor.ts';
import { requireOrganisation } from '../access/permission.ts';
import type { Registry } from '../registry.ts';
import { recordScrub, requireRoomForJob } from './open-scrub.ts';
import { type OwnScrub, ownScrub } from './own-scrub.ts';
import { requireRoom, storedBytesOf } from './upload-scrub-input.ts';

/**
 * Opens a job that decides the list of another one anew, on the same terms, without it being sent again. Fault
 * NOT_FOUND where the list is kept no more, INCOMPATIBLE_STATE where it is not complete yet, QUOTA_EXCEEDED.
 */
export async function recheckScrub(
  registry: Registry,
  actor: Actor,
  { scrubId }: { readonly scrubId: string },
): Promise<OwnScrub> {
  const asker = requireOrganisation(actor, 'dnd:lookups:check');
  const { job, state, status } = ownScrub(registry, asker, scrubId);
  if (job.form !== 'JOB' || status === 'CANCELLED' || status === 'EXPIRED') {
    throw new Fault('NOT_FOUND', 'the list of the scrub is not kept', { field: 'path:scrubId' });
  }
  if (!state.inputIsComplete) {
    throw new Fault('INCOMPATIBLE_STATE', 'the list is not complete', {
      field: 'path:scrubId',
      limit: 'not UPLOADING',
    });
  }
  requireRoomForJob(registry, asker);
  requireRoom(state.inputBytes, storedBytesOf(registry, asker) + state.inputBytes);
  const { terms, layout, mediaType } = job;
  const rowProofs = job.rowSecret !== undefined;
  const asked = { terms, layout, rowProofs, mediaType, recheckOf: scrubId };
  const opened = await recordScrub(registry, asker, { form: 'JOB', ...asked });
  await registry.scrubs.files.shareInput(scrubId, opened.job.scrubId);
  registry.scrubs.wake();
  return ownScrub(registry, asker, opened.job.scrubId);
}
