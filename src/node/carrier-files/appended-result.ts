import { closeSync, constants, fdatasync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import type { ResultAppender } from '../../registry/carrier-files/carrier-file.ts';

const syncData = promisify(fdatasync);

/** A result while it is written, cut to a length at first. */
export class AppendedResult implements ResultAppender {
  readonly #descriptor: number;
  #bytes: number;

  constructor(file: string, bytes: number) {
    this.#descriptor = openSync(file, constants.O_CREAT | constants.O_RDWR, 0o600);
    this.#bytes = bytes;
    ftruncateSync(this.#descriptor, bytes);
  }

  write(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; ) {
      const written = writeSync(this.#descriptor, bytes, from, bytes.length - from, this.#bytes);
      from += written;
      this.#bytes += written;
    }
  }

  sync(): Promise<void> {
    return syncData(this.#descriptor);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
