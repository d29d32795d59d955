import { Fault } from '../../../core/fault.ts';
import type { Actor } from '../../access/actor.ts';
import { requireOrganisation } from '../../access/permission.ts';
import type { Registry } from '../../registry.ts';
import { type OwnReplay, openReplayOf, ownReplay } from './replay-job.ts';
import type { ReplayResult } from './run-replay.ts';

interface Asked {
  readonly replayId: string;
}

/** One of the asker's own. Fault NOT_FOUND. */
export function readReplay(registry: Registry, actor: Actor, { replayId }: Asked): OwnReplay {
  const asker = requireOrganisation(actor, 'dnd:statistics:read');
  return ownReplay(registry, asker, replayId);
}

/** The asker's replay that has not ended; an organisation has at most one. */
export function unendedReplay(registry: Registry, actor: Actor): OwnReplay | undefined {
  const asker = requireOrganisation(actor, 'dnd:statistics:read');
  const open = openReplayOf(registry, asker.organisationId);
  return open && ownReplay(registry, asker, open.job.replayId);
}

/** Fault NOT_FOUND, INCOMPATIBLE_STATE where it is not completed. */
export function readReplayResult(registry: Registry, actor: Actor, { replayId }: Asked): ReplayResult {
  const asker = requireOrganisation(actor, 'dnd:statistics:read');
  const { status, result } = ownReplay(registry, asker, replayId);
  if (result !== undefined) return result;
  throw new Fault('INCOMPATIBLE_STATE', `the replay is not completed: it is ${status}`, {
    field: 'path:replayId',
    limit: 'COMPLETED',
  });
}
