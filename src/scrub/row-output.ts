import type { OutcomeTable, RowOutcome } from './outcome-table.ts';
import type { Rows } from './row-slice.ts';

/** ANNOTATED: every row with what was decided. SPLIT: rows as they came, in a file for each kind. */
export type ScrubLayout = 'ANNOTATED' | 'SPLIT';

export const splitNames = ['allowed', 'blocked', 'rejected', 'unavailable'] as const;
export type SplitName = (typeof splitNames)[number];
export type OutputName = SplitName | 'annotated';

const fileOf: Readonly<Record<RowOutcome['decision'], SplitName>> = {
  ALLOW: 'allowed',
  BLOCK: 'blocked',
  REJECTED: 'rejected',
  UNAVAILABLE: 'unavailable',
};

/** The columns that an annotated file has at its end. No value in them is a formula to a spreadsheet. */
export const addedColumns = ['decision', 'reason', 'nextPermittedAt', 'validUntil'] as const;

/** Writes rows and outcomes as bytes in the list's own format, a slice at a time. */
export class RowOutput {
  readonly #delimiter: string;
  readonly #lineEnd: Uint8Array;
  readonly #layout: ScrubLayout;
  #endings: Uint8Array[] = [];
  readonly #buffers = new Map<OutputName, OutputBuffer>();
  /** By the place of an outcome. */
  #bufferOf: OutputBuffer[] = [];
  #generation: number = 0;

  constructor(layout: ScrubLayout, delimiter: string, lineEnd: string) {
    this.#layout = layout;
    this.#delimiter = delimiter;
    this.#lineEnd = encoder.encode(lineEnd);
    const names: readonly OutputName[] = layout === 'SPLIT' ? splitNames : ['annotated'];
    for (const name of names) this.#buffers.set(name, new OutputBuffer());
  }

  header(bytes: Uint8Array): void {
    const ending = this.#layout === 'SPLIT' ? this.#lineEnd : this.#ending(addedColumns);
    for (const buffer of this.#buffers.values()) buffer.row(bytes, 0, bytes.length, noPadding, ending);
  }

  /** The rows from `first` to below `beyond`. */
  rows(rows: Rows, outcomes: OutcomeTable, first: number, beyond: number): void {
    const { bytes, starts, ends, missing, outcomes: places } = rows;
    this.#learn(outcomes);
    const pads = this.#layout === 'ANNOTATED';
    for (let row = first; row < beyond; row++) {
      const place = places[row] as number;
      const lacking = missing[row] as number;
      const padding = lacking > 0 && pads ? encoder.encode(this.#delimiter.repeat(lacking)) : noPadding;
      const buffer = this.#bufferOf[place] as OutputBuffer;
      buffer.row(bytes, starts[row] as number, ends[row] as number, padding, this.#endings[place] as Uint8Array);
    }
  }

  /** What was written since the last call; the bytes are good until the next row. */
  *taken(): Generator<readonly [OutputName, Uint8Array<ArrayBuffer>]> {
    for (const [name, buffer] of this.#buffers) {
      const bytes = buffer.take();
      if (bytes.length > 0) yield [name, bytes];
    }
  }

  #learn({ list, generation }: OutcomeTable): void {
    if (generation !== this.#generation) {
      this.#generation = generation;
      this.#endings = [];
      this.#bufferOf = [];
    }
    for (let place = this.#endings.length; place < list.length; place++) {
      const { decision, reason, nextPermittedAt, validUntil } = list[place] as RowOutcome;
      const annotated = this.#ending([decision, reason, nextPermittedAt, validUntil]);
      this.#endings.push(this.#layout === 'SPLIT' ? this.#lineEnd : annotated);
      const name = this.#layout === 'SPLIT' ? fileOf[decision] : 'annotated';
      this.#bufferOf.push(this.#buffers.get(name) as OutputBuffer);
    }
  }

  #ending(cells: readonly string[]): Uint8Array {
    const text = cells.map((cell) => this.#delimiter + cell).join('');
    return concatenated(encoder.encode(text), this.#lineEnd);
  }
}

const encoder = new TextEncoder();
const noPadding = new Uint8Array(0);
/** Up to here a loop over bytes is quicker than a copy by the runtime. */
const shortBytes = 40;

class OutputBuffer {
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(2 ** 20);
  #length: number = 0;

  row(from: Uint8Array, start: number, end: number, padding: Uint8Array, ending: Uint8Array): void {
    const size = end - start;
    const needed = this.#length + size + padding.length + ending.length;
    if (needed > this.#bytes.length) this.#grow(needed);
    const bytes = this.#bytes;
    let length = this.#length;
    if (size <= shortBytes) for (let at = start; at < end; at++) bytes[length++] = from[at] as number;
    else {
      bytes.set(from.subarray(start, end), length);
      length += size;
    }
    if (padding.length > 0) {
      bytes.set(padding, length);
      length += padding.length;
    }
    if (ending.length <= 2) for (let at = 0; at < ending.length; at++) bytes[length++] = ending[at] as number;
    else {
      bytes.set(ending, length);
      length += ending.length;
    }
    this.#length = length;
  }

  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return taken;
  }

  #grow(needed: number): void {
    const grown = new Uint8Array(2 * needed);
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

function concatenated(one: Uint8Array, other: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
