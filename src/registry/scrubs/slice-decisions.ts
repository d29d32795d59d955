import type { Position } from '../../core/change.ts';
import { Fault } from '../../core/fault.ts';
import { sharesZonesWithBlock, zonesOf } from '../../core/numbering-plan.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import type { ZoneId } from '../../core/policy.ts';
import { formatInstant } from '../../core/time.ts';
import type { NumberStanding, Standings } from '../../lookup/shard.ts';
import { OutcomeTable, unavailableOutcome } from '../../scrub/outcome-table.ts';
import { type RowSlice, rejections, sliceRowsMax } from '../../scrub/row-slice.ts';
import type { StateId } from '../../storage/store.ts';
import { probeGuard, requireQuota, tellsOfSubscriber } from '../abuse/guarded-lookup.ts';
import type { OrganisationActor } from '../access/actor.ts';
import { answer } from '../lookups/answer.ts';
import type { EnquiryTerms } from '../lookups/enquiry-terms.ts';
import type { Registry } from '../registry.ts';
import { BlockOrder } from './block-order.ts';

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
  readonly #byZones = new Map<readonly ZoneId[], Map<StateId, number>>();

  constructor(registry: Registry, asker: OrganisationActor, terms: EnquiryTerms) {
    this.#registry = registry;
    this.#asker = asker;
    this.#terms = terms;
    this.#tells = tellsOfSubscriber(terms);
    this.#probing = probeGuard(registry, asker, terms);
  }

  /** Gives every row of the slice its outcome. `places`: how many places of blocks there are. Fault QUOTA_EXCEEDED. */
  async decide(slice: RowSlice, places: number): Promise<void> {
    if (slice.count > 0) requireQuota(this.#registry, this.#asker, this.#terms, 'BATCH', slice.count);
    if (this.outcomes.forgetIfMany()) this.#byZones.clear();
    if (this.#probing !== undefined) this.#refuseProbes(slice, this.#probing);
    const numbers = this.#order.grouped(slice, places);
    if (numbers.length > 0) {
      const known = await this.#standingsOf(numbers);
      if (known === undefined) this.#leaveOpen();
      else {
        this.position ??= known.position;
        this.#decideAll(slice, numbers, known.standings);
        if (this.#tells) this.#watch(slice, known.standings);
      }
    }
    this.outcomes.count(slice);
  }

  #refuseProbes(slice: RowSlice, probing: (number: PhoneNumber) => Fault | undefined): void {
    for (let row = 0; row < slice.count; row++) {
      const number = slice.numbers[row] as PhoneNumber;
      if (number === 0 || probing(number) === undefined) continue;
      slice.numbers[row] = 0;
      slice.outcomes[row] = askedTooOften;
    }
  }

  /** Undefined where the shard cannot answer: these rows are then UNAVAILABLE, the rest of the list goes on. */
  async #standingsOf(numbers: readonly PhoneNumber[]): Promise<Standings | undefined> {
    try {
      const looked = this.#registry.shard.standings(numbers);
      return looked instanceof Promise ? await looked : looked;
    } catch (error) {
      if (error instanceof Fault && error.code === 'UNAVAILABLE') return undefined;
      throw error;
    }
  }

  #leaveOpen(): void {
    const place = this.outcomes.placeOf(unavailableOutcome);
    const { rows, slice } = this.#order;
    for (let at = 0; at < rows.length; at++) (slice as RowSlice).outcomes[rows[at] as number] = place;
  }

  #decideAll(slice: RowSlice, numbers: readonly PhoneNumber[], standings: readonly NumberStanding[]): void {
    const { policy } = this.#registry;
    const { rows } = this.#order;
    let place = -1;
    let byState = noStates;
    let isShared = false;
    for (let at = 0; at < numbers.length; at++) {
      const row = rows[at] as number;
      const number = numbers[at] as PhoneNumber;
      const standing = standings[at] as NumberStanding;
      if (slice.places[row] !== place || !isShared) {
        place = slice.places[row] as number;
        isShared = sharesZonesWithBlock(policy, number);
        byState = this.#statesIn(zonesOf(policy, number));
      }
      slice.outcomes[row] = byState.get(standing.stateId) ?? this.#decided(number, standing, byState);
    }
  }

  /**
   * Numbers of one state in the same zones share their decision, unless they said something of single senders, or the
   * reason is one that only the number's own carrier may read.
   */
  #decided(number: PhoneNumber, standing: NumberStanding, byState: Map<StateId, number>): number {
    const given = answer(this.#registry, this.#asker, this.#terms, number, standing);
    const { decision, reason, nextPermittedAt, validUntil } = given;
    const place = this.outcomes.placeOf({
      decision,
      reason,
      nextPermittedAt: nextPermittedAt === undefined ? '' : formatInstant(nextPermittedAt),
      validUntil: formatInstant(validUntil),
    });
    const isOwnCarriers = this.#asker.role === 'CARRIER' && ownCarriersReasons.includes(reason);
    if (!standing.state.hasDetail && !isOwnCarriers) byState.set(standing.stateId, place);
    return place;
  }

  #statesIn(zones: readonly ZoneId[]): Map<StateId, number> {
    const known = this.#byZones.get(zones);
    if (known !== undefined) return known;
    const states = new Map<StateId, number>();
    this.#byZones.set(zones, states);
    return states;
  }

  /** In the order of the list: a walk through the numbers shows in it. */
  #watch(slice: RowSlice, standings: readonly NumberStanding[]): void {
    const { rows } = this.#order;
    const onRecord = this.#onRecord;
    for (let at = 0; at < standings.length; at++) {
      onRecord[rows[at] as number] = standings[at]?.stateId === 0 ? 0 : 1;
    }
    const { abuse, now } = this.#registry;
    const { organisationId } = this.#asker;
    const seenAt = now();
    for (let row = 0; row < slice.count; row++) {
      const number = slice.numbers[row] as PhoneNumber;
      if (number > 0) abuse.saw(organisationId, number, onRecord[row] === 1, seenAt);
    }
  }
}

const askedTooOften = rejections.indexOf('ASKED_TOO_OFTEN');
const noStates = new Map<StateId, number>();

/** What a carrier reads of these depends on whether it serves the number. */
const ownCarriersReasons: readonly string[] = ['REFUSED', 'QUARANTINE', 'ALL_REFUSED'];
