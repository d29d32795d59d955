import type { FileDigest, OutputDigest } from '../../receipts/scrub-certificate.ts';
import type { OutputName } from '../../scrub/row-output.ts';
import type { ByteDigest, ScrubTools } from '../../scrub/scrub-tools.ts';

/** What a certificate says of files, gathered while their bytes go by. */
export class FileDigests {
  readonly #input: Running;
  readonly #outputs: ReadonlyMap<OutputName, Running>;

  constructor(names: readonly OutputName[], { newDigest }: ScrubTools) {
    this.#input = new Running(newDigest());
    this.#outputs = new Map(names.map((name) => [name, new Running(newDigest())]));
  }

  addInput(bytes: Uint8Array): void {
    this.#input.add(bytes);
  }

  addOutput(name: OutputName, bytes: Uint8Array): void {
    this.#outputs.get(name)?.add(bytes);
  }

  /** Once, at the end. */
  done(): { readonly input: FileDigest; readonly outputs: readonly OutputDigest[] } {
    const outputs = [...this.#outputs].map(([name, running]) => ({ name, ...running.done() }));
    return { input: this.#input.done(), outputs };
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
