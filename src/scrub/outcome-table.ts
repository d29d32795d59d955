import { type Rows, rejections } from './row-slice.ts';

/** What became of rows, the same for many; times are RFC 3339, empty where there is none. */
export interface RowOutcome {
  readonly decision: 'ALLOW' | 'BLOCK' | 'REJECTED' | 'UNAVAILABLE';
  /** In SCREAMING_SNAKE_CASE. */
  readonly reason: string;
  readonly nextPermittedAt: string;
  readonly validUntil: string;
}

/** Rows by decision and reason. */
export type ReasonCounts = Readonly<Partial<Record<RowOutcome['decision'], Readonly<Record<string, number>>>>>;

/** Where subscribers' consents end at different times there are many; more than so many are found anew. */
const outcomesMax = 65_536;

/** The outcomes of a scrub, each once, and how many rows had each. The rejections stand first, in their order. */
export class OutcomeTable {
  readonly list: RowOutcome[] = [];
  /** Moves when places given before mean nothing any more, but for those of the rejections. */
  generation: number = 0;
  readonly #places = new Map<string, number>();
  readonly #rows = new Map<string, number>();
  #tally: Uint32Array = new Uint32Array(256);

  constructor() {
    for (const reason of rejections) this.placeOf({ decision: 'REJECTED', reason, ...timeless });
  }

  placeOf(outcome: RowOutcome): number {
    const { decision, reason, nextPermittedAt, validUntil } = outcome;
    const key = `${decision}/${reason}/${nextPermittedAt}/${validUntil}`;
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = this.list.length;
    this.list.push(outcome);
    this.#places.set(key, place);
    return place;
  }

  /** To be called before a slice. Answers whether places were forgotten. */
  forgetIfMany(): boolean {
    if (this.list.length < outcomesMax) return false;
    this.generation += 1;
    this.list.length = rejections.length;
    this.#places.clear();
    for (const [place, outcome] of this.list.entries()) this.#places.set(`REJECTED/${outcome.reason}//`, place);
    return true;
  }

  /** Counts the rows of a slice, each of which has its outcome. */
  count({ outcomes, count }: Rows): void {
    if (this.#tally.length < this.list.length) this.#tally = new Uint32Array(this.list.length * 2);
    const tally = this.#tally;
    for (let row = 0; row < count; row++) {
      const place = outcomes[row] as number;
      tally[place] = (tally[place] as number) + 1;
    }
    for (const [place, { decision, reason }] of this.list.entries()) {
      const rows = tally[place] as number;
      if (rows === 0) continue;
      const key = `${decision}/${reason}`;
      this.#rows.set(key, (this.#rows.get(key) ?? 0) + rows);
      tally[place] = 0;
    }
  }

  /** Counts rows that were decided before, as `rows` told of them. */
  addCounted(rows: readonly (readonly [key: string, rows: number])[]): void {
    for (const [key, count] of rows) this.#rows.set(key, (this.#rows.get(key) ?? 0) + count);
  }

  /** By `ALLOW/DEFAULT`, in the order of the words. */
  rows(): readonly (readonly [key: string, rows: number])[] {
    return [...this.#rows].sort(([one], [other]) => (one < other ? -1 : 1));
  }

  reasons(): ReasonCounts {
    const counts: Record<string, Record<string, number>> = {};
    for (const [key, rows] of this.rows()) {
      const [decision = '', reason = ''] = key.split('/');
      counts[decision] = { ...counts[decision], [reason]: rows };
    }
    return counts;
  }

  total(decision: RowOutcome['decision']): number {
    return this.rows().reduce((sum, [key, rows]) => (key.startsWith(`${decision}/`) ? sum + rows : sum), 0);
  }
}

const timeless = { nextPermittedAt: '', validUntil: '' } as const;

/** Of a row whose number could not be looked at. */
export const unavailableOutcome: RowOutcome = { decision: 'UNAVAILABLE', reason: 'UNAVAILABLE', ...timeless };
