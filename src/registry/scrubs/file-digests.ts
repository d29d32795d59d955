import type { RowForm } from '../../receipts/file-rows.ts';
import type { OutputDigest, OutputTree } from '../../receipts/scrub-certificate.ts';
import { RunningDigest } from '../../scrub/running-digest.ts';
import type { ScrubTools } from '../../scrub/scrub-tools.ts';
import { type GrownTrees, OutputTrees, type RowProofs, type RowProofsReached } from './output-trees.ts';
import type { ResultName } from './result-name.ts';

export interface SignedOutputs {
  readonly outputs: readonly (OutputDigest & Partial<OutputTree>)[];
  readonly rowForm: RowForm | undefined;
}

/** What a certificate says of the files that come out, gathered while their bytes go by. */
export class FileDigests {
  readonly #outputs: ReadonlyMap<ResultName, RunningDigest>;
  readonly #rowProofs: RowProofs | undefined;
  #trees: OutputTrees | undefined;

  /** `rowProofs`: where single rows shall be shown. */
  constructor(names: readonly ResultName[], { newDigest }: ScrubTools, rowProofs?: RowProofs) {
    this.#rowProofs = rowProofs;
    this.#outputs = new Map(names.map((name) => [name, new RunningDigest(newDigest())]));
  }

  /** How far the trees over rows have come; undefined until `rowsAre`, or where no rows shall be shown. */
  rowProofs(): RowProofsReached | undefined {
    return this.#trees?.reached();
  }

  /** To be told before the first bytes of an output, with `from` where they were written before; once counts. */
  rowsAre(form: RowForm, from?: GrownTrees): void {
    if (this.#rowProofs !== undefined) this.#trees ??= new OutputTrees(this.#rowProofs, form, from);
  }

  add(name: ResultName, bytes: Uint8Array): void {
    this.#outputs.get(name)?.add(bytes);
    this.#trees?.add(name, bytes);
  }

  /** Once, at the end. */
  done(): SignedOutputs {
    const outputs = [...this.#outputs].map(([name, running]) => ({
      name,
      ...running.done(),
      ...this.#trees?.done(name),
    }));
    return { outputs, rowForm: this.#trees?.form };
  }
}
