import type { RowForm } from '../../receipts/file-rows.ts';
import type { FileDigest, OutputDigest, OutputTree } from '../../receipts/scrub-certificate.ts';
import type { ByteDigest, ScrubTools } from '../../scrub/scrub-tools.ts';
import { type GrownTrees, OutputTrees, type RowProofs, type RowProofsReached } from './output-trees.ts';
import type { ResultName } from './result-name.ts';

export interface SignedFiles {
  readonly input: FileDigest;
  readonly outputs: readonly (OutputDigest & Partial<OutputTree>)[];
  readonly rowForm: RowForm | undefined;
}

/** What a certificate says of files, gathered while their bytes go by. */
export class FileDigests {
  readonly #input: Running;
  readonly #outputs: ReadonlyMap<ResultName, Running>;
  readonly #rowProofs: RowProofs | undefined;
  #trees: OutputTrees | undefined;

  /** `rowProofs`: where single rows shall be shown. */
  constructor(names: readonly ResultName[], { newDigest }: ScrubTools, rowProofs?: RowProofs) {
    this.#rowProofs = rowProofs;
    this.#input = new Running(newDigest());
    this.#outputs = new Map(names.map((name) => [name, new Running(newDigest())]));
  }

  /** How far the trees over rows have come; undefined until `rowsAre`, or where no rows shall be shown. */
  rowProofs(): RowProofsReached | undefined {
    return this.#trees?.reached();
  }

  /** To be told before the first bytes of an output, with `from` where they were written before; once counts. */
  rowsAre(form: RowForm, from?: GrownTrees): void {
    if (this.#rowProofs !== undefined) this.#trees ??= new OutputTrees(this.#rowProofs, form, from);
  }

  addInput(bytes: Uint8Array): void {
    this.#input.add(bytes);
  }

  addOutput(name: ResultName, bytes: Uint8Array): void {
    this.#outputs.get(name)?.add(bytes);
    this.#trees?.add(name, bytes);
  }

  /** Once, at the end. */
  done(): SignedFiles {
    const outputs = [...this.#outputs].map(([name, running]) => ({
      name,
      ...running.done(),
      ...this.#trees?.done(name),
    }));
    return { input: this.#input.done(), outputs, rowForm: this.#trees?.form };
  }
}

class Running {
  readonly #digest: ByteDigest;
  #bytes: number = 0;

  constructor(digest: ByteDigest) {
    this.#digest = digest;
  }

  add(bytes: Uint8Array): void {
    this.#digest.update(bytes);
    this.#bytes += bytes.length;
  }

  done(): FileDigest {
    return { bytes: this.#bytes, digest: this.#digest.digest() };
  }
}
