import { Fault } from '../../core/fault.ts';
import type { PeriodId } from '../../core/statistics/release.ts';
import type { Actor } from '../access/actor.ts';
import type { Registry } from '../registry.ts';
import { duePeriods, makeRelease } from './make-release.ts';

/** Makes every release that is due; resolves to those that this process wrote, which leaves what others wrote first. */
export async function releaseDuePeriods(registry: Registry, actor: Actor): Promise<readonly PeriodId[]> {
  const written: PeriodId[] = [];
  for (const { id } of duePeriods(registry)) {
    try {
      await makeRelease(registry, actor, { period: id, dryRun: false });
      written.push(id);
    } catch (error) {
      if (!(error instanceof Fault && error.code === 'ALREADY_EXISTS')) throw error;
    }
  }
  return written;
}
