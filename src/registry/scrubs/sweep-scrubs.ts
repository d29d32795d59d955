import type { Registry } from '../registry.ts';
import { scrubAsItStands } from './own-scrub.ts';
import { scrubJobLimits } from './scrub-job-limits.ts';

/** Deletes lists and results whose time is over, and later what is known of them. Open to whoever runs the registry. */
export async function sweepScrubs({ scrubs: { files }, now }: Pick<Registry, 'scrubs' | 'now'>): Promise<void> {
  for (const job of files.jobs()) {
    // Nothing expires earlier than it was opened: most need not be looked at.
    if (now() < job.createdAt + scrubJobLimits.keptMs) continue;
    if (job.form === 'LIST') {
      await files.remove(job.scrubId);
      continue;
    }
    const state = files.state(job.scrubId);
    const { status, expiresAt } = scrubAsItStands(job, state, now());
    if (status !== 'EXPIRED') continue;
    if (now() >= expiresAt + scrubJobLimits.expiredKeptMs) await files.remove(job.scrubId);
    else await files.dropBytes(job.scrubId, 'ALL');
  }
}
