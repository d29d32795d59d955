import { axisIndex } from './axis-index.ts';
import type { MeasureId } from './measures.ts';
import { type Axis, all } from './release.ts';

/** The cells of one measure while they are counted: every combination of the members of its axes, row-major. */
export class FigureTable {
  readonly measure: MeasureId;
  readonly axes: readonly Axis[];
  readonly values: Float64Array;
  /** Where the cell of these members, one an axis, stands; undefined where an axis has no such member. */
  readonly place: (members: readonly string[]) => number | undefined;

  constructor(measure: MeasureId, axes: readonly Axis[]) {
    this.measure = measure;
    this.axes = axes;
    this.place = axisIndex(axes);
    this.values = new Float64Array(axes.reduce((cells, { members }) => cells * members.length, 1));
  }

  /** 0 where there is no such cell. */
  at(...members: readonly string[]): number {
    const place = this.place(members);
    return place === undefined ? 0 : (this.values[place] ?? 0);
  }

  /** Adds to the cell and to all totals over it; what fits no cell is left out. */
  add(members: readonly string[], count: number): void {
    const place = this.place(members);
    if (place === undefined) return;
    let places = [place];
    for (let depth = 0, stride = this.values.length; depth < this.axes.length; depth += 1) {
      const own = this.axes[depth]?.members ?? [];
      stride /= own.length;
      if (own[0] !== all) continue;
      const above = own.indexOf(members[depth] ?? '') * stride;
      places = places.flatMap((one) => [one, one - above]);
    }
    for (const one of places) this.values[one] = (this.values[one] ?? 0) + count;
  }
}
