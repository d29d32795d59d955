import type { OutcomeTable, RowOutcome } from '../../scrub/outcome-table.ts';
import type { Rows } from '../../scrub/row-slice.ts';

/** What some rows of a list were decided as, in its order. */
export interface DecidedRows {
  /** 0 of a row that cannot be decided again: nothing was asked about. */
  readonly numbers: Float64Array;
  /** Of each row, the place in `outcomes`. */
  readonly places: Uint32Array;
  readonly outcomes: readonly RowOutcome[];
}

/** Rows, and the bytes of the JSON of their outcomes, as 32 bits each in the order of the machine. */
const headBytes = 8;

/**
 * The rows of a slice as they are kept beside its results, 12 bytes each, so that a recheck reads neither the list nor
 * every block again: the head, numbers, places, and the JSON of the outcomes, filled up to a multiple of eight bytes.
 */
export function decidedBytes(
  { numbers, outcomes: places, count }: Rows,
  { list }: OutcomeTable,
): Uint8Array<ArrayBuffer> {
  const outcomes: RowOutcome[] = [];
  const newPlaces = new Map<number, number>();
  if (keptPlaces.length < count) keptPlaces = new Uint32Array(count);
  const kept = keptPlaces;
  let lastPlace = -1;
  let lastKept = 0;
  for (let row = 0; row < count; row++) {
    const place = places[row] as number;
    if (place !== lastPlace) {
      lastPlace = place;
      lastKept = newPlaces.get(place) ?? outcomes.push(list[place] as RowOutcome) - 1;
      newPlaces.set(place, lastKept);
    }
    kept[row] = lastKept;
  }
  const text = new TextEncoder().encode(JSON.stringify(outcomes));
  const bytes = new Uint8Array(pieceBytes(count, text.length));
  new Uint32Array(bytes.buffer, 0, 2).set([count, text.length]);
  new Float64Array(bytes.buffer, headBytes, count).set(numbers.subarray(0, count));
  new Uint32Array(bytes.buffer, headBytes + count * 8, count).set(kept.subarray(0, count));
  bytes.set(text, headBytes + count * 12);
  return bytes;
}

/** Of the slice at hand. */
let keptPlaces: Uint32Array = new Uint32Array(0);

/** What `decidedBytes` made, slice by slice; the end of it may be missing. */
export async function* decidedRows(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<DecidedRows> {
  let held: Uint8Array = new Uint8Array(0);
  for await (const chunk of bytes) {
    const joined = new Uint8Array(held.length + chunk.length);
    joined.set(held);
    joined.set(chunk, held.length);
    held = joined;
    for (let size = pieceSize(held); size !== undefined && size <= held.length; size = pieceSize(held)) {
      yield rowsOf(held.slice(0, size));
      held = held.slice(size);
    }
  }
}

function pieceSize(bytes: Uint8Array): number | undefined {
  if (bytes.length < headBytes) return undefined;
  const [count, textBytes] = new Uint32Array(bytes.slice(0, headBytes).buffer) as unknown as [number, number];
  return pieceBytes(count, textBytes);
}

function rowsOf(bytes: Uint8Array<ArrayBuffer>): DecidedRows {
  const [count, textBytes] = new Uint32Array(bytes.buffer, 0, 2) as unknown as [number, number];
  const from = headBytes + count * 12;
  return {
    numbers: new Float64Array(bytes.buffer, headBytes, count),
    places: new Uint32Array(bytes.buffer, headBytes + count * 8, count),
    outcomes: JSON.parse(new TextDecoder().decode(bytes.subarray(from, from + textBytes))) as readonly RowOutcome[],
  };
}

function pieceBytes(count: number, textBytes: number): number {
  return Math.ceil((headBytes + count * 12 + textBytes) / 8) * 8;
}
