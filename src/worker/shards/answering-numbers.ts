import type { DirectoryNews } from '../../lookup/directory-replica.ts';
import type { NumberRegistry } from './number-registry.ts';

/**
 * The registry of an object of numbers from the first request for it on. What the directory tells while it is being
 * opened is not waited for, since opening asks the directory: it is asked for once more before anything is answered.
 */
export class AnsweringNumbers {
  readonly #open: () => Promise<NumberRegistry>;
  #opening: Promise<NumberRegistry> | undefined;
  #opened: NumberRegistry | undefined;
  #told: number = 0;

  constructor(open: () => Promise<NumberRegistry>) {
    this.#open = open;
  }

  /** Once for as long as the object lives; what failed is tried again with the next request. */
  registry(): Promise<NumberRegistry> {
    this.#opening ??= this.#openAnew().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  /** Resolves when it binds, or will before the first answer. */
  async hear(news: DirectoryNews): Promise<void> {
    this.#told += 1;
    await this.#opened?.hear(news);
  }

  async #openAnew(): Promise<NumberRegistry> {
    let told = this.#told;
    const opened = await this.#open();
    while (told !== this.#told) {
      told = this.#told;
      await opened.catchUp();
    }
    this.#opened = opened;
    return opened;
  }
}
