/** Upper ends of the classes in which times are counted, milliseconds: each twice the one before. The last has no end. */
export const timeClassesMs: readonly number[] = Array.from({ length: 20 }, (_, place) => 2 ** (place - 3));

const lastMs = timeClassesMs.at(-1) ?? 0;

/** The place of the class in which a time lies: its upper end is the first that is not below. */
export function timeClassOf(ms: number): number {
  const eighths = Math.ceil(Math.min(ms, lastMs) * 8);
  return eighths <= 1 ? 0 : 32 - Math.clz32(eighths - 1);
}
