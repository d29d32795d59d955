import { Fault } from '../../../core/fault.ts';
import type { Actor } from '../../access/actor.ts';
import { requireOrganisation } from '../../access/permission.ts';
import { countUses } from '../../access/rate-limits.ts';
import type { Registry } from '../../registry.ts';
import { noteFiguresShown } from '../note-figures-shown.ts';
import { proposalOf, type ReplayTerms } from './proposal.ts';
import { type OpenReplay, type OwnReplay, openReplayOf, ownReplay, putOpen } from './replay-job.ts';
import { replayLimits } from './replay-limits.ts';

/**
 * Opens a replay, which whichever process comes to it runs. Noted in the log before anything is decided, with the
 * proposal's digest. Fault INVALID_ARGUMENT for the proposal, INCOMPATIBLE_STATE while another one of the organisation
 * has not ended, TOO_MANY_REQUESTS.
 */
export async function startReplay(registry: Registry, actor: Actor, terms: ReplayTerms): Promise<OwnReplay> {
  const asker = requireOrganisation(actor, 'dnd:statistics:read');
  const { organisationId } = asker;
  const proposal = await proposalOf(registry, terms);
  if (openReplayOf(registry, organisationId) !== undefined) throw notTwice();
  await countUses(registry, [{ limit: replayLimits.aDay, subject: organisationId }]);
  const createdAt = registry.now();
  const { digest, from, policy } = proposal;
  const replayId = crypto.randomUUID();
  const query = new URLSearchParams({ replayId, proposedPolicyId: policy.id, digest, from });
  await noteFiguresShown(registry, asker, { what: 'REPLAY', query: query.toString() });
  const job: OpenReplay = {
    ...{ replayId, organisationId, createdAt, digest, proposedPolicyId: policy.id },
    ...{ proposal, takenUp: 0, share: 0 },
  };
  if (!(await registry.store.putShortRecord(putOpen(registry, job, 0)))) throw notTwice();
  return ownReplay(registry, asker, replayId);
}

function notTwice(): Fault {
  return new Fault('INCOMPATIBLE_STATE', 'another replay of yours has not ended: wait for it, or delete it', {
    field: 'header:Authorization',
    limit: 'one at a time',
  });
}
