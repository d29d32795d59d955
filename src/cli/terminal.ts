/** The shell's side of a command: what it reads, writes and is stopped by. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly input: AsyncIterable<Uint8Array>;
  /** The answer, to standard output; a line feed is added. */
  out(text: string): void;
  /** Bytes as they are, to standard output; resolves when they were taken. */
  write(bytes: Uint8Array): Promise<void>;
  /** What goes beside the answer, to standard error; a line feed is added. */
  note(text: string): void;
  /** Where progress is drawn. */
  readonly progress: NodeJS.WritableStream & { readonly isTTY?: boolean };
  now(): number;
  /** Resolves when the command shall end by itself (SIGINT, SIGTERM). */
  untilStopped(): Promise<void>;
}

export function processTerminal(): Terminal {
  endQuietlyWhenNobodyReads();
  return {
    environment: process.env,
    input: process.stdin,
    out: (text) => void process.stdout.write(`${text}\n`),
    write: (bytes) => new Promise((resolve) => process.stdout.write(bytes, () => resolve())),
    note: (text) => void process.stderr.write(`${text}\n`),
    progress: process.stderr,
    now: Date.now,
    untilStopped,
  };
}

/** The first signal asks, the second one forces. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        process.removeListener(signal, stop);
        process.once(signal, () => process.exit(signal === 'SIGINT' ? 130 : 143));
      }
      resolve();
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
}

/** `dnd … | head` is no failure. */
function endQuietlyWhenNobodyReads(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
}
