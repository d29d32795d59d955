import { Fault } from '../../core/fault.ts';
import { secondMs } from '../../core/time.ts';
import type { Actor } from '../access/actor.ts';
import { requireOrganisation } from '../access/permission.ts';
import type { PageInput } from '../page.ts';
import type { Registry } from '../registry.ts';
import { type OwnScrub, ownScrub, scrubAsItStands } from './own-scrub.ts';
import type { ResultName } from './result-name.ts';

/** Of a scrub that is running. */
export interface ScrubProgress {
  readonly rows: number;
  readonly rowsPerSec: number;
  /** Of the list, 0 to 1. */
  readonly share: number;
  /** An estimate; absent where there is nothing to go by yet. */
  readonly remainingSec: number | undefined;
}

/** One of the asker's own. Fault NOT_FOUND. */
export function readScrub(registry: Registry, actor: Actor, { scrubId }: { readonly scrubId: string }): OwnScrub {
  const asker = requireOrganisation(actor, 'dnd:lookups:check');
  return ownScrub(registry, asker, scrubId);
}

/** The asker's own, newest first. */
export function listScrubs(
  registry: Registry,
  actor: Actor,
  { after, limit }: PageInput,
): { readonly items: readonly OwnScrub[]; readonly next?: string } {
  const asker = requireOrganisation(actor, 'dnd:lookups:check');
  const { files } = registry.scrubs;
  const own = files
    .jobs()
    .filter((job) => job.form !== 'LIST')
    .filter(({ organisationId, scrubId }) => organisationId === asker.organisationId && (!after || scrubId < after));
  const items = own.slice(0, limit).map((job) => scrubAsItStands(job, files.state(job.scrubId), registry.now()));
  const next = own.length > limit ? items.at(-1)?.job.scrubId : undefined;
  return { items, ...(next === undefined ? {} : { next }) };
}

export interface ScrubResult {
  readonly own: OwnScrub;
  readonly bytes: number;
  /** The bytes from `from` on, before `to`. */
  read(from: number, to: number): AsyncIterable<Uint8Array>;
}

/** A result of a job that is completed. Fault NOT_FOUND where there is none of the name, INCOMPATIBLE_STATE. */
export function readScrubResult(
  registry: Registry,
  actor: Actor,
  { scrubId, name }: { readonly scrubId: string; readonly name: ResultName },
): ScrubResult {
  const asker = requireOrganisation(actor, 'dnd:lookups:check');
  const own = ownScrub(registry, asker, scrubId);
  const { end } = requireCompleted(own).state;
  const bytes = end?.status === 'COMPLETED' && own.job.form === 'JOB' ? end.results[name] : undefined;
  if (bytes === undefined) {
    throw new Fault('NOT_FOUND', 'the scrub has no such result', { field: 'path:name' });
  }
  return { own, bytes, read: (from, to) => registry.scrubs.files.result(scrubId, name, from, to) };
}

/** The signed certificate of a scrub that is completed, for as long as its record is kept. */
export function readScrubCertificate(
  registry: Registry,
  actor: Actor,
  { scrubId }: { readonly scrubId: string },
): string {
  const asker = requireOrganisation(actor, 'dnd:lookups:check');
  const own = ownScrub(registry, asker, scrubId);
  const { end } = (own.status === 'EXPIRED' ? own : requireCompleted(own)).state;
  const certificate = end?.status === 'COMPLETED' ? end.summary.certificate : undefined;
  if (certificate === undefined)
    throw new Fault('NOT_FOUND', 'the scrub has no certificate', { field: 'path:scrubId' });
  return certificate;
}

function requireCompleted(own: OwnScrub): OwnScrub {
  if (own.status === 'COMPLETED') return own;
  if (own.status === 'EXPIRED') throw new Fault('NOT_FOUND', 'the scrub has expired', { field: 'path:scrubId' });
  throw new Fault('INCOMPATIBLE_STATE', `the scrub is not completed: it is ${own.status}`, {
    field: 'path:scrubId',
    limit: 'COMPLETED',
  });
}

/** Undefined where nobody has begun, or it has ended. */
export function progressOf({ state, status }: OwnScrub): ScrubProgress | undefined {
  const { run, inputBytes } = state;
  if (run === undefined || (status !== 'RUNNING' && status !== 'QUEUED')) return undefined;
  const elapsedSec = Math.max(0, run.at - run.since) / secondMs;
  const share = inputBytes === 0 ? 0 : Math.min(1, run.bytesRead / inputBytes);
  const hasRate = elapsedSec > 0 && share > 0;
  return {
    rows: run.rows,
    rowsPerSec: hasRate ? Math.round(run.rows / elapsedSec) : 0,
    share,
    remainingSec: hasRate ? Math.ceil((elapsedSec * (1 - share)) / share) : undefined,
  };
}
