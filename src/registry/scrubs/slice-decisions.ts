import { Fault } from '../../core/fault.ts';
import { noDetail } from '../../core/number-record.ts';
import { type Block, numberAt, type PhoneNumber } from '../../core/phone-number.ts';
import { formatInstant } from '../../core/time.ts';
import type { ListStates } from '../../lookup/shard.ts';
import { type RowsByBlock, stillNumbered } from '../../scrub/block-order.ts';
import { OutcomeTable, unavailableOutcome } from '../../scrub/outcome-table.ts';
import { type Rows, rejections } from '../../scrub/row-slice.ts';
import type { ScrubTools } from '../../scrub/scrub-tools.ts';
import type { StateId } from '../../storage/store.ts';
import { probeGuard, requireQuota, tellsOfSubscriber } from '../abuse/guarded-lookup.ts';
import type { OrganisationActor } from '../access/actor.ts';
import { DecisionsByState } from '../lookups/decisions-by-state.ts';
import type { EnquiryTerms } from '../lookups/enquiry-terms.ts';
import { standingsNow, statesNow } from '../lookups/standings-now.ts';
import type { Registry } from '../registry.ts';

/** Resolves when a refusal for quotas may be tried again; where it rejects, or is absent, nothing more is decided. */
export type WaitForQuota = (fault: Fault) => Promise<void>;

export interface DecidingOptions {
  readonly isWatched?: boolean;
  readonly giveWay?: ScrubTools['giveWay'];
}

/** Decides the rows of slices, on terms that stand for the whole list: by the shard and `answer`, as a batch does. */
export class SliceDecisions {
  readonly outcomes: OutcomeTable = new OutcomeTable();
  readonly #registry: Registry;
  readonly #asker: OrganisationActor;
  readonly #terms: EnquiryTerms;
  readonly #probing: ReturnType<typeof probeGuard>;
  readonly #isWatched: boolean;
  /** To the place of each decision in `outcomes`. */
  readonly #places: DecisionsByState<number>;

  readonly #giveWay: () => void;

  /** `isWatched`: whether a walk through the number space shall be noticed; `giveWay`: see `ScrubTools`. */
  constructor(
    registry: Registry,
    asker: OrganisationActor,
    terms: EnquiryTerms,
    { isWatched = true, giveWay }: DecidingOptions = {},
  ) {
    this.#giveWay = giveWay ?? (() => {});
    this.#registry = registry;
    this.#asker = asker;
    this.#terms = terms;
    this.#isWatched = isWatched && tellsOfSubscriber(terms);
    this.#probing = probeGuard(registry, asker, terms);
    this.#places = new DecisionsByState(registry, asker, terms, ({ decision, reason, nextPermittedAt, validUntil }) =>
      this.outcomes.placeOf({
        decision,
        reason,
        nextPermittedAt: nextPermittedAt === undefined ? '' : formatInstant(nextPermittedAt),
        validUntil: formatInstant(validUntil),
      }),
    );
  }

  /** Gives every row its outcome. Fault QUOTA_EXCEEDED. */
  async decide(slice: Rows, byBlock: RowsByBlock): Promise<void> {
    if (slice.count > 0) requireQuota(this.#registry, this.#asker, this.#terms, 'BATCH', slice.count);
    if (this.outcomes.forgetIfMany()) this.#places.forget();
    const refused = this.#probing === undefined ? [] : this.#refuseProbes(slice, this.#probing);
    const order = refused.length > 0 ? stillNumbered(byBlock, slice.numbers) : byBlock;
    const { rows } = order;
    this.#giveWay();
    if (rows.length > 0) {
      const known = await statesNow(this.#registry, order);
      if (known === undefined) this.#leaveOpen(slice, rows);
      else {
        this.#giveWay();
        await this.#decideSingly(slice, this.#decideByState(slice, order, known));
        this.#giveWay();
        if (this.#isWatched) this.#watch(slice, order, known);
      }
    }
    // A recheck asks about them again.
    for (const [row, number] of refused) slice.numbers[row] = number;
    this.outcomes.count(slice);
  }

  /** The same, once there is quota for it. */
  async decideWhenAdmitted(slice: Rows, byBlock: RowsByBlock, onQuota: WaitForQuota | undefined): Promise<void> {
    for (;;) {
      try {
        return await this.decide(slice, byBlock);
      } catch (error) {
        if (onQuota === undefined || !(error instanceof Fault && error.code === 'QUOTA_EXCEEDED')) throw error;
        await onQuota(error);
      }
    }
  }

  /** Takes their numbers away, and gives them back. */
  #refuseProbes(
    slice: Rows,
    probing: (number: PhoneNumber) => Fault | undefined,
  ): readonly (readonly [row: number, number: PhoneNumber])[] {
    const refused: [row: number, number: PhoneNumber][] = [];
    for (let row = 0; row < slice.count; row++) {
      const number = slice.numbers[row] as PhoneNumber;
      if (number === 0 || probing(number) === undefined) continue;
      slice.numbers[row] = 0;
      slice.outcomes[row] = askedTooOften;
      refused.push([row, number]);
    }
    return refused;
  }

  #leaveOpen(slice: Rows, rows: Uint32Array): void {
    const place = this.outcomes.placeOf(unavailableOutcome);
    for (const row of rows) slice.outcomes[row] = place;
  }

  /** Gives back the rows whose numbers said something of single senders. */
  #decideByState({ outcomes }: Rows, order: RowsByBlock, { stateIds, states }: ListStates): Uint32Array {
    const { blocks, ends, offsets, rows } = order;
    const singly: number[] = [];
    for (let run = 0, at = 0; run < blocks.length; run++) {
      const block = blocks[run] as Block;
      const first = numberAt(block, 0);
      const kept = this.#places.keptIn(block);
      if (run % blocksPerTurn === 0) this.#giveWay();
      for (const end = ends[run] as number; at < end; at++) {
        const number = (first + (offsets[at] as number)) as PhoneNumber;
        const stateId = stateIds[at] as StateId;
        const row = rows[at] as number;
        let place = kept === undefined ? this.#places.kept(number, stateId) : kept[stateId];
        if (place === undefined) {
          const state = states.get(stateId);
          if (state?.hasDetail === true) {
            singly.push(row);
            continue;
          }
          // Where the number's log cannot say now, its state has no meaning.
          place =
            state === undefined
              ? this.outcomes.placeOf(unavailableOutcome)
              : this.#places.of(number, { stateId, state, detail: noDetail });
        }
        outcomes[row] = place;
      }
    }
    return Uint32Array.from(singly);
  }

  #watch({ numbers, count }: Rows, order: RowsByBlock, { stateIds }: ListStates): void {
    const { abuse, now } = this.#registry;
    const watch = abuse.watch(this.#asker.organisationId, now());
    watch.sawList(numbers.subarray(0, count), order, stateIds);
  }

  async #decideSingly(slice: Rows, rows: Uint32Array): Promise<void> {
    if (rows.length === 0) return;
    const asked = Array.from(rows, (row) => slice.numbers[row] as PhoneNumber);
    const known = await standingsNow(this.#registry, asked);
    if (known === undefined) return this.#leaveOpen(slice, rows);
    const unavailable = this.outcomes.placeOf(unavailableOutcome);
    for (const [at, number] of asked.entries()) {
      const standing = known.standings[at];
      slice.outcomes[rows[at] as number] = standing === undefined ? unavailable : this.#places.of(number, standing);
    }
  }
}

/** Between two calls of `giveWay`, where blocks have some 30 rows. */
const blocksPerTurn = 256;

const askedTooOften = rejections.indexOf('ASKED_TOO_OFTEN');
