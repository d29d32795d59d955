import type { NumberChange, NumberEvent, Position } from '../../core/change.ts';
import { type Erasure, isErasure, lineReports, outlives } from '../../core/erasure.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import type { StateId } from '../store.ts';
import type { Reporter } from './audit-reads.ts';

/** What is left of one number so far, by position. */
interface Seen {
  /** Erased entries and rows that no erasure has been met for. */
  blank: Position[];
  /** Entries that an erasure may have to blank. */
  legible: { readonly position: Position; readonly event: NumberEvent }[];
  /** Entries whose past state is not told any more, as only an erasure makes them. */
  stateless: Position[];
}

/** Told of the entries of a block in order: whether just that is blank which a later entry of its number erased. */
export class ErasureCheck {
  readonly #seen = new Map<PhoneNumber, Seen>();
  /** Of each number the import whose row it has: of all numbers of a block, so nothing more than that. */
  readonly #registered = new Map<PhoneNumber, Position>();
  readonly #report: Reporter;

  constructor(report: Reporter) {
    this.#report = report;
  }

  blank(number: PhoneNumber, position: Position): void {
    this.#of(number).blank.push(position);
  }

  registered(number: PhoneNumber, position: Position): void {
    this.#registered.set(number, position);
  }

  written({ number, event, position }: NumberChange & { readonly position: Position }, state: StateId | null): void {
    const seen = this.#of(number);
    if (isErasure(event)) {
      this.#erased(seen, event, position);
      this.#rowErased(number, event, position);
    }
    if (state === null) seen.stateless.push(position);
    if (!lineReports.some((report) => report === event.kind)) seen.legible.push({ position, event });
  }

  end(): void {
    for (const { blank, stateless } of this.#seen.values()) {
      for (const one of blank) this.#report(`position ${one}`, 'is blank, and its holder has not erased it');
      for (const one of stateless) this.#report(`position ${one}`, 'names another resulting state');
    }
  }

  #erased(seen: Seen, erasure: Erasure, at: Position): void {
    const isLeft = (position: Position) => position <= erasure.after;
    seen.legible = seen.legible.filter(({ position, event }) => {
      if (isLeft(position) || outlives(event, erasure)) return true;
      this.#report(`position ${position}`, stillLegible(at));
      return false;
    });
    seen.blank = seen.blank.filter(isLeft);
    seen.stateless = seen.stateless.filter(isLeft);
  }

  #rowErased(number: PhoneNumber, { after }: Erasure, at: Position): void {
    const registration = this.#registered.get(number);
    if (registration === undefined || registration <= after) return;
    this.#report(`position ${registration}`, stillLegible(at));
    this.#registered.delete(number);
  }

  #of(number: PhoneNumber): Seen {
    const known = this.#seen.get(number);
    if (known !== undefined) return known;
    const seen = { blank: [], legible: [], stateless: [] };
    this.#seen.set(number, seen);
    return seen;
  }
}

function stillLegible(at: Position): string {
  return `erased at ${at}, and still legible`;
}
