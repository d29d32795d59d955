import { Fault } from '../../core/fault.ts';
import { base64url, bytesOfBase64url } from '../../receipts/base64url.ts';
import { FileRows, type RowForm, RowTooLong, rowBytesMax } from '../../receipts/file-rows.ts';
import type { RowCounts } from '../../receipts/receipt-payload.ts';
import { outputSecret } from '../../receipts/row-salts.ts';
import { type RowTree, rowTree } from '../../receipts/row-tree.ts';
import type { OutputTree } from '../../receipts/scrub-certificate.ts';
import type { Sha256 } from '../../storage/leaf-hash.ts';
import { type GrownTree, hashBytes } from '../../storage/merkle.ts';
import type { ResultName } from './result-name.ts';

/** Of each output, what its tree goes on from; hashes are base64url. */
export type GrownTrees = Readonly<
  Partial<Record<ResultName, { readonly size: number; readonly whole: readonly string[] }>>
>;

/** How far the trees of a scrub have come. */
export interface RowProofsReached {
  readonly form: RowForm;
  readonly trees: GrownTrees;
}

interface Growing {
  readonly tree: RowTree;
  readonly rows: FileRows;
}

export interface RowProofs {
  readonly names: readonly ResultName[];
  /** Of the scrub. */
  readonly rowSecret: Uint8Array;
  readonly sha256: Sha256;
}

/** Trees over the rows of outputs, by the bytes that are written. */
export class OutputTrees {
  readonly form: RowForm;
  readonly #outputs: ReadonlyMap<ResultName, Growing>;

  /** `from`: trees that have the rows of before; what was written by then comes by once more, and is not hashed again. */
  constructor({ names, rowSecret, sha256 }: RowProofs, form: RowForm, from: GrownTrees = {}) {
    this.form = form;
    const growing = (name: ResultName): Growing => {
      const tree = rowTree(sha256, outputSecret(sha256, rowSecret, name), grownTree(from[name]));
      let known = tree.size;
      const take = (row: Uint8Array) => {
        if (known > 0) known -= 1;
        else tree.add(row);
      };
      return { tree, rows: new FileRows(form, take) };
    };
    this.#outputs = new Map(names.map((name) => [name, growing(name)]));
  }

  /** Fault PAYLOAD_TOO_LARGE. */
  add(name: ResultName, bytes: Uint8Array): void {
    try {
      this.#outputs.get(name)?.rows.add(bytes);
    } catch (error) {
      if (!(error instanceof RowTooLong)) throw error;
      const limit = `at most ${rowBytesMax} bytes a row`;
      throw new Fault('PAYLOAD_TOO_LARGE', 'a row is too long to be shown alone', { limit, cause: error });
    }
  }

  /** To be asked for between two rows. */
  reached(): RowProofsReached {
    const trees = [...this.#outputs].map(([name, { tree }]) => {
      const { size, whole } = tree.grown();
      return [name, { size, whole: whole.map(base64url) }] as const;
    });
    return { form: this.form, trees: Object.fromEntries(trees) };
  }

  /** Once, at the end. */
  done(name: ResultName): OutputTree | undefined {
    const growing = this.#outputs.get(name);
    if (growing === undefined) return undefined;
    growing.rows.end();
    return { rows: growing.tree.size, rootHash: growing.tree.rootHash() };
  }
}

function grownTree(from: GrownTrees[ResultName]): GrownTree | undefined {
  if (from === undefined) return undefined;
  return { size: from.size, whole: from.whole.map((hash) => bytesOfBase64url(hash, hashBytes) as Uint8Array) };
}

/** A tree with fewer leaves than rows shows several rows as one: it must never be signed. */
export function requireEveryRow(
  outputs: readonly ({ readonly name: string } & Partial<OutputTree>)[],
  { count, allowed, blocked, rejected, unavailable }: RowCounts,
): void {
  const counted: Readonly<Record<string, number>> = { annotated: count, allowed, blocked, rejected, unavailable };
  const other = outputs.find(({ name, rows }) => rows !== undefined && rows !== counted[name]);
  if (other !== undefined) {
    throw new Error(`${other.name}: ${counted[other.name]} rows were decided, and the tree has ${other.rows}`);
  }
}
