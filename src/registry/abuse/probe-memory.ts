import type { PhoneNumber } from '../../core/phone-number.ts';

/** What of a question may be varied to find out a subscriber's hours, or the day on which a number changed hands. */
export type ProbedField = 'plannedAt' | 'lastVerifiedOn';

/** So many different values one organisation may ask with about one number, for one sender, in a day (UTC). */
export const probesMax = 3;

/**
 * Remembers which values were asked with, for the last 262,144 combinations of organisation, number and sender, in
 * 8 MB. Where a place is needed, yesterday's goes first, then one with few values: to have one that is full forgotten,
 * somebody has to ask about hundreds of thousands of other numbers. Two combinations are taken for one with a
 * probability below one in a thousand million.
 */
export class ProbeMemory {
  readonly #seed: number;
  #slots: Uint32Array | undefined;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** A number for who asks, and for which sender, to be given to `admits`. */
  scopeOf(organisationId: string, sender: string): number {
    let hash = this.#seed;
    for (const text of [organisationId, '\n', sender]) {
      for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
    }
    return mixed(hash);
  }

  /** Whether a value may be asked with: one of the first three of the day, which it is then remembered among. */
  admits(scope: number, number: PhoneNumber, day: number, field: ProbedField, value: number): boolean {
    this.#slots ??= new Uint32Array(buckets * ways * slotWords);
    const key = mixed(scope ^ (number | 0) ^ Math.imul(Math.floor(number / 2 ** 32), 0x9e3779b1));
    const tag = mixed(key ^ Math.imul((number % 0x7fffffff) | 0, 0x85ebca6b) ^ this.#seed);
    const slot = this.#slotOf(this.#slots, key & (buckets - 1), tag, day);
    const from = slot + (field === 'plannedAt' ? plannedAtWord : lastVerifiedOnWord);
    const word = (mixed(mixed(value | 0) ^ Math.floor(value / 2 ** 32) ^ this.#seed) | 1) >>> 0;
    for (let at = from; at < from + probesMax; at++) {
      const known = this.#slots[at];
      if (known === word) return true;
      if (known !== 0) continue;
      this.#slots[at] = word;
      return true;
    }
    return false;
  }

  #slotOf(slots: Uint32Array, bucket: number, tag: number, day: number): number {
    const first = bucket * ways * slotWords;
    let chosen = first;
    let leastWorth = Number.POSITIVE_INFINITY;
    for (let slot = first; slot < first + ways * slotWords; slot += slotWords) {
      const isOfToday = slots[slot + dayWord] === day;
      if (isOfToday && slots[slot] === tag >>> 0) return slot;
      const worth = isOfToday ? valuesIn(slots, slot) : 0;
      if (worth >= leastWorth) continue;
      leastWorth = worth;
      chosen = slot;
    }
    slots.fill(0, chosen, chosen + slotWords);
    slots[chosen] = tag;
    slots[chosen + dayWord] = day;
    return chosen;
  }
}

const buckets = 2 ** 16;
const ways = 4;
/** A slot: tag, day, three planned times, three days of verification. */
const slotWords = 8;
const dayWord = 1;
const plannedAtWord = 2;
const lastVerifiedOnWord = plannedAtWord + probesMax;

function valuesIn(slots: Uint32Array, slot: number): number {
  let values = 0;
  for (let at = slot + plannedAtWord; at < slot + slotWords; at++) if (slots[at] !== 0) values += 1;
  return values;
}

/** The finaliser of MurmurHash3. */
function mixed(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
