import { readFileSync, statSync } from 'node:fs';
import { CommandFailure } from './failure.ts';

const bytesMax = 64 * 2 ** 20;

/** The text of a file, or of standard input where it is named `-`; at most 64 MiB. */
export async function textOf(file: string, input: AsyncIterable<Uint8Array>): Promise<string> {
  if (file === '-') return textOfStream(input);
  if (statSync(file).size > bytesMax) throw tooLarge(file);
  return readFileSync(file, 'utf8');
}

/** What a JSON file holds. */
export function jsonOf(file: string): unknown {
  if (statSync(file).size > bytesMax) throw tooLarge(file);
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new CommandFailure(`${file}: not JSON`, { cause });
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function textOfStream(input: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of input) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) throw tooLarge('-');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function tooLarge(file: string): CommandFailure {
  return new CommandFailure(`${file}: too large (at most ${bytesMax / 2 ** 20} MiB)`);
}
