/** Keeps what is run to its turns. */
export interface RunHold {
  /** Waited for before each part that a run reads. */
  pass(): Promise<void>;
  /** What a run ends with where the bucket fails it: it may go on later. */
  failure(error: unknown): unknown;
}

export const unheld: RunHold = { pass: async () => {}, failure: (error) => error };

/** What comes of them, one after the other; a failure is told of as the hold has it. */
export async function* heldBytes(bytes: AsyncIterable<Uint8Array>, hold: RunHold): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    throw hold.failure(error);
  }
}
