import type { DisclosedReason } from '../../core/enquiry.ts';
import { isInZonesTogether, zonesOf } from '../../core/numbering-plan.ts';
import { type Block, numberAt, type PhoneNumber } from '../../core/phone-number.ts';
import type { ZoneId } from '../../core/policy.ts';
import type { NumberStanding } from '../../lookup/shard.ts';
import type { StateId } from '../../storage/store.ts';
import type { OrganisationActor } from '../access/actor.ts';
import type { Registry } from '../registry.ts';
import { type Answer, answer } from './answer.ts';
import type { EnquiryTerms } from './enquiry-terms.ts';

/**
 * The decisions of many numbers on the same terms, each made once: numbers of one state in the same zones share theirs,
 * unless they said something of single senders, or the reason is one that only the number's own carrier may read.
 * `made` is what the caller makes of a decision, and gets back for every number that shares it.
 */
export class DecisionsByState<T> {
  readonly #registry: Registry;
  readonly #asker: OrganisationActor;
  readonly #terms: EnquiryTerms;
  readonly #made: (answer: Answer) => T;
  readonly #byZones = new Map<readonly ZoneId[], (T | undefined)[]>();
  #zones: readonly ZoneId[] | undefined;
  /** States are numbered from 0 on: a number's is its place. */
  #byState: (T | undefined)[] = [];

  constructor(registry: Registry, asker: OrganisationActor, terms: EnquiryTerms, made: (answer: Answer) => T) {
    this.#registry = registry;
    this.#asker = asker;
    this.#terms = terms;
    this.#made = made;
  }

  of(number: PhoneNumber, standing: NumberStanding): T {
    return this.kept(number, standing.stateId) ?? this.#decided(number, standing);
  }

  /** What was decided already for numbers of this state, where it holds for this one too. */
  kept(number: PhoneNumber, stateId: StateId): T | undefined {
    const zones = zonesOf(this.#registry.policy, number);
    if (zones !== this.#zones) this.#enter(zones);
    return this.#byState[stateId];
  }

  /**
   * The same for all numbers of a block, by their states; undefined where they may lie in different zones. What `of`
   * decides about them comes to it.
   */
  keptIn(block: Block): readonly (T | undefined)[] | undefined {
    if (!isInZonesTogether(this.#registry.policy, block)) return undefined;
    const zones = zonesOf(this.#registry.policy, numberAt(block, 0));
    if (zones !== this.#zones) this.#enter(zones);
    return this.#byState;
  }

  /** Makes every decision anew from here on. */
  forget(): void {
    this.#byZones.clear();
    this.#zones = undefined;
  }

  #enter(zones: readonly ZoneId[]): void {
    this.#zones = zones;
    this.#byState = this.#byZones.get(zones) ?? [];
    this.#byZones.set(zones, this.#byState);
  }

  #decided(number: PhoneNumber, standing: NumberStanding): T {
    const given = answer(this.#registry, this.#asker, this.#terms, number, standing);
    const made = this.#made(given);
    if (!standing.state.hasDetail && !this.#isOwnCarriers(given.reason)) this.#byState[standing.stateId] = made;
    return made;
  }

  #isOwnCarriers(reason: DisclosedReason): boolean {
    return this.#asker.role === 'CARRIER' && ownCarriersReasons.includes(reason);
  }
}

/** What a carrier reads of these depends on whether it serves the number. */
const ownCarriersReasons: readonly DisclosedReason[] = ['REFUSED', 'QUARANTINE', 'ALL_REFUSED'];
