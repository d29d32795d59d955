import type { DisclosedReason } from '../../core/enquiry.ts';
import { zonesOf } from '../../core/numbering-plan.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
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
