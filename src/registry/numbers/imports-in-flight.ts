/**
 * So much is hashed and written at once, eight full blocks or many with little in them: the writer commits them in
 * groups, and others have their turn.
 */
const rowsInFlight = 80_000;
const blocksInFlight = 256;

/** Work that goes on side by side, as much as fits; the first failure ends it. */
export class ImportsInFlight {
  #rows = 0;
  #blocks = 0;
  #failure: { readonly error: unknown } | undefined;
  #freed: (() => void) | undefined;

  /** Resolves once there is room for more. */
  async add(rows: number, work: () => Promise<void>): Promise<void> {
    this.#rows += rows;
    this.#blocks += 1;
    void this.#run(rows, work);
    while (this.#rows >= rowsInFlight || this.#blocks >= blocksInFlight) await this.#room();
    if (this.#failure !== undefined) await this.done();
  }

  /** Resolves once all has ended; rejects with the first failure. */
  async done(): Promise<void> {
    while (this.#blocks > 0) await this.#room();
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async #run(rows: number, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#failure ??= { error };
    }
    this.#rows -= rows;
    this.#blocks -= 1;
    this.#freed?.();
  }

  #room(): Promise<void> {
    return new Promise((resolve) => {
      this.#freed = resolve;
    });
  }
}
