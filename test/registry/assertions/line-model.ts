import type { AssertionKind } from '../../../src/core/bulk-assertion.ts';
import type { NumberRecord } from '../../../src/core/number-record.ts';

export const categories = ['FIN_CREDIT', 'HEALTH'] as const;
export type Level = 0 | 1 | 2;
export const [allowed, leftToLaw, refused] = [0, 1, 2] as const;

/** A choice in the plainest form: everything refused, or a level a category. */
export interface Words {
  readonly all: boolean;
  readonly levels: readonly [Level, Level];
}

export type CarrierId = 'carrier-1' | 'carrier-2';

export interface ModelAssertion {
  readonly id: string;
  readonly carrier: CarrierId;
  readonly dueAt: number;
  status: 'PENDING' | 'SETTLED' | 'REVERSED';
}

interface ModelPending {
  readonly assertion: string;
  readonly effect: 'REASSIGNED' | { readonly words: Words; readonly isOwn: boolean };
  readonly occurredAt: number;
}

/** All that is true of a line, but who serves it. */
interface Facts {
  readonly inService: boolean;
  readonly words: Words;
  /** The holder's own last choice. */
  readonly own: Words | undefined;
  readonly brand: 'NONE' | 'CONSENTED' | 'REFUSED';
  readonly pending: ModelPending | undefined;
}

interface Deed {
  /** The bulk assertion that did it; undefined: somebody else. */
  readonly assertion: string | undefined;
  readonly factsBefore: Facts;
  readonly recordBefore: NumberRecord;
}

export const law: Words = { all: false, levels: [leftToLaw, leftToLaw] };

/** One number as a plain list of deeds would have it. */
export class LineModel {
  facts: Facts = { inService: true, words: law, own: undefined, brand: 'NONE', pending: undefined };
  carrier: CarrierId;
  readonly #deeds: Deed[] = [];

  constructor(carrier: CarrierId) {
    this.carrier = carrier;
  }

  /** Something is done; `record` is how the registry had the number before. */
  did(facts: Partial<Facts>, record: NumberRecord, assertion?: string): void {
    this.#deeds.push({ assertion, factsBefore: this.facts, recordBefore: record });
    this.facts = { ...this.facts, ...facts };
  }

  /** Ends what waits, which is no deed: nothing binds that did not. */
  endPending(): void {
    this.facts = { ...this.facts, pending: undefined };
  }

  chosen(words: Words): Partial<Facts> {
    const voids = words.all && this.facts.brand === 'CONSENTED';
    return { words, pending: undefined, ...(voids ? { brand: 'NONE' } : {}) };
  }

  stands(words: Words): boolean {
    const { pending, brand } = this.facts;
    if (pending !== undefined && pending.effect !== 'REASSIGNED') return false;
    return same(words, this.facts.words) && !(words.all && brand === 'CONSENTED');
  }

  /**
   * Undoes what an assertion did last, if nobody did anything since; answers how the registry had the number before.
   * Else what waits of it ends.
   */
  reverse(assertion: string, isPending: (id: string) => boolean): NumberRecord | undefined {
    let restored: Deed | undefined;
    while (this.#deeds.at(-1)?.assertion === assertion) restored = this.#deeds.pop();
    if (restored !== undefined) {
      const { pending, ...facts } = restored.factsBefore;
      this.facts = { ...facts, pending: pending !== undefined && isPending(pending.assertion) ? pending : undefined };
    } else if (this.facts.pending?.assertion === assertion) this.endPending();
    return restored?.recordBefore;
  }

  /** Whether a call (allowed by this law where nothing is chosen) or a text (not allowed) goes through. */
  allows(category: 0 | 1, channel: 'VOICE' | 'SMS'): boolean {
    const { inService, words, brand } = this.facts;
    if (!inService || brand === 'REFUSED') return false;
    if (brand === 'CONSENTED') return true;
    const level = words.all ? refused : words.levels[category];
    return level === allowed || (level === leftToLaw && channel === 'VOICE');
  }
}

export function same(one: Words, other: Words): boolean {
  return one.all === other.all && (one.all || one.levels.every((level, at) => level === other.levels[at]));
}

export function atLeast(one: Words, other: Words): boolean {
  if (one.all || other.all) return one.all;
  return one.levels.every((level, at) => level >= (other.levels[at] ?? refused));
}

export function strictestOf(one: Words, other: Words): Words {
  const max = (at: 0 | 1) => Math.max(one.levels[at], other.levels[at]) as Level;
  return { all: one.all || other.all, levels: [max(0), max(1)] };
}

export function idOf(at: number, carrier: CarrierId, kind: AssertionKind, part: number): string {
  const hour = new Date(at).toISOString().slice(0, 13).replaceAll(/[-T]/g, '');
  return `${hour}-${carrier}-${kind.toLowerCase()}-${part}`;
}
