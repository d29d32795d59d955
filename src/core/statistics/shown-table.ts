import { axisIndex } from './axis-index.ts';
import type { FigureTable } from './figure-table.ts';
import type { MeasureTable } from './release.ts';

/** A counted table while it is decided which of its cells are shown, beside what was published of it before. */
export class ShownTable {
  readonly #counted: FigureTable;
  readonly #before: MeasureTable | 'NOTHING' | undefined;
  readonly #placeBefore: ReturnType<typeof axisIndex> | undefined;
  readonly #hidden = new Set<number>();

  /** `before`: `NOTHING` where nothing was published yet, since nobody was registered. */
  constructor(counted: FigureTable, before: MeasureTable | 'NOTHING' | undefined) {
    this.#counted = counted;
    this.#before = before;
    this.#placeBefore = typeof before === 'object' ? axisIndex(before.axes) : undefined;
  }

  /** Members of an axis, totals too. */
  members(depth: number): readonly string[] {
    return this.#counted.axes[depth]?.members ?? [];
  }

  at(...members: readonly string[]): number {
    return this.#counted.at(...members);
  }

  hide(...members: readonly string[]): void {
    const place = this.#counted.place(members);
    if (place !== undefined) this.#hidden.add(place);
  }

  /** Whether the cell was hidden in the release before; undefined where it had none. */
  before(...members: readonly string[]): 'HIDDEN' | 'SHOWN' | undefined {
    const value = this.#publishedBefore(members);
    return value === undefined ? undefined : value === null ? 'HIDDEN' : 'SHOWN';
  }

  /** By how much the cell has grown since the release before, as anybody sees; undefined where one of the two is hidden. */
  growth(...members: readonly string[]): number | undefined {
    const before = this.#before === 'NOTHING' ? 0 : this.#publishedBefore(members);
    const place = this.#counted.place(members);
    if (typeof before !== 'number' || place === undefined || this.#hidden.has(place)) return undefined;
    return (this.#counted.values[place] ?? 0) - before;
  }

  table(): MeasureTable {
    const { measure, axes, values } = this.#counted;
    return { measure, axes, values: Array.from(values, (value, place) => (this.#hidden.has(place) ? null : value)) };
  }

  #publishedBefore(members: readonly string[]): number | null | undefined {
    const place = this.#placeBefore?.(members);
    return place === undefined || typeof this.#before !== 'object' ? undefined : this.#before.values[place];
  }
}
