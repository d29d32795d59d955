import type { OutcomeTable } from '../../scrub/outcome-table.ts';
import { type OutputName, RowOutput, type ScrubLayout, splitNames } from '../../scrub/row-output.ts';
import type { ReadRows } from '../../scrub/scrub-rows.ts';
import { type EncodedList, encoderOf } from '../../scrub/text-encoding.ts';
import type { FileDigests } from './file-digests.ts';

/** Takes a piece of an output, in order; the bytes are its own until it resolves. */
export type OutputWriter = (name: OutputName, bytes: Uint8Array<ArrayBuffer>) => void | Promise<void>;

export function outputNames(layout: ScrubLayout): readonly OutputName[] {
  return layout === 'SPLIT' ? splitNames : ['annotated'];
}

/** What comes out of a scrub, in the encoding of what went in. */
export class ListOutput {
  readonly #layout: ScrubLayout;
  readonly #mark: Uint8Array;
  readonly #encode: ReturnType<typeof encoderOf>;
  readonly #write: OutputWriter;
  readonly #digests: FileDigests | undefined;
  #rows: RowOutput | undefined;

  constructor(
    layout: ScrubLayout,
    { mark, encoding }: EncodedList,
    write: OutputWriter,
    digests: FileDigests | undefined,
  ) {
    this.#layout = layout;
    this.#mark = mark;
    this.#encode = encoderOf(encoding);
    this.#write = write;
    this.#digests = digests;
  }

  /** Writes the rows of a slice, before the first of them the byte order mark and the heads. */
  async write({ form, header, slice }: ReadRows, outcomes: OutcomeTable): Promise<void> {
    if (this.#rows === undefined) {
      this.#rows = new RowOutput(this.#layout, form.delimiter, form.lineEnd);
      for (const name of outputNames(this.#layout)) await this.#pass(name, this.#mark.slice());
    }
    if (header !== undefined) this.#rows.header(header);
    this.#rows.rows(slice, outcomes);
    for (const [name, bytes] of this.#rows.taken()) await this.#pass(name, this.#encode(bytes));
  }

  /** Passes over a slice that was written before, with what stands in front of it. */
  pass({ form }: ReadRows): void {
    this.#rows ??= new RowOutput(this.#layout, form.delimiter, form.lineEnd);
  }

  async #pass(name: OutputName, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (bytes.length === 0) return;
    this.#digests?.addOutput(name, bytes);
    await this.#write(name, bytes);
  }
}
