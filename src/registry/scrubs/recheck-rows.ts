import { Fault } from '../../core/fault.ts';
import type { Actor } from '../access/actor.ts';
import { requireOrganisation } from '../access/permission.ts';
import type { Registry } from '../registry.ts';
import { changedSince } from './changed-since.ts';
import { FileDigests } from './file-digests.ts';
import { type RecheckQuestion, RowComparison } from './row-comparison.ts';
import { keptPosition, type ScrubSummary } from './scrub-job.ts';
import { ScrubSuspended, termsOfList } from './scrub-list.ts';
import { countRows, signedCertificate } from './scrub-summary.ts';
import { SliceDecisions } from './slice-decisions.ts';

/**
 * Finds the rows of an earlier scrub whose decision or reason is another now. Only those are decided again whose number,
 * sender or asker something was written about since, or whose decision was valid until a time that has passed; all of
 * them where the clock is behind that scrub. The summary is of the whole list as it stands now. Faults as those of
 * `scrubList`, and INCOMPATIBLE_STATE where the policy is another.
 */
export async function recheckRows(registry: Registry, actor: Actor, question: RecheckQuestion): Promise<ScrubSummary> {
  const asker = requireOrganisation(actor, 'dnd:lookups:check');
  const { base, resumed } = question;
  requireSamePolicy(registry, base.summary);
  const startedAt = resumed?.from.startedAt ?? registry.now();
  // First the terms, then what changed: a change in between is looked at for nothing, not overlooked.
  const { terms, position: now } = await termsOfList(registry, asker, question, startedAt);
  const differs = await changedSince(registry, asker, terms, base.summary.position);
  const position = keptPosition(registry.logId, resumed?.from) ?? now;
  const at = { startedAt, position };
  const digests = new FileDigests(['changed'], question.tools);
  for await (const bytes of resumed?.written ?? []) digests.add('changed', bytes);
  const comparison = new RowComparison(registry, {
    decisions: new SliceDecisions(registry, asker, terms, { giveWay: question.tools.giveWay }),
    mayDiffer: startedAt < base.startedAt ? () => true : differs,
    question,
    digests,
    at,
  });
  let isSuspended = false;
  try {
    await comparison.run();
  } catch (error) {
    isSuspended = error instanceof ScrubSuspended;
    throw error;
  } finally {
    if (!isSuspended) countRows(registry, asker, terms, comparison.outcomes);
  }
  const summary: ScrubSummary = { ...base.summary, ...comparison.counted(), position };
  const files = { ...digests.done(), input: base.input };
  return { ...summary, certificate: await signedCertificate(registry, asker, terms, startedAt, summary, files) };
}

/** Rows that were outside the plan of another policy are kept without what was written in them. Fault INCOMPATIBLE_STATE. */
export function requireSamePolicy({ policy: { id } }: Pick<Registry, 'policy'>, { policy }: ScrubSummary): void {
  if (policy === id) return;
  throw new Fault('INCOMPATIBLE_STATE', 'the policy is another now: recheck all rows', {
    field: 'path:scrubId',
    limit: `policy ${id}`,
  });
}
