import type { PhoneNumber } from '../../core/phone-number.ts';
import { type EpochMs, parseInstant } from '../../core/time.ts';
import { BlockOrder } from '../../scrub/block-order.ts';
import { BlockPlaces } from '../../scrub/block-places.ts';
import type { OutcomeTable, RowOutcome } from '../../scrub/outcome-table.ts';
import { RowSlice, sliceRowsMin } from '../../scrub/row-slice.ts';
import type { ScrubTools } from '../../scrub/scrub-tools.ts';
import type { Registry } from '../registry.ts';
import { type DecidedRows, decidedRows } from './decided-rows.ts';
import type { FileDigests } from './file-digests.ts';
import type { RecheckBase, RecheckCheckpoint, ScrubSummary, ScrubTerms } from './scrub-job.ts';
import type { ScrubReached } from './scrub-list.ts';
import { rowCounts } from './scrub-summary.ts';
import type { SliceDecisions, WaitForQuota } from './slice-decisions.ts';

export interface RecheckQuestion extends ScrubTerms {
  readonly base: RecheckBase;
  /** As `decidedBytes` made them. */
  readonly decided: AsyncIterable<Uint8Array>;
  /** Takes the next bytes of the file of changes. */
  readonly write: (bytes: Uint8Array) => void | Promise<void>;
  readonly tools: ScrubTools;
  /** Called when rows were looked at and written: where it rejects, the recheck ends so. */
  readonly onSlice?: ((reached: ScrubReached<RecheckCheckpoint>) => Promise<void>) | undefined;
  /** Goes on behind rows that were looked at before. */
  readonly resumed?: ResumedRecheck | undefined;
  readonly onQuota?: WaitForQuota | undefined;
  /** Rows that are decided, and counted against quotas, together. */
  readonly sliceRows?: number | undefined;
}

export interface ResumedRecheck {
  readonly from: RecheckCheckpoint;
  /** What was written by then. */
  readonly written: AsyncIterable<Uint8Array>;
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

export interface ComparisonTerms {
  readonly decisions: SliceDecisions;
  /** Whether a row with this number has to be decided again though its decision still holds. */
  readonly mayDiffer: (number: PhoneNumber) => boolean;
  readonly question: RecheckQuestion;
  readonly digests: FileDigests;
  readonly at: { readonly startedAt: EpochMs; readonly position: string };
}

/** Goes over the rows of an earlier scrub, decides some of them again and writes those that are decided otherwise. */
export class RowComparison {
  readonly outcomes: OutcomeTable;
  readonly #terms: ComparisonTerms;
  readonly #places: BlockPlaces;
  readonly #policyId: string;
  readonly #slice: RowSlice;
  readonly #byBlock = new BlockOrder();
  /** Of each row of the slice: its place in the list, and what it was decided as. */
  #pending: { readonly row: number; readonly before: RowOutcome }[] = [];
  /** Rows that were not decided again, by `ALLOW/DEFAULT`. */
  readonly #unchanged: Map<string, number>;
  #changed: number;
  /** The next row to be looked at. */
  #next: number;

  constructor({ policy }: Registry, terms: ComparisonTerms) {
    const { sliceRows = sliceRowsMin, resumed } = terms.question;
    this.#terms = terms;
    this.#places = new BlockPlaces(policy, '');
    this.#policyId = policy.id;
    this.#slice = new RowSlice(sliceRows);
    this.outcomes = terms.decisions.outcomes;
    if (resumed !== undefined) this.outcomes.addCounted(resumed.from.outcomes);
    this.#unchanged = new Map(resumed?.from.unchanged);
    this.#changed = resumed?.from.changed ?? 0;
    this.#next = resumed?.from.rows ?? 0;
  }

  /** An error where the rows are not as many as the earlier scrub had. */
  async run(): Promise<void> {
    const { base, decided, resumed } = this.#terms.question;
    if (resumed === undefined) await this.#write(`${changeColumns.join(',')}\n`);
    let first = 0;
    for await (const rows of decidedRows(decided)) {
      await this.#take(rows, first);
      first += rows.numbers.length;
    }
    const { count } = base.summary.rows;
    if (first !== count || this.#next !== count) throw new Error(`${first} rows were kept of ${count}`);
  }

  /** Once, at the end: of all rows, and of those that were decided again. */
  counted(): Pick<ScrubSummary, 'rows' | 'reasons' | 'policy' | 'recheck'> {
    const { summary } = this.#terms.question.base;
    const decidedAgain = this.outcomes.rows().reduce((sum, [, rows]) => sum + rows, 0);
    this.outcomes.addCounted([...this.#unchanged]);
    return {
      rows: { ...rowCounts(this.outcomes), duplicates: summary.rows.duplicates },
      reasons: this.outcomes.reasons(),
      policy: this.#policyId,
      recheck: { since: summary.position, decidedAgain, changed: this.#changed },
    };
  }

  async #take({ numbers, places, outcomes }: DecidedRows, first: number): Promise<void> {
    const last = first + numbers.length;
    if (last <= this.#next) return;
    const { at: moment, mayDiffer } = this.#terms;
    const holds = outcomes.map(({ validUntil }) => (parseInstant(validUntil) ?? 0) > moment.startedAt);
    const unchanged = new Uint32Array(outcomes.length);
    for (let row = this.#next; row < last; row++) {
      const number = numbers[row - first] as PhoneNumber;
      const place = places[row - first] as number;
      if (number === 0 || (holds[place] && !mayDiffer(number))) {
        unchanged[place] = (unchanged[place] as number) + 1;
        continue;
      }
      this.#add(number, row, outcomes[place] as RowOutcome);
      if (this.#slice.isFull) await this.#reach(row + 1, outcomes, unchanged);
    }
    await this.#reach(last, outcomes, unchanged);
  }

  #add(number: PhoneNumber, row: number, before: RowOutcome): void {
    const slice = this.#slice;
    this.#places.find(number);
    slice.numbers[slice.count] = number;
    slice.places[slice.count] = this.#places.place;
    slice.offsets[slice.count] = this.#places.offset;
    slice.count += 1;
    this.#pending.push({ row, before });
  }

  /** All rows in front of `next` were looked at. What a checkpoint is made of does not move before the next time. */
  async #reach(next: number, outcomes: readonly RowOutcome[], unchanged: Uint32Array): Promise<void> {
    if (this.#slice.count > 0) await this.#decide();
    for (const [place, { decision, reason }] of outcomes.entries()) {
      const rows = unchanged[place] as number;
      const key = `${decision}/${reason}`;
      if (rows > 0) this.#unchanged.set(key, (this.#unchanged.get(key) ?? 0) + rows);
    }
    unchanged.fill(0);
    this.#next = next;
    await this.#terms.question.onSlice?.({ rows: next, checkpoint: () => this.#checkpoint(next) });
  }

  #checkpoint(rows: number): RecheckCheckpoint {
    const reached = { rows, changed: this.#changed, outcomes: this.outcomes.rows(), unchanged: [...this.#unchanged] };
    return { ...this.#terms.at, ...reached };
  }

  async #decide(): Promise<void> {
    const slice = this.#slice;
    const { decisions, question } = this.#terms;
    this.#byBlock.group(slice, this.#places);
    await decisions.decideWhenAdmitted(slice, this.#byBlock, question.onQuota);
    const { list } = this.outcomes;
    const lines: string[] = [];
    for (const [at, { row, before }] of this.#pending.entries()) {
      const { decision, reason, nextPermittedAt, validUntil } = list[slice.outcomes[at] as number] as RowOutcome;
      if (decision === before.decision && reason === before.reason) continue;
      const now = [decision, reason, nextPermittedAt, validUntil];
      lines.push([row, slice.numbers[at], before.decision, before.reason, ...now].join());
    }
    this.#changed += lines.length;
    this.#pending = [];
    slice.clear();
    this.#places.forgetIfMany();
    if (lines.length > 0) await this.#write(`${lines.join('\n')}\n`);
  }

  async #write(text: string): Promise<void> {
    const bytes = new TextEncoder().encode(text);
    this.#terms.digests.add('changed', bytes);
    await this.#terms.question.write(bytes);
  }
}
