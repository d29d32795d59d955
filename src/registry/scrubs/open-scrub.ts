import { Fault } from '../../core/fault.ts';
import { base64url } from '../../receipts/base64url.ts';
import { freshRowSecret } from '../../receipts/row-salts.ts';
import { isNumberingCountry } from '../../scrub/number-reader.ts';
import type { ScrubLayout } from '../../scrub/row-output.ts';
import type { Actor, OrganisationActor } from '../access/actor.ts';
import { requireOrganisation } from '../access/permission.ts';
import { enquiryTerms } from '../lookups/enquiry-terms.ts';
import type { Registry } from '../registry.ts';
import { type OwnScrub, scrubAsItStands } from './own-scrub.ts';
import type { InputSource } from './scrub-desk.ts';
import type { ScrubJob, ScrubTerms } from './scrub-job.ts';
import { scrubJobLimits } from './scrub-job-limits.ts';

export interface OpenScrubInput {
  readonly terms: ScrubTerms;
  readonly layout: ScrubLayout;
  /** Single rows shall be shown later, with the secret of the job. */
  readonly rowProofs?: boolean | undefined;
  readonly mediaType?: string | undefined;
  /** As the asker calls the list. */
  readonly name?: string | undefined;
}

/** Opens a job, for a list that is still to come. Fault INVALID_ARGUMENT for its terms, QUOTA_EXCEEDED. */
export async function openScrub(registry: Registry, actor: Actor, input: OpenScrubInput): Promise<OwnScrub> {
  const asker = requireOrganisation(actor, 'dnd:lookups:check');
  requireRoomForJob(registry, asker);
  return recordScrub(registry, asker, { form: 'JOB', ...input });
}

/** Writes down a scrub with terms that can be asked for now. Fault NOT_FOUND where its source is gone. */
export async function recordScrub(
  registry: Registry,
  asker: OrganisationActor,
  {
    form,
    terms,
    layout,
    rowProofs,
    mediaType,
    name,
    recheckOf,
    base,
  }: Omit<OpenScrubInput, 'layout'> & Pick<ScrubJob, 'form' | 'layout' | 'recheckOf' | 'base'>,
  source?: InputSource,
): Promise<OwnScrub> {
  await requireTerms(registry, asker, terms);
  await forgetOldest(registry, asker);
  const { files } = registry.scrubs;
  const createdAt = registry.now();
  const job: ScrubJob = {
    scrubId: newScrubId(createdAt),
    ...openedBy(asker),
    ...(name === undefined ? {} : { name }),
    form,
    terms,
    layout,
    ...(rowProofs === true ? { rowSecret: base64url(freshRowSecret()) } : {}),
    scopes: asker.scopes,
    mediaType,
    createdAt,
    ...(recheckOf === undefined ? {} : { recheckOf }),
    ...(base === undefined ? {} : { base }),
  };
  await files.create(job, source);
  return scrubAsItStands(job, files.state(job.scrubId), createdAt);
}

/** Whose it is, and who of them opened it. */
export function openedBy({ organisationId, person }: OrganisationActor): Pick<ScrubJob, 'organisationId' | 'openedBy'> {
  return { organisationId, ...(person === undefined ? {} : { openedBy: person }) };
}

async function requireTerms(registry: Registry, asker: OrganisationActor, terms: ScrubTerms): Promise<void> {
  registry.atOneMoment(() => enquiryTerms(registry, asker, terms));
  if (terms.country === undefined || (await isNumberingCountry(registry.policy, terms.country))) return;
  throw new Fault('INVALID_ARGUMENT', 'no such country', { field: 'country', limit: 'ISO 3166-1, two capitals' });
}

export function requireRoomForJob({ scrubs, now }: Registry, { organisationId }: OrganisationActor): void {
  const { openJobsMax } = scrubJobLimits;
  const open = scrubs.files
    .unended()
    .filter((job): job is ScrubJob => job.organisationId === organisationId && job.form === 'JOB')
    .map((job) => scrubAsItStands(job, scrubs.files.state(job.scrubId), now()).status)
    .filter((status) => status === 'UPLOADING' || status === 'QUEUED' || status === 'RUNNING').length;
  if (open < openJobsMax) return;
  throw new Fault('QUOTA_EXCEEDED', 'too many scrubs are open: let them end, or delete some', {
    field: 'header:Authorization',
    limit: `at most ${openJobsMax} open scrubs`,
    retryAfterSec: 60,
  });
}

export async function forgetOldest(
  { scrubs: { files } }: Registry,
  { organisationId }: OrganisationActor,
): Promise<void> {
  const own = files.jobs().filter((job) => job.organisationId === organisationId);
  for (const { scrubId } of own.slice(scrubJobLimits.recordsMax - 1)) {
    const { end, cancelledAt } = files.state(scrubId);
    if (end !== undefined || cancelledAt !== undefined) await files.remove(scrubId);
  }
}

/** Later ones are greater, and nobody guesses one. */
export function newScrubId(at: number): string {
  const random = crypto.getRandomValues(new Uint8Array(16));
  return at.toString(36).padStart(9, '0') + [...random].map((byte) => (byte % 36).toString(36)).join('');
}
