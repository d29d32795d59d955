/** Upper ends of the classes in which times are counted, milliseconds: each twice the one before. The last has no end. */
export const timeClassesMs: readonly number[] = Array.from({ length: 20 }, (_, place) => 2 ** (place - 3));

const lastMs = timeClassesMs.at(-1) ?? 0;

/** The place of the class in which a time lies: its upper end is the first that is not below. */
export function timeClassOf(ms: number): number {
  const eighths = Math.ceil(Math.min(ms, lastMs) * 8);
  return eighths <= 1 ? 0 : 32 - Math.clz32(eighths - 1);
}

/** Upper end of the class in which the percentile lies, `share` from 0 to 1; undefined where nothing was counted. */
export function percentileMs(
  counts: readonly { readonly classMs: number; readonly count: number }[],
  share: number,
): number | undefined {
  const ascending = [...counts].sort((a, b) => a.classMs - b.classMs);
  const wanted = share * ascending.reduce((sum, { count }) => sum + count, 0);
  let sum = 0;
  return ascending.find(({ count }) => {
    sum += count;
    return count > 0 && sum >= wanted;
  })?.classMs;
}
