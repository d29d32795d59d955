import { numbersPerBlock } from '../../core/phone-number.ts';

/** Ascending offsets as text: `0-99,105`; empty for none. */
export function rangesText(offsets: Uint16Array): string {
  const ranges: string[] = [];
  for (let from = 0; from < offsets.length; ) {
    const first = offsets[from] as number;
    let until = from + 1;
    while (offsets[until] === first + until - from) until++;
    const last = first + until - from - 1;
    ranges.push(last === first ? String(first) : `${first}-${last}`);
    from = until;
  }
  return ranges.join(',');
}

/** The offsets of such a text; undefined where it is none, or names one outside a block, twice, or out of order. */
export function offsetsOfRanges(text: unknown): Uint16Array | undefined {
  if (typeof text !== 'string' || text.length > charactersMax) return undefined;
  if (text === '') return new Uint16Array(0);
  const offsets: number[] = [];
  for (const range of text.split(',')) {
    const [, from, to = from] = /^(0|[1-9]\d{0,3})(?:-([1-9]\d{0,3}))?$/.exec(range) ?? [];
    if (from === undefined || Number(to) < Number(from) || Number(from) <= (offsets.at(-1) ?? -1)) return undefined;
    for (let offset = Number(from); offset <= Number(to); offset++) offsets.push(offset);
  }
  return (offsets.at(-1) ?? 0) < numbersPerBlock ? Uint16Array.from(offsets) : undefined;
}

/** Every second offset of a block, which takes longest. */
const charactersMax = 5 * numbersPerBlock;
