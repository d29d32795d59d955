import type { EnquiryOutcome } from '../../core/statistics/use-keys.ts';
import { type RowCounts, receiptTimes } from '../../receipts/receipt-payload.ts';
import { type ScrubCertificate, scrubCertificate } from '../../receipts/scrub-certificate.ts';
import type { OutcomeTable } from '../../scrub/outcome-table.ts';
import type { OrganisationActor } from '../access/actor.ts';
import type { EnquiryTerms } from '../lookups/enquiry-terms.ts';
import { enquiryFacts } from '../lookups/look-up.ts';
import type { Registry } from '../registry.ts';
import type { SignedOutputs } from './file-digests.ts';
import { requireEveryRow } from './output-trees.ts';
import type { ScrubSummary } from './scrub-job.ts';

export function rowCounts(outcomes: OutcomeTable): RowCounts {
  const allowed = outcomes.total('ALLOW');
  const blocked = outcomes.total('BLOCK');
  const rejected = outcomes.total('REJECTED');
  const unavailable = outcomes.total('UNAVAILABLE');
  return { count: allowed + blocked + rejected + unavailable, allowed, blocked, rejected, unavailable };
}

/** Adds the rows to the registry's counters, with the outcomes that those of batches have. */
export function countRows(
  registry: Registry,
  asker: OrganisationActor,
  { category, channel }: EnquiryTerms,
  outcomes: OutcomeTable,
): void {
  const asked = { call: 'SCRUB', asker, category, channel, at: registry.now() } as const;
  for (const [key, rows] of outcomes.rows()) {
    const outcome = key.startsWith('REJECTED') ? 'REJECTED' : key.startsWith('UNAVAILABLE') ? 'UNAVAILABLE' : key;
    registry.counts.asked(asked, outcome as EnquiryOutcome, rows);
  }
}

/** The certificate of a scrub that began at `startedAt`: what came later may bind what comes later. */
export async function signedCertificate(
  { issuer, policy, receipts }: Registry,
  { organisationId }: OrganisationActor,
  terms: EnquiryTerms,
  startedAt: number,
  { rows, reasons, position, recheck }: ScrubSummary,
  files: SignedOutputs & Pick<ScrubCertificate, 'input'>,
): Promise<string> {
  requireEveryRow(files.outputs, rows);
  return receipts.sign(
    'dnd-receipt+jwt',
    scrubCertificate({
      iss: issuer,
      aud: organisationId,
      brand: terms.brand,
      ...receiptTimes(startedAt, policy.clocks.checkValidForSec),
      enquiry: enquiryFacts(terms),
      rows,
      reasons,
      ...files,
      since: recheck?.since,
      position,
      policy: policy.id,
    }),
  );
}
