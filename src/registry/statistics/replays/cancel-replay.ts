import { Fault } from '../../../core/fault.ts';
import type { Actor } from '../../access/actor.ts';
import { requireOrganisation } from '../../access/permission.ts';
import type { Registry } from '../../registry.ts';
import { dropOpen, openReplayOf, ownReplay } from './replay-job.ts';

/**
 * Ends a replay, or deletes one that has ended with its result; the trail keeps that it was asked for. Fault NOT_FOUND.
 */
export async function cancelReplay(
  registry: Registry,
  actor: Actor,
  { replayId }: { readonly replayId: string },
): Promise<void> {
  const asker = requireOrganisation(actor, 'dnd:statistics:read');
  const { store, now } = registry;
  ownReplay(registry, asker, replayId);
  // Who runs it writes how far it is: again, if he was quicker.
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const open = openReplayOf(registry, asker.organisationId);
    if (open?.job.replayId !== replayId) break;
    if (await store.putShortRecord(dropOpen(registry, open.job, open.record.version))) return;
  }
  const expected = store.shortRecord('REPLAY_RESULT', replayId, now())?.version;
  if (expected === undefined) throw new Fault('ABORTED', 'the replay is ending: try again', { retryAfterSec: 1 });
  await store.putShortRecord({
    ...{ kind: 'REPLAY_RESULT', id: replayId, expected, body: undefined, expiresAt: 0, now: now() },
  });
}

const attemptsMax = 5;
