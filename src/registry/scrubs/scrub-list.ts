import { Fault } from '../../core/fault.ts';
import type { EpochMs } from '../../core/time.ts';
import { bytesOfBase64url } from '../../receipts/base64url.ts';
import { rowSecretBytes } from '../../receipts/row-salts.ts';
import { type ReadSlices, readSlices, type SliceReading } from '../../scrub/list-slices.ts';
import { isNumberingCountry } from '../../scrub/number-reader.ts';
import type { OutputName, ScrubLayout } from '../../scrub/row-output.ts';
import type { ScrubTools } from '../../scrub/scrub-tools.ts';
import type { Actor, OrganisationActor } from '../access/actor.ts';
import { requireOrganisation } from '../access/permission.ts';
import { headsAtHand } from '../log-heads.ts';
import { type EnquiryTerms, enquiryTerms } from '../lookups/enquiry-terms.ts';
import { requireCapacity } from '../overload.ts';
import { formatHeads } from '../position.ts';
import type { Registry } from '../registry.ts';
import { decidedBytes } from './decided-rows.ts';
import { FileDigests } from './file-digests.ts';
import { ListOutput, type OutputWriter, outputNames } from './list-output.ts';
import { rowFormOf } from './row-form.ts';
import { keptPosition, type ScrubCheckpoint, type ScrubSummary, type ScrubTerms } from './scrub-job.ts';
import { countRows, rowCounts, signedCertificate } from './scrub-summary.ts';
import { SliceDecisions, type WaitForQuota } from './slice-decisions.ts';

export interface ScrubQuestion extends ScrubTerms {
  /** A number a line, or columns by comma, semicolon, tab or bar; UTF-8 or UTF-16; as it is or by gzip. See `readSlices`. */
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly layout: ScrubLayout;
  readonly write: OutputWriter;
  readonly tools: ScrubTools;
  /** Whether to digest what goes in and comes out, and sign it: some nanoseconds a byte. */
  readonly certified: boolean;
  /**
   * Where single rows shall be shown later, by a certificate that has a tree over the rows of each output: base64url of
   * `rowSecretBytes` random bytes, which all salts come from. Some microseconds a row.
   */
  readonly rowSecret?: string | undefined;
  /** At the console nobody is watched for walks through the number space: whoever has the folder has the numbers. */
  readonly isAtConsole?: boolean | undefined;
  /** Called when a slice of rows was written: where it rejects, the scrub ends so. */
  readonly onSlice?: ((reached: ScrubReached) => Promise<void>) | undefined;
  /** Goes on with a list of which some slices were written before, in windows as they were then. */
  readonly resumed?: ResumedScrub | undefined;
  readonly onQuota?: WaitForQuota | undefined;
  /** Takes what the rows were decided as, for `recheckRows`. */
  readonly onDecided?: ((bytes: Uint8Array) => void | Promise<void>) | undefined;
  /** Bytes looked at together, 2 MiB where absent: with fewer, answers begin sooner. The same comes out. */
  readonly windowBytes?: number | undefined;
  /** See `ListReading`. Of a list that is never resumed: it would be cut otherwise then. */
  readonly firstWindowBytes?: number | undefined;
  /** Reads the list instead, whose `bytes` are then left alone. */
  readonly readSlices?: ReadSlices | undefined;
  /** See `ListReading`. */
  readonly withoutQuickPath?: boolean | undefined;
}

export interface ScrubReached<Checkpoint = ScrubCheckpoint> {
  readonly rows: number;
  /** To be asked for before the next slice is decided. */
  checkpoint(): Checkpoint;
}

export interface ResumedScrub {
  readonly from: ScrubCheckpoint;
  /** What was written by then. */
  readonly written: (name: OutputName) => AsyncIterable<Uint8Array>;
}

/** A list that is not the one of the checkpoint, or is cut otherwise by another version: it has to begin anew. */
export class CheckpointMismatch extends Error {
  override readonly name = 'CheckpointMismatch';
}

/** Ends a scrub that is to go on later: its rows are counted then. */
export class ScrubSuspended extends Error {
  override readonly name = 'ScrubSuspended';
}

const windowBytesUsual = 2 ** 21;

/**
 * Decides every row of a list, whatever its length, in bounded memory. A row that is no enquiry is REJECTED, one whose
 * number cannot be looked at now UNAVAILABLE. Fault PAYLOAD_TOO_LARGE for what breaks a limit of `scrubLimits`,
 * INVALID_ARGUMENT for what cannot be read as rows, QUOTA_EXCEEDED: what was written by then is not the answer.
 */
export async function scrubList(registry: Registry, actor: Actor, question: ScrubQuestion): Promise<ScrubSummary> {
  const asker = requireOrganisation(actor, 'dnd:lookups:check');
  requireCapacity(registry, question.messageClass);
  const reading = await listReading(registry, question);
  const from = question.resumed?.from;
  const startedAt = from?.startedAt ?? registry.now();
  const { terms, position: now } = await termsOfList(registry, asker, question, startedAt);
  const position = keptPosition(registry.logId, from) ?? now;
  const decisions = new SliceDecisions(registry, asker, terms, {
    isWatched: question.isAtConsole !== true,
    giveWay: question.tools.giveWay,
  });
  const { outcomes } = decisions;
  const { readSlices: read = readSlices } = question;
  const digests = digestsFor(registry, question);
  if (question.resumed !== undefined) await restore(question.resumed, decisions, digests, question.layout);
  const output = new ListOutput(question.layout, question.write, digests, question.tools.giveWay);
  let rows = 0;
  let duplicates = 0;
  let slices = 0;
  const reached = (): ScrubReached => {
    const { windowBytes } = reading;
    const at = { startedAt, windowBytes, slices, rows, position };
    return { rows, checkpoint: () => ({ ...at, outcomes: outcomes.rows(), rowProofs: digests?.rowProofs() }) };
  };
  let isSuspended = false;
  try {
    const { blankLines, repeatedAreAll, digest } = await read(question.bytes, reading, async (slice) => {
      rows += slice.rows.count;
      duplicates += slice.repeated;
      slices += 1;
      if (from !== undefined && slices <= from.slices) {
        if (slices === from.slices && rows !== from.rows) throw new CheckpointMismatch();
        return output.pass(slice);
      }
      digests?.rowsAre(rowFormOf(slice, reading.country));
      await decisions.decideWhenAdmitted(slice.rows, slice.byBlock, question.onQuota);
      await output.write(slice, outcomes);
      await question.onDecided?.(decidedBytes(slice.rows, outcomes));
      await question.onSlice?.(reached());
    });
    if (from !== undefined && slices < from.slices) throw new CheckpointMismatch();
    const summary = {
      rows: { ...rowCounts(outcomes), duplicates },
      reasons: outcomes.reasons(),
      duplicatesAreAll: repeatedAreAll,
      blankLines,
      position,
      policy: registry.policy.id,
    };
    if (digests === undefined || digest === undefined) return summary;
    const files = { input: digest, ...digests.done() };
    return { ...summary, certificate: await signedCertificate(registry, asker, terms, startedAt, summary, files) };
  } catch (error) {
    isSuspended = error instanceof ScrubSuspended || error instanceof CheckpointMismatch;
    throw error;
  } finally {
    if (!isSuspended) countRows(registry, asker, terms, outcomes);
  }
}

/** With the positions that they reflect the logs up to: rows that are decided on them later reflect no less. */
export async function termsOfList(
  registry: Registry,
  asker: OrganisationActor,
  words: ScrubTerms,
  startedAt: EpochMs,
): Promise<{ readonly terms: EnquiryTerms; readonly position: string }> {
  const { terms, head } = registry.atOneMoment((directoryHead) => ({
    head: directoryHead,
    terms: enquiryTerms({ ...registry, now: () => startedAt }, asker, words),
  }));
  return { terms, position: formatHeads(await headsAtHand(registry, head)) };
}

function digestsFor(
  { receipts: { sha256 } }: Registry,
  { certified, rowSecret: secretText, layout, tools }: ScrubQuestion,
): FileDigests | undefined {
  if (!certified) return undefined;
  const names = outputNames(layout);
  if (secretText === undefined) return new FileDigests(names, tools);
  const rowSecret = bytesOfBase64url(secretText, rowSecretBytes);
  if (rowSecret === undefined) throw new TypeError('not a secret of row proofs');
  return new FileDigests(names, tools, { names, rowSecret, sha256 });
}

async function restore(
  { from, written }: ResumedScrub,
  decisions: SliceDecisions,
  digests: FileDigests | undefined,
  layout: ScrubLayout,
): Promise<void> {
  decisions.outcomes.addCounted(from.outcomes);
  if (from.rowProofs !== undefined) digests?.rowsAre(from.rowProofs.form, from.rowProofs.trees);
  for (const name of outputNames(layout)) {
    for await (const bytes of written(name)) digests?.add(name, bytes);
  }
}

async function listReading({ policy }: Registry, question: ScrubQuestion): Promise<SliceReading> {
  const { country = policy.jurisdiction, column, tools, resumed, firstWindowBytes, withoutQuickPath } = question;
  const windowBytes = resumed?.from.windowBytes ?? question.windowBytes ?? windowBytesUsual;
  if (!(await isNumberingCountry(policy, country))) {
    throw new Fault('INVALID_ARGUMENT', 'no such country', { field: 'country', limit: 'ISO 3166-1, two capitals' });
  }
  const { recordParserOf, giveWay } = tools;
  const digested = question.certified;
  const windows = { windowBytes, firstWindowBytes };
  return { policy, country, column, recordParserOf, giveWay, ...windows, withoutQuickPath, tools, digested };
}
