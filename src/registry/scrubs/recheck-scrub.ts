import { Fault } from '../../core/fault.ts';
import type { FileDigest } from '../../receipts/scrub-certificate.ts';
import type { Actor } from '../access/actor.ts';
import { requireOrganisation } from '../access/permission.ts';
import type { Registry } from '../registry.ts';
import { recordScrub, requireRoomForJob } from './open-scrub.ts';
import { type OwnScrub, ownScrub } from './own-scrub.ts';
import type { RecheckBase } from './scrub-job.ts';
import { requireRoom, storedBytesOf } from './upload-scrub-input.ts';

export interface RecheckInput {
  readonly scrubId: string;
  /** CHANGES: only the rows that are decided otherwise now. Absent: all rows, as the first time. */
  readonly layout?: 'CHANGES' | undefined;
}

/**
 * Opens a job that decides the list of another one anew, on the same terms, without it being sent again. Fault
 * NOT_FOUND where the list is kept no more, INCOMPATIBLE_STATE where it is not complete yet, or not decided where
 * changes are asked for, QUOTA_EXCEEDED.
 */
export async function recheckScrub(
  registry: Registry,
  actor: Actor,
  { scrubId, layout: asked }: RecheckInput,
): Promise<OwnScrub> {
  const asker = requireOrganisation(actor, 'dnd:lookups:check');
  const own = ownScrub(registry, asker, scrubId);
  requireKept(own);
  const { files } = registry.scrubs;
  const { end, inputBytes } = own.state;
  const base = asked === undefined ? undefined : await baseOf(registry, own);
  const bytes = base !== undefined && end?.status === 'COMPLETED' ? (end.results.decided ?? 0) : inputBytes;
  requireRoomForJob(registry, asker);
  requireRoom(bytes, storedBytesOf(registry, asker) + bytes);
  const { terms, layout, rowSecret, mediaType } = own.job;
  const job = { form: 'JOB', terms, layout, mediaType, recheckOf: scrubId } as const;
  const opened = await recordScrub(
    registry,
    asker,
    base === undefined ? { ...job, rowProofs: rowSecret !== undefined } : { ...job, layout: 'CHANGES', base },
  );
  if (base === undefined) await files.shareInput(scrubId, opened.job.scrubId);
  else await files.shareDecided(scrubId, opened.job.scrubId);
  registry.scrubs.wake();
  return ownScrub(registry, asker, opened.job.scrubId);
}

function requireKept({ job, state, status }: OwnScrub): void {
  if (job.form !== 'JOB' || status === 'CANCELLED' || status === 'EXPIRED') {
    throw new Fault('NOT_FOUND', 'the list of the scrub is not kept', { field: 'path:scrubId' });
  }
  if (job.layout === 'CHANGES')
    throw wrongState('the scrub is a recheck: compare with the one it rechecks', 'no recheck');
  if (!state.inputIsComplete) throw wrongState('the list is not complete', 'not UPLOADING');
}

async function baseOf({ receipts, now }: Registry, { state: { end }, status }: OwnScrub): Promise<RecheckBase> {
  const summary = end?.status === 'COMPLETED' && end.results.decided !== undefined ? end.summary : undefined;
  if (summary?.certificate === undefined) throw wrongState(`the scrub is not completed: it is ${status}`, 'COMPLETED');
  const { payload } = await receipts.verify('dnd-receipt+jwt', summary.certificate, now());
  const input = payload?.['input'];
  if (input === undefined) throw wrongState('the certificate of the scrub cannot be checked any more', 'a known key');
  return { summary, input: input as FileDigest };
}

function wrongState(message: string, limit: string): Fault {
  return new Fault('INCOMPATIBLE_STATE', message, { field: 'path:scrubId', limit });
}
