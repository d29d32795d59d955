import type { Sha256 } from '../storage/leaf-hash.ts';
import { leafHash } from '../storage/leaf-hash.ts';
import { GrowingPath } from '../storage/merkle-path.ts';
import { base64url } from './base64url.ts';
import { FileRows, type RowForm } from './file-rows.ts';
import type { Inclusion } from './inclusion.ts';
import { outputSecret, rowSalts } from './row-salts.ts';
import type { OutputTree } from './scrub-certificate.ts';

/** One row of an output of a scrub with all that shows it to be signed, and nothing of the others. */
export interface ScrubRowProof {
  /** The row's exact text. */
  readonly statement?: string;
  /** In its place, of a row that is no UTF-8: base64url of its exact bytes. */
  readonly statementBytes?: string;
  /** The name of the output in which the row stands. */
  readonly output: string;
  readonly inclusion: Inclusion;
  /** The certificate: a compact JWS. */
  readonly receipt: string;
}

export interface ScrubRowProverOptions {
  readonly sha256: Sha256;
  readonly form: RowForm;
  /** Of the scrub. */
  readonly rowSecret: Uint8Array;
  readonly output: string;
  /** Counted from 0. */
  readonly row: number;
}

/** Proves one row of an output while the output's bytes come by, in bounded memory. */
export class ScrubRowProver {
  readonly #options: ScrubRowProverOptions;
  readonly #saltOf: (index: number) => Uint8Array;
  readonly #path: GrowingPath;
  readonly #rows: FileRows;
  #statement: Uint8Array | undefined;

  constructor(options: ScrubRowProverOptions) {
    const { sha256, form, rowSecret, output, row } = options;
    this.#options = options;
    this.#saltOf = rowSalts(sha256, outputSecret(sha256, rowSecret, output));
    this.#path = new GrowingPath(sha256, row);
    this.#rows = new FileRows(form, (bytes) => this.#take(bytes));
  }

  /** Throws RowTooLong. */
  add(bytes: Uint8Array): void {
    this.#rows.add(bytes);
  }

  /** Once, behind the last bytes: the tree over the rows, and the proof, undefined where there is no such row. */
  done(receipt: string): { readonly tree: OutputTree; readonly proof: ScrubRowProof } | undefined {
    this.#rows.end();
    const { output, row } = this.#options;
    const done = this.#path.done();
    if (done === undefined || this.#statement === undefined) return undefined;
    const treeSize = this.#path.size;
    const inclusion = {
      salt: base64url(this.#saltOf(row)),
      leafIndex: row,
      treeSize,
      path: done.path.map(base64url),
    };
    return {
      tree: { rows: treeSize, rootHash: base64url(done.root) },
      proof: { ...statementMembers(this.#statement), output, inclusion, receipt },
    };
  }

  #take(bytes: Uint8Array): void {
    const { sha256, row } = this.#options;
    const index = this.#path.size;
    if (index === row) this.#statement = bytes.slice();
    this.#path.add(leafHash(sha256, this.#saltOf(index), bytes));
  }
}

function statementMembers(bytes: Uint8Array): Pick<ScrubRowProof, 'statement' | 'statementBytes'> {
  try {
    return { statement: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { statementBytes: longBase64url(bytes) };
  }
}

/** A multiple of three, so that each piece's text ends with its bytes. */
const pieceBytes = 768;

function longBase64url(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += pieceBytes) text += base64url(bytes.subarray(at, at + pieceBytes));
  return text;
}
