import { Fault } from '../../../core/fault.ts';
import type { Actor } from '../../access/actor.ts';
import type { Registry } from '../../registry.ts';
import { proposalOf, type ReplayTerms } from './proposal.ts';
import { type ReplayResult, runReplay } from './run-replay.ts';

/** Compares a proposed law without a job, for the console alone, which has all that is counted in hand anyway. */
export async function replayAtOnce(
  registry: Registry,
  actor: Actor,
  terms: ReplayTerms,
  onShare: (share: number) => void,
): Promise<ReplayResult> {
  if (actor.kind !== 'CONSOLE') throw new Fault('PERMISSION_DENIED', 'this is for the console: start a replay');
  const proposal = await proposalOf(registry, terms);
  return runReplay(registry, proposal, {
    onShare: (share) => {
      onShare(share);
      return undefined;
    },
  });
}
