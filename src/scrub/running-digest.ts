import type { ByteDigest } from './scrub-tools.ts';

/** How long a file is, and its SHA-256 in base64url. */
export interface DigestOfFile {
  readonly bytes: number;
  readonly digest: string;
}

/** The digest of a file whose bytes go by. */
export class RunningDigest {
  readonly #digest: ByteDigest;
  #bytes: number = 0;

  constructor(digest: ByteDigest) {
    this.#digest = digest;
  }

  add(bytes: Uint8Array): void {
    this.#digest.update(bytes);
    this.#bytes += bytes.length;
  }

  /** Once, at the end. */
  done(): DigestOfFile {
    return { bytes: this.#bytes, digest: this.#digest.digest() };
  }
}
