import { Fault } from '../../core/fault.ts';
import type { EpochMs } from '../../core/time.ts';
import type { OrganisationActor } from '../access/actor.ts';
import type { Registry } from '../registry.ts';
import type { ScrubState } from './scrub-desk.ts';
import type { ScrubJob, ScrubStatus } from './scrub-job.ts';
import { scrubJobLimits } from './scrub-job-limits.ts';

/** A job of an organisation, and how it stands. */
export interface OwnScrub {
  readonly job: ScrubJob;
  readonly state: ScrubState;
  readonly status: ScrubStatus;
  readonly expiresAt: EpochMs;
}

/** Fault NOT_FOUND, the same for another organisation's as for none. */
export function ownScrub({ scrubs, now }: Registry, { organisationId }: OrganisationActor, scrubId: string): OwnScrub {
  const job = scrubs.files.job(scrubId);
  if (job === undefined || job.form === 'LIST' || job.organisationId !== organisationId) {
    throw new Fault('NOT_FOUND', 'there is no such scrub', { field: 'path:scrubId' });
  }
  return scrubAsItStands(job, scrubs.files.state(scrubId), now());
}

export function scrubAsItStands(job: ScrubJob, state: ScrubState, now: EpochMs): OwnScrub {
  const expiresAt = (state.end?.endedAt ?? state.cancelledAt ?? job.createdAt) + scrubJobLimits.keptMs;
  return { job, state, status: statusOf(job, state, now >= expiresAt), expiresAt };
}

function statusOf({ form }: ScrubJob, state: ScrubState, hasExpired: boolean): ScrubStatus {
  const { cancelledAt, end, inputIsComplete, isClaimed } = state;
  if (hasExpired && !isClaimed) return 'EXPIRED';
  if (cancelledAt !== undefined) return 'CANCELLED';
  if (end !== undefined) return end.status;
  // Its client was cut off with the process that answered it.
  if (form === 'STREAMED') return isClaimed ? 'RUNNING' : 'FAILED';
  if (!inputIsComplete) return 'UPLOADING';
  return isClaimed ? 'RUNNING' : 'QUEUED';
}
