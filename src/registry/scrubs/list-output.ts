import type { ListSlice } from '../../scrub/list-slices.ts';
import type { OutcomeTable } from '../../scrub/outcome-table.ts';
import { type OutputName, RowOutput, type ScrubLayout, splitNames } from '../../scrub/row-output.ts';
import { encoderOf } from '../../scrub/text-encoding.ts';
import type { FileDigests } from './file-digests.ts';

/** Takes a piece of an output, in order; the bytes are its own until it resolves. */
export type OutputWriter = (name: OutputName, bytes: Uint8Array<ArrayBuffer>) => void | Promise<void>;

export function outputNames(layout: ScrubLayout): readonly OutputName[] {
  return layout === 'SPLIT' ? splitNames : ['annotated'];
}

/** So many rows stay in the processor's cache from when they are put together until they are written. */
const pieceRows = 16_384;

/** What comes out of a scrub, in the encoding of what went in. */
export class ListOutput {
  readonly #layout: ScrubLayout;
  readonly #write: OutputWriter;
  readonly #digests: FileDigests | undefined;
  #rows: RowOutput | undefined;
  #encode: ReturnType<typeof encoderOf> = (utf8) => utf8;

  readonly #giveWay: (() => void) | undefined;

  /** `giveWay`: see `ScrubTools`. */
  constructor(
    layout: ScrubLayout,
    write: OutputWriter,
    digests: FileDigests | undefined,
    giveWay?: (() => void) | undefined,
  ) {
    this.#giveWay = giveWay;
    this.#layout = layout;
    this.#write = write;
    this.#digests = digests;
  }

  /** Writes the rows of a slice, before the first of them the byte order mark and the heads. */
  async write(slice: ListSlice, outcomes: OutcomeTable): Promise<void> {
    const isFirst = this.#rows === undefined;
    const output = this.#begun(slice);
    if (isFirst) for (const name of outputNames(this.#layout)) await this.#pass(name, slice.mark.slice());
    if (slice.header !== undefined) output.header(slice.header);
    const { count } = slice.rows;
    for (let first = 0; first === 0 || first < count; first += pieceRows) {
      output.rows(slice.rows, outcomes, first, Math.min(first + pieceRows, count));
      for (const [name, bytes] of output.taken()) await this.#pass(name, this.#encode(bytes));
      this.#giveWay?.();
    }
  }

  /** Passes over a slice that was written before, with what stands in front of it. */
  pass(slice: ListSlice): void {
    this.#begun(slice);
  }

  #begun({ form, encoding }: ListSlice): RowOutput {
    if (this.#rows === undefined) {
      this.#rows = new RowOutput(this.#layout, form.delimiter, form.lineEnd);
      this.#encode = encoderOf(encoding);
    }
    return this.#rows;
  }

  async #pass(name: OutputName, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (bytes.length === 0) return;
    this.#digests?.add(name, bytes);
    await this.#write(name, bytes);
  }
}
