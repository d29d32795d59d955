import type { Position } from '../../core/change.ts';
import { Fault } from '../../core/fault.ts';
import { type NumberState, noDetail } from '../../core/number-record.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import { formatInstant } from '../../core/time.ts';
import type { ListStates, NumberStanding } from '../../lookup/shard.ts';
import { OutcomeTable, unavailableOutcome } from '../../scrub/outcome-table.ts';
import { type RowSlice, rejections, sliceRowsMax } from '../../scrub/row-slice.ts';
import type { StateId } from '../../storage/store.ts';
import { probeGuard, requireQuota, tellsOfSubscriber } from '../abuse/guarded-lookup.ts';
import type { OrganisationActor } from '../access/actor.ts';
import { DecisionsByState } from '../lookups/decisions-by-state.ts';
import type { EnquiryTerms } from '../lookups/enquiry-terms.ts';
import { standingsNow, statesNow } from '../lookups/standings-now.ts';
import type { Registry } from '../registry.ts';
import { BlockOrder } from './block-order.ts';

/** Resolves when a refusal for quotas may be tried again; where it rejects, or is absent, nothing more is decided. */
export type WaitForQuota = (fault: Fault) => Promise<void>;

/** Decides the rows of slices, on terms that stand for the whole list: by the shard and `answer`, as a batch does. */
export class SliceDecisions {
  readonly outcomes: OutcomeTable = new OutcomeTable();
  /** No row reflects less of the log. Undefined until a number was looked at. */
  position: Position | undefined;
  readonly #registry: Registry;
  readonly #asker: OrganisationActor;
  readonly #terms: EnquiryTerms;
  readonly #probing: ReturnType<typeof probeGuard>;
  readonly #tells: boolean;
  readonly #order = new BlockOrder();
  readonly #onRecord: Uint8Array = new Uint8Array(sliceRowsMax);
  /** To the place of each decision in `outcomes`. */
  readonly #places: DecisionsByState<number>;

  constructor(registry: Registry, asker: OrganisationActor, terms: EnquiryTerms) {
    this.#registry = registry;
    this.#asker = asker;
    this.#terms = terms;
    this.#tells = tellsOfSubscriber(terms);
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

  /** Gives every row of the slice its outcome. `places`: how many places of blocks there are. Fault QUOTA_EXCEEDED. */
  async decide(slice: RowSlice, places: number): Promise<void> {
    if (slice.count > 0) requireQuota(this.#registry, this.#asker, this.#terms, 'BATCH', slice.count);
    if (this.outcomes.forgetIfMany()) this.#places.forget();
    if (this.#probing !== undefined) this.#refuseProbes(slice, this.#probing);
    const numbers = this.#order.grouped(slice, places);
    if (numbers.length > 0) {
      const known = await statesNow(this.#registry, numbers);
      if (known === undefined) this.#leaveOpen(slice, this.#order.rows);
      else {
        this.position ??= known.position;
        await this.#decideSingly(slice, numbers, this.#decideByState(slice, numbers, known));
        if (this.#tells) this.#watch(slice, known.stateIds);
      }
    }
    this.outcomes.count(slice);
  }

  /** The same, once there is quota for it. */
  async decideWhenAdmitted(slice: RowSlice, places: number, onQuota: WaitForQuota | undefined): Promise<void> {
    for (;;) {
      try {
        return await this.decide(slice, places);
      } catch (error) {
        if (onQuota === undefined || !(error instanceof Fault && error.code === 'QUOTA_EXCEEDED')) throw error;
        await onQuota(error);
      }
    }
  }

  #refuseProbes(slice: RowSlice, probing: (number: PhoneNumber) => Fault | undefined): void {
    for (let row = 0; row < slice.count; row++) {
      const number = slice.numbers[row] as PhoneNumber;
      if (number === 0 || probing(number) === undefined) continue;
      slice.numbers[row] = 0;
      slice.outcomes[row] = askedTooOften;
    }
  }

  #leaveOpen(slice: RowSlice, rows: Uint32Array): void {
    const place = this.outcomes.placeOf(unavailableOutcome);
    for (const row of rows) slice.outcomes[row] = place;
  }

  /** Gives back where in `numbers` those stand that said something of single senders. */
  #decideByState(slice: RowSlice, numbers: Float64Array, { stateIds, states }: ListStates): readonly number[] {
    const { rows } = this.#order;
    const singly: number[] = [];
    for (let at = 0; at < numbers.length; at++) {
      const number = numbers[at] as PhoneNumber;
      const stateId = stateIds[at] as StateId;
      let place = this.#places.kept(number, stateId);
      if (place === undefined) {
        const state = states.get(stateId) as NumberState;
        if (state.hasDetail) {
          singly.push(at);
          continue;
        }
        place = this.#places.of(number, { stateId, state, detail: noDetail });
      }
      slice.outcomes[rows[at] as number] = place;
    }
    return singly;
  }

  async #decideSingly(slice: RowSlice, numbers: Float64Array, singly: readonly number[]): Promise<void> {
    if (singly.length === 0) return;
    const rows = Uint32Array.from(singly, (at) => this.#order.rows[at] as number);
    const asked = singly.map((at) => numbers[at] as PhoneNumber);
    const known = await standingsNow(this.#registry, asked);
    if (known === undefined) return this.#leaveOpen(slice, rows);
    for (const [at, number] of asked.entries()) {
      slice.outcomes[rows[at] as number] = this.#places.of(number, known.standings[at] as NumberStanding);
    }
  }

  /** In the order of the list: a walk through the numbers shows in it. */
  #watch(slice: RowSlice, stateIds: Uint32Array): void {
    const { rows } = this.#order;
    const onRecord = this.#onRecord;
    for (let at = 0; at < stateIds.length; at++) onRecord[rows[at] as number] = stateIds[at] === 0 ? 0 : 1;
    const { abuse, now } = this.#registry;
    const watch = abuse.watch(this.#asker.organisationId, now());
    for (let row = 0; row < slice.count; row++) {
      const number = slice.numbers[row] as PhoneNumber;
      if (number > 0) watch.saw(number, onRecord[row] === 1);
    }
  }
}

const askedTooOften = rejections.indexOf('ASKED_TOO_OFTEN');
