import { Fault } from '../../core/fault.ts';
import type { FileDigest } from '../../receipts/scrub-certificate.ts';
import type { Actor } from '../access/actor.ts';
import { requireOrganisation } from '../access/permission.ts';
import type { Registry } from '../registry.ts';
import { recordScrub, requireRoomForJob } from './open-scrub.ts';
import { type OwnScrub, ownScrub } from './own-scrub.ts';
import { requireSamePolicy } from './recheck-rows.ts';
import type { RecheckBase } from './scrub-job.ts';
import { requireStorage, storedBytesOf } from './upload-scrub-input.ts';

export interface RecheckInput {
  readonly scrubId: string;
  /** CHANGES: only the rows that are decided otherwise now. Absent: all rows, as the first time. */
  readonly layout?: 'CHANGES' | undefined;
}

/**
 * Opens a job that decides the list of another one anew, on the same terms, without it being sent again. Fault
 * NOT_FOUND where the list is kept no more, INCOMPATIBLE_STATE where it is not complete yet, or where changes are asked
 * for and it is not decided, or by another policy, QUOTA_EXCEEDED; what is wrong with the terms by now as `openScrub`.
 */
export async function recheckScrub(
  registry: Registry,
  actor: Actor,
  { scrubId, layout: asked }: RecheckInput,
): Promise<OwnScrub> {
  const asker = requireOrganisation(actor, 'dnd:lookups:check');
  const own = ownScrub(registry, asker, scrubId);
  requireKept(own);
  const { end, inputBytes } = own.state;
  const base = asked === undefined ? undefined : await baseOf(registry, own);
  const bytes = base !== undefined && end?.status === 'COMPLETED' ? (end.results.decided ?? 0) : inputBytes;
  requireRoomForJob(registry, asker);
  requireStorage(storedBytesOf(registry, asker) + bytes);
  const { terms, layout, rowSecret, mediaType, name } = own.job;
  const job = { form: 'JOB', terms, layout, mediaType, name, recheckOf: scrubId } as const;
  const opened = await recordScrub(
    registry,
    asker,
    base === undefined ? { ...job, rowProofs: rowSecret !== undefined } : { ...job, layout: 'CHANGES', base },
    { inputOf: scrubId, what: base === undefined ? 'INPUT' : 'DECIDED' },
  ).catch(ofScrub);
  registry.scrubs.wake();
  return opened;
}

/** Whether the list of a scrub can be decided anew. Fault NOT_FOUND, INCOMPATIBLE_STATE. */
export function requireKept({ job, state, status }: OwnScrub): void {
  if (job.form !== 'JOB' || status === 'CANCELLED' || status === 'EXPIRED') {
    throw new Fault('NOT_FOUND', 'the list of the scrub is not kept', { field: 'path:scrubId' });
  }
  if (job.layout === 'CHANGES')
    throw wrongState('the scrub is a recheck: compare with the one it rechecks', 'no recheck');
  if (!state.inputIsComplete) throw wrongState('the list is not complete', 'not UPLOADING');
}

async function baseOf(registry: Registry, { state: { end }, status }: OwnScrub): Promise<RecheckBase> {
  const { receipts, now } = registry;
  if (end?.status !== 'COMPLETED') throw wrongState(`the scrub is not completed: it is ${status}`, 'COMPLETED');
  const { summary, results, startedAt } = end;
  // An older version kept the list alone.
  if (results.decided === undefined || summary.certificate === undefined) {
    throw wrongState('what its rows were decided as was not kept: recheck all rows', 'no layout');
  }
  requireSamePolicy(registry, summary);
  const { payload } = await receipts.verify('dnd-receipt+jwt', summary.certificate, now());
  const input = payload?.['input'];
  if (input === undefined) throw wrongState('the certificate of the scrub cannot be checked any more', 'a known key');
  return { startedAt, summary, input: input as FileDigest };
}

/** The terms are those of the scrub that is named: the request has no fields for them. */
function ofScrub(error: unknown): never {
  if (!(error instanceof Fault) || error.field === undefined) throw error;
  const { code, message, limit } = error;
  throw new Fault(code, message, { field: 'path:scrubId', ...(limit === undefined ? {} : { limit }), cause: error });
}

function wrongState(message: string, limit: string): Fault {
  return new Fault('INCOMPATIBLE_STATE', message, { field: 'path:scrubId', limit });
}
