import type { Axis } from './release.ts';

/** Finds the place of a cell by its members, one an axis; undefined where an axis has no such member. */
export function axisIndex(axes: readonly Axis[]): (members: readonly string[]) => number | undefined {
  const places = axes.map(({ members }) => new Map(members.map((member, place) => [member, place])));
  return (members) => {
    let place = 0;
    for (let depth = 0; depth < axes.length; depth += 1) {
      const at = places[depth]?.get(members[depth] ?? '');
      if (at === undefined) return undefined;
      place = place * (axes[depth]?.members.length ?? 0) + at;
    }
    return place;
  };
}
