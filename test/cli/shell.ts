import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { onTestFinished } from 'vitest';
import { runDnd } from '../../src/cli/run.ts';
import type { Terminal } from '../../src/cli/terminal.ts';

export interface Ran {
  readonly exitCode: number;
  readonly out: string;
  readonly notes: string;
}

/** A folder, and the command line in it. */
export interface Shell {
  readonly folder: string;
  readonly dataDir: string;
  path(name: string): string;
  run(args: readonly string[], options?: RunOptions): Promise<Ran>;
  /** Runs what has to succeed; resolves to its output. */
  done(...args: string[]): Promise<string>;
}

export interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly now?: number;
}

/** In a folder that is there, or in one that is gone after the test. */
export function shell(folder = temporaryFolder()): Shell {
  const dataDir = join(folder, 'data');
  const run: Shell['run'] = async (args, { environment = {}, input = '', now } = {}) => {
    const out: string[] = [];
    const notes: string[] = [];
    const terminal: Terminal = {
      environment: { DATA_DIR: dataDir, ...environment },
      input: inputOf(input),
      out: (text) => void out.push(text),
      write: async (bytes) => void out.push(Buffer.from(bytes).toString()),
      note: (text) => void notes.push(text),
      progress: new PassThrough(),
      now: now === undefined ? Date.now : () => now,
      untilStopped: async () => {},
    };
    const exitCode = await runDnd(args, terminal);
    return { exitCode, out: out.join('\n'), notes: notes.join('\n') };
  };
  return {
    folder,
    dataDir,
    path: (name) => join(folder, name),
    run,
    async done(...args) {
      const { exitCode, out, notes } = await run(args);
      if (exitCode !== 0) throw new Error(`dnd ${args.join(' ')}: ${exitCode} ${notes}`);
      return out;
    },
  };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dnd-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function* inputOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
