import { type EpochMs, parseInstant } from '../../core/time.ts';
import { BlockOrder } from '../../scrub/block-order.ts';
import { BlockPlaces } from '../../scrub/block-places.ts';
import type { RowOutcome } from '../../scrub/outcome-table.ts';
import { RowSlice, sliceRowsMin } from '../../scrub/row-slice.ts';
import type { ScrubTools } from '../../scrub/scrub-tools.ts';
import type { Actor, OrganisationActor } from '../access/actor.ts';
import { requireOrganisation } from '../access/permission.ts';
import { type EnquiryTerms, enquiryTerms } from '../lookups/enquiry-terms.ts';
import { formatPosition } from '../position.ts';
import type { Registry } from '../registry.ts';
import { changedSince } from './changed-since.ts';
import { type DecidedRows, decidedRows } from './decided-rows.ts';
import { FileDigests } from './file-digests.ts';
import type { RecheckBase, ScrubSummary, ScrubTerms } from './scrub-job.ts';
import { countRows, rowCounts, signedCertificate } from './scrub-summary.ts';
import { SliceDecisions, type WaitForQuota } from './slice-decisions.ts';

export interface RecheckQuestion extends ScrubTerms {
  readonly base: RecheckBase;
  /** As `decidedBytes` made them. */
  readonly decided: AsyncIterable<Uint8Array>;
  /** Takes the next bytes of the file of changes. */
  readonly write: (bytes: Uint8Array) => void | Promise<void>;
  readonly tools: ScrubTools;
  /** Called with the rows so far. */
  readonly onRows: (rows: number) => void;
  readonly onQuota?: WaitForQuota | undefined;
}

/** The columns of a file of changes. `row` counts from 0, without heads and blank lines; `number` has its country code. */
export const changeColumns = [
  'row',
  'number',
  'decisionBefore',
  'reasonBefore',
  'decision',
  'reason',
  'nextPermittedAt',
  'validUntil',
] as const;

/**
 * Finds the rows of an earlier scrub whose decision or reason is another now. Only those are decided again whose number,
 * sender or asker something was written about since, or whose decision was valid until a time that has passed. The
 * summary is of the whole list as it stands now. Faults as those of `scrubList`.
 */
export async function recheckRows(registry: Registry, actor: Actor, question: RecheckQuestion): Promise<ScrubSummary> {
  const asker = requireOrganisation(actor, 'dnd:lookups:check');
  const startedAt = registry.now();
  const terms = registry.atOneMoment(() => enquiryTerms({ ...registry, now: () => startedAt }, asker, question));
  const digests = new FileDigests(['changed'], question.tools);
  const recheck = new Recheck(registry, asker, terms, question, digests);
  const { outcomes } = recheck.decisions;
  try {
    await recheck.run();
  } finally {
    countRows(registry, asker, terms, outcomes);
  }
  const decidedAgain = outcomes.rows().reduce((sum, [, rows]) => sum + rows, 0);
  outcomes.addCounted(recheck.unchanged());
  const { base } = question;
  const position = formatPosition(registry.shard.logId, recheck.position);
  const summary: ScrubSummary = {
    ...base.summary,
    rows: { ...rowCounts(outcomes), duplicates: base.summary.rows.duplicates },
    reasons: outcomes.reasons(),
    position,
    policy: registry.policy.id,
    recheck: { since: base.summary.position, decidedAgain, changed: recheck.changed },
  };
  const files = { ...digests.done(), input: base.input };
  return { ...summary, certificate: await signedCertificate(registry, asker, terms, startedAt, summary, files) };
}

class Recheck {
  readonly decisions: SliceDecisions;
  /** Of the log; everything before it is reflected. */
  readonly position: number;
  changed: number = 0;
  readonly #question: RecheckQuestion;
  readonly #digests: FileDigests;
  readonly #places: BlockPlaces;
  readonly #mayDiffer: (number: number) => boolean;
  readonly #now: EpochMs;
  readonly #unchanged = new Map<string, number>();
  readonly #slice = new RowSlice(sliceRowsMin);
  readonly #byBlock = new BlockOrder();
  /** Of each row of the slice: its place in the list, and what it was decided as. */
  #rows: { readonly row: number; readonly before: RowOutcome }[] = [];

  constructor(
    registry: Registry,
    asker: OrganisationActor,
    terms: EnquiryTerms,
    question: RecheckQuestion,
    digests: FileDigests,
  ) {
    this.decisions = new SliceDecisions(registry, asker, terms);
    this.#question = question;
    this.#digests = digests;
    this.#places = new BlockPlaces(registry.policy, '');
    this.#now = registry.now();
    this.position = registry.store.head();
    const { position, policy } = question.base.summary;
    const differs = changedSince(registry, asker, terms, position);
    this.#mayDiffer = policy === registry.policy.id ? (differs as (number: number) => boolean) : () => true;
  }

  /** Of the rows that were not decided again, by `ALLOW/DEFAULT`. */
  unchanged(): readonly (readonly [key: string, rows: number])[] {
    return [...this.#unchanged];
  }

  async run(): Promise<void> {
    await this.#write(`${changeColumns.join(',')}\n`);
    let first = 0;
    for await (const rows of decidedRows(this.#question.decided)) {
      await this.#take(rows, first);
      first += rows.numbers.length;
      this.#question.onRows(first);
    }
    await this.#decide();
  }

  async #take({ numbers, places, outcomes }: DecidedRows, first: number): Promise<void> {
    const counts = new Uint32Array(outcomes.length);
    const stillValid = outcomes.map(({ decision, validUntil }) => {
      if (decision === 'REJECTED') return true;
      return decision !== 'UNAVAILABLE' && (parseInstant(validUntil) ?? 0) > this.#now;
    });
    for (let at = 0; at < numbers.length; at++) {
      const number = numbers[at] as number;
      const place = places[at] as number;
      if (number === 0 || (stillValid[place] && !this.#mayDiffer(number))) {
        counts[place] = (counts[place] as number) + 1;
        continue;
      }
      this.#add(number, first + at, outcomes[place] as RowOutcome);
      if (this.#slice.isFull) await this.#decide();
    }
    for (const [place, { decision, reason }] of outcomes.entries()) {
      const rows = counts[place] as number;
      const key = `${decision}/${reason}`;
      if (rows > 0) this.#unchanged.set(key, (this.#unchanged.get(key) ?? 0) + rows);
    }
  }

  #add(number: number, row: number, before: RowOutcome): void {
    const slice = this.#slice;
    this.#places.find(number as never);
    slice.numbers[slice.count] = number;
    slice.places[slice.count] = this.#places.place;
    slice.count += 1;
    this.#rows.push({ row, before });
  }

  async #decide(): Promise<void> {
    const slice = this.#slice;
    const asked = slice.numbers.slice(0, slice.count);
    this.#byBlock.group(slice, this.#places);
    await this.decisions.decideWhenAdmitted(slice, this.#byBlock, this.#question.onQuota);
    const { list } = this.decisions.outcomes;
    const lines: string[] = [];
    for (const [at, { row, before }] of this.#rows.entries()) {
      const { decision, reason, nextPermittedAt, validUntil } = list[slice.outcomes[at] as number] as RowOutcome;
      if (decision === before.decision && reason === before.reason) continue;
      lines.push(
        [row, asked[at], before.decision, before.reason, decision, reason, nextPermittedAt, validUntil].join(),
      );
    }
    this.changed += lines.length;
    this.#rows = [];
    slice.clear();
    this.#places.forgetIfMany();
    if (lines.length > 0) await this.#write(`${lines.join('\n')}\n`);
  }

  async #write(text: string): Promise<void> {
    const bytes = new TextEncoder().encode(text);
    this.#digests.add('changed', bytes);
    await this.#question.write(bytes);
  }
}
