import { Fault } from '../../core/fault.ts';
import { bytesOfBase64url } from '../../receipts/base64url.ts';
import { rowSecretBytes } from '../../receipts/row-salts.ts';
import { isNumberingCountry } from '../../scrub/number-reader.ts';
import type { OutputName, ScrubLayout } from '../../scrub/row-output.ts';
import { withinExpansion } from '../../scrub/scrub-limits.ts';
import { type ListReading, type ReadRows, readRows } from '../../scrub/scrub-rows.ts';
import type { ScrubTools } from '../../scrub/scrub-tools.ts';
import { SeenNumbers } from '../../scrub/seen-numbers.ts';
import { encodedList, withHead } from '../../scrub/text-encoding.ts';
import type { Actor } from '../access/actor.ts';
import { requireOrganisation } from '../access/permission.ts';
import { enquiryTerms } from '../lookups/enquiry-terms.ts';
import { requireCapacity } from '../overload.ts';
import { formatPosition } from '../position.ts';
import type { Registry } from '../registry.ts';
import { decidedBytes } from './decided-rows.ts';
import { FileDigests } from './file-digests.ts';
import { ListOutput, type OutputWriter, outputNames } from './list-output.ts';
import { rowFormOf } from './row-form.ts';
import type { ScrubCheckpoint, ScrubSummary, ScrubTerms } from './scrub-job.ts';
import { countRows, rowCounts, signedCertificate } from './scrub-summary.ts';
import { SliceDecisions, type WaitForQuota } from './slice-decisions.ts';

export interface ScrubQuestion extends ScrubTerms {
  /** A number a line, or columns by comma, semicolon, tab or bar; UTF-8 or UTF-16; as it is or by gzip. */
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
  /** Called when a slice of rows was written: where it rejects, the scrub ends so. */
  readonly onSlice?: ((reached: ScrubReached) => Promise<void>) | undefined;
  /** Goes on with a list of which some slices were written before, in windows as they were then. */
  readonly resumed?: ResumedScrub | undefined;
  readonly onQuota?: WaitForQuota | undefined;
  /** Takes what the rows were decided as, for `recheckRows`. */
  readonly onDecided?: ((bytes: Uint8Array) => void) | undefined;
  /** Bytes looked at together, 2 MiB where absent: with fewer, answers begin sooner. The same comes out. */
  readonly windowBytes?: number | undefined;
  /** See `ListReading`. */
  readonly withoutQuickPath?: boolean | undefined;
}

export interface ScrubReached {
  readonly rows: number;
  /** To be asked for before the next slice is decided. */
  checkpoint(): ScrubCheckpoint;
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
  const reading = listReading(registry, question);
  const from = question.resumed?.from;
  const startedAt = from?.startedAt ?? registry.now();
  const terms = registry.atOneMoment(() => enquiryTerms({ ...registry, now: () => startedAt }, asker, question));
  const decisions = new SliceDecisions(registry, asker, terms);
  const { outcomes } = decisions;
  const digests = digestsFor(registry, question);
  if (question.resumed !== undefined) await restore(question.resumed, decisions, digests, question.layout);
  const list = await encodedList(await plainBytes(question, digests));
  const output = new ListOutput(question.layout, list, question.write, digests);
  const repeated = new RepeatedNumbers();
  let slices = 0;
  const reached = (): ScrubReached => {
    const { windowBytes } = reading;
    const at = { startedAt, windowBytes, slices, rows: repeated.rows, position: decisions.position };
    return { rows: at.rows, checkpoint: () => ({ ...at, outcomes: outcomes.rows(), rowProofs: digests?.rowProofs() }) };
  };
  let isSuspended = false;
  try {
    const { blankLines } = await readRows(list.bytes, reading, async (read) => {
      repeated.count(read);
      slices += 1;
      if (from !== undefined && slices <= from.slices) {
        if (slices === from.slices && repeated.rows !== from.rows) throw new CheckpointMismatch();
        return output.pass(read);
      }
      digests?.rowsAre(rowFormOf(read.form, reading.country));
      await decisions.decideWhenAdmitted(read.slice, read.cells.places.size, question.onQuota);
      await output.write(read, outcomes);
      question.onDecided?.(decidedBytes(read.slice, outcomes));
      await question.onSlice?.(reached());
    });
    if (from !== undefined && slices < from.slices) throw new CheckpointMismatch();
    const position = formatPosition(registry.shard.logId, decisions.position ?? registry.store.head());
    const summary = {
      rows: { ...rowCounts(outcomes), duplicates: repeated.duplicates },
      reasons: outcomes.reasons(),
      duplicatesAreAll: repeated.areAll,
      blankLines,
      position,
      policy: registry.policy.id,
    };
    if (digests === undefined) return summary;
    return {
      ...summary,
      certificate: await signedCertificate(registry, asker, terms, startedAt, summary, digests.done()),
    };
  } catch (error) {
    isSuspended = error instanceof ScrubSuspended || error instanceof CheckpointMismatch;
    throw error;
  } finally {
    if (!isSuspended) countRows(registry, asker, terms, outcomes);
  }
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
  decisions.position = from.position;
  if (from.rowProofs !== undefined) digests?.rowsAre(from.rowProofs.form, from.rowProofs.trees);
  for (const name of outputNames(layout)) {
    for await (const bytes of written(name)) digests?.addOutput(name, bytes);
  }
}

function listReading({ policy }: Registry, question: ScrubQuestion): ListReading {
  const { country = policy.jurisdiction, column, tools, resumed, withoutQuickPath } = question;
  const windowBytes = resumed?.from.windowBytes ?? question.windowBytes ?? windowBytesUsual;
  if (!isNumberingCountry(country)) {
    throw new Fault('INVALID_ARGUMENT', 'no such country', { field: 'country', limit: 'ISO 3166-1, two capitals' });
  }
  const { recordParserOf } = tools;
  return { policy, country, column, recordParserOf, windowBytes, withoutQuickPath };
}

const gzipMark = [0x1f, 0x8b] as const;

/** What a list says, once it is expanded; the digests are of what was given. */
async function plainBytes(
  { bytes, tools }: ScrubQuestion,
  digests: FileDigests | undefined,
): Promise<AsyncIterable<Uint8Array>> {
  let bytesRead = 0;
  async function* given(): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      bytesRead += chunk.length;
      digests?.addInput(chunk);
      yield chunk;
    }
  }
  const { head, rest } = await withHead(given(), gzipMark.length);
  async function* whole(): AsyncGenerator<Uint8Array> {
    if (head.length > 0) yield head;
    yield* rest;
  }
  const isCompressed = gzipMark.every((byte, at) => head[at] === byte);
  return isCompressed ? withinExpansion(tools.gunzip(whole()), () => bytesRead) : whole();
}

/** Counts rows, and those whose number an earlier one has. */
class RepeatedNumbers {
  rows: number = 0;
  duplicates: number = 0;
  readonly #seen = new SeenNumbers();

  get areAll(): boolean {
    return this.#seen.isExact;
  }

  count({ slice: { numbers, count } }: ReadRows): void {
    this.rows += count;
    for (let row = 0; row < count; row++) {
      const number = numbers[row] as number;
      if (number > 0 && this.#seen.saw(number)) this.duplicates += 1;
    }
  }
}
