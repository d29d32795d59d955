import type { KeptName } from '../../registry/scrubs/result-name.ts';
import type { ResultWriter } from '../../registry/scrubs/scrub-desk.ts';
import type { ResultBytes } from '../../registry/scrubs/scrub-job.ts';
import type { PartWriter } from './part-writer.ts';

/** The results of a job while they are written. */
export class PartResults implements ResultWriter {
  readonly #writers: ReadonlyMap<KeptName, PartWriter>;

  constructor(writers: ReadonlyMap<KeptName, PartWriter>) {
    this.#writers = writers;
  }

  write(name: KeptName, bytes: Uint8Array): void | Promise<void> {
    return this.#writers.get(name)?.write(bytes);
  }

  /** One after the other: what is in memory of a part is enough. */
  async sync(): Promise<ResultBytes> {
    const lengths: [KeptName, number][] = [];
    for (const [name, writer] of this.#writers) lengths.push([name, await writer.sync()]);
    return Object.fromEntries(lengths);
  }

  close(): void {
    for (const writer of this.#writers.values()) writer.close();
  }
}
