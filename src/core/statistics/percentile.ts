/** How often something took at most so many milliseconds, and more than the class below. */
export interface TimeClass {
  readonly upToMs: number;
  readonly count: number;
}

/** The upper end of the class in which the percentile (1 to 100) lies; undefined where nothing was timed. */
export function percentileOf(classes: readonly TimeClass[], percentile: number): number | undefined {
  const ascending = [...classes].sort((a, b) => a.upToMs - b.upToMs);
  const total = ascending.reduce((sum, { count }) => sum + count, 0);
  let reached = 0;
  for (const { upToMs, count } of ascending) {
    reached += count;
    if (reached > 0 && reached * 100 >= total * percentile) return upToMs;
  }
  return undefined;
}
