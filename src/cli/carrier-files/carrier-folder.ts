import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { CommandFailure } from '../failure.ts';

/** A carrier may put links into its folder, whose targets are not its own, and pipes, which nobody ever ends. */
const asItself = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const readBytes = 2 ** 18;

/** The bytes of a plain file in a folder that others write to, no link. Throws `CommandFailure`. */
export async function* arrivedBytes(path: string): AsyncGenerator<Uint8Array> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, asItself);
    requirePlain(path, (await handle.stat()).isFile());
    for await (const chunk of handle.createReadStream({ highWaterMark: readBytes, autoClose: false })) {
      yield chunk as Uint8Array;
    }
  } catch (error) {
    throw failureOf(path, 'read', error);
  } finally {
    await handle?.close();
  }
}

/** The text of such a file. Throws `CommandFailure`, also where it is larger. */
export function arrivedText(path: string, bytesMax: number): string {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, asItself);
    const stat = fstatSync(descriptor);
    requirePlain(path, stat.isFile());
    if (stat.size > bytesMax) throw new CommandFailure(`${basename(path)} is larger than ${bytesMax} bytes`);
    return readFileSync(descriptor, 'utf8');
  } catch (error) {
    throw failureOf(path, 'read', error);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Writes a file for its owner alone, whole, in place of what stands there under its name: a link is not followed. */
export async function placeFile(
  path: string,
  pieces: AsyncIterable<Uint8Array> | Iterable<string | Uint8Array>,
): Promise<void> {
  const draft = `${path}.${crypto.randomUUID()}`;
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      for await (const piece of pieces) await handle.writeFile(piece);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw failureOf(path, 'written', error);
  }
}

function requirePlain(path: string, isFile: boolean): void {
  if (!isFile) throw new CommandFailure(`${basename(path)} is no plain file`);
}

/** One file that cannot be used keeps no other from being taken. */
function failureOf(path: string, done: 'read' | 'written', error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof CommandFailure || code === undefined) return error;
  if (code === 'ELOOP') return new CommandFailure(`${basename(path)} is no plain file, but a link`);
  return new CommandFailure(`${basename(path)} cannot be ${done}: ${code}`, { cause: error });
}
