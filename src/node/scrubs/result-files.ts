import { closeSync, constants, fdatasync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { KeptName } from '../../registry/scrubs/result-name.ts';
import type { ResultWriter } from '../../registry/scrubs/scrub-desk.ts';
import type { ResultBytes } from '../../registry/scrubs/scrub-job.ts';

export const resultPrefix = 'result-';

/** The results of a job while they are written, each cut to a length at first. */
export class ResultFiles implements ResultWriter {
  readonly #files = new Map<KeptName, { readonly descriptor: number; bytes: number }>();

  constructor(folder: string, lengths: ResultBytes) {
    for (const [name, bytes] of Object.entries(lengths) as [KeptName, number][]) {
      const descriptor = openSync(join(folder, resultPrefix + name), constants.O_CREAT | constants.O_RDWR, 0o600);
      this.#files.set(name, { descriptor, bytes });
      ftruncateSync(descriptor, bytes);
    }
  }

  write(name: KeptName, bytes: Uint8Array): void {
    const file = this.#files.get(name);
    if (file === undefined) return;
    for (let from = 0; from < bytes.length; ) {
      const written = writeSync(file.descriptor, bytes, from, bytes.length - from, file.bytes);
      from += written;
      file.bytes += written;
    }
  }

  async sync(): Promise<ResultBytes> {
    const lengths = [...this.#files].map(([name, { bytes }]) => [name, bytes] as const);
    await Promise.all([...this.#files.values()].map(({ descriptor }) => syncData(descriptor)));
    return Object.fromEntries(lengths);
  }

  close(): void {
    for (const { descriptor } of this.#files.values()) closeSync(descriptor);
    this.#files.clear();
  }
}

const syncData = promisify(fdatasync);
