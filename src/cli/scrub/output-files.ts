import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { extname, join } from 'node:path';
import { type OutputName, splitNames } from '../../scrub/row-output.ts';
import { CommandFailure } from '../failure.ts';
import type { Terminal } from '../terminal.ts';

/** Where a scrub's outputs go. */
export interface OutputFiles {
  write(name: OutputName, bytes: Uint8Array): void | Promise<void>;
  /** The files appear under their names, whole, at the end. */
  finish(): void;
  /** Nothing is left behind, unless `finish` was called. */
  close(): void;
}

export interface OutputPlace {
  readonly split?: string;
  readonly out?: string;
}

/** Standard output, where no file or folder is named. `input` lends split files its extension. */
export function outputFiles(terminal: Terminal, { split, out }: OutputPlace, input: string): OutputFiles {
  if (split !== undefined) {
    mkdirSync(split, { recursive: true, mode: 0o700 });
    return files(splitNames.map((name) => [name, splitFile(split, name, input)] as const));
  }
  if (out !== undefined && out !== '-') return files([['annotated', out]]);
  return { write: (_, bytes) => terminal.write(bytes), finish() {}, close() {} };
}

export function splitFile(folder: string, name: string, input: string): string {
  const extension = extname(input.replace(/\.gz$/i, ''));
  return join(folder, `${name}${extension === '' ? '.csv' : extension}`);
}

/** Where the secret of row proofs stands: beside the certificate, which may be shown to others. */
export function secretFile(certificate: string): string {
  return `${certificate}.secret`;
}

function files(paths: readonly (readonly [OutputName, string])[]): OutputFiles {
  const taken = paths.find(([, path]) => existsSync(path))?.[1];
  if (taken !== undefined) throw new CommandFailure(`${taken}: it exists already, and nothing is overwritten`);
  const unfinished = new Map(paths.map(([name, path]) => [name, openSync(`${path}.part`, 'w', 0o600)]));
  return {
    write(name, bytes) {
      const file = unfinished.get(name);
      if (file === undefined) return;
      for (let from = 0; from < bytes.length; ) from += writeSync(file, bytes, from);
    },
    finish() {
      for (const [, path] of paths) renameSync(`${path}.part`, path);
    },
    close() {
      for (const file of unfinished.values()) closeSync(file);
      for (const [, path] of paths) rmSync(`${path}.part`, { force: true });
    },
  };
}
