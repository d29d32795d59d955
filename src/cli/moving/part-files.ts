import { closeSync, constants, existsSync, fstatSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { placeOnce } from '../../node/place-once.ts';
import { bytesText } from '../../storage/moving/base64url.ts';
import { type PartFacts, type PartKind, partBytesTaken, partKinds } from '../../storage/moving/moved-log.ts';
import { linesOf } from '../../storage/moving/part-lines.ts';
import { sha256 } from '../../storage/sqlite/sha256.ts';
import { CommandFailure } from '../failure.ts';

/*
 * The folder of an export: `manifest.json`, `jwks.json` (the registry's public keys at that time, for convenience: who
 * has to trust an export has them from elsewhere) and for each part a file, named by its log and its place in it:
 * `log-000001-entries.jsonl.gz`, and of the numbers' third log, where these have logs of their own,
 * `log-3-000001-entries.jsonl.gz`.
 */
export const manifestFile = 'manifest.json';
export const keysFile = 'jwks.json';
/** Of an export over HTTP that is not whole yet: where its next part begins, as the registry has sealed it. */
export const continuationFile = 'continuation.json';
const ownFiles = [keysFile, continuationFile];

export function partFile(logId: string, { part, kind }: Pick<PartFacts, 'part' | 'kind'>): string {
  return `${logId}-${String(part).padStart(6, '0')}-${kind.toLowerCase().replace('_', '-')}.jsonl.gz`;
}

/** The file of a part that is there, and its kind; undefined where there is none. */
export function partFound(folder: string, logId: string, part: number): PartKind | undefined {
  return partKinds.find((kind) => existsSync(join(folder, partFile(logId, { part, kind }))));
}

/** Never in place of a file that is there. */
export function placePart(folder: string, logId: string, facts: PartFacts, lines: Uint8Array): void {
  placeOnce(join(folder, partFile(logId, facts)), gzipSync(lines));
}

/** The lines of a part's file. Throws `CommandFailure` where it is damaged, larger than parts are, or no plain file. */
export function partLines(folder: string, name: string): Uint8Array {
  const descriptor = openSync(join(folder, name), constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw new CommandFailure(`${name} is no plain file`);
    // What does not get smaller is a little larger.
    if (stat.size > partBytesTaken * 2) throw new CommandFailure(`${name} is larger than parts are`);
    return unpacked(name, readFileSync(descriptor));
  } finally {
    closeSync(descriptor);
  }
}

export function unpacked(name: string, bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: partBytesTaken });
  } catch (cause) {
    throw new CommandFailure(`${name} is damaged: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

export function factsOf(part: number, kind: PartKind, lines: Uint8Array): PartFacts {
  let rows = 0;
  for (const _ of linesOf(lines)) rows += 1;
  return { part, kind, rows, bytes: lines.length, digest: bytesText(sha256(lines)) };
}

/** Whether a folder is fit to be exported to: empty, or with parts of an export that was broken off. */
export function requireExportFolder(folder: string): void {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  if (names.includes(manifestFile)) throw new CommandFailure(`${folder}: a whole export is there already`);
  const stranger = names.find(
    (name) => !ownFiles.includes(name) && !/^log(-\d+)?-\d{6}-[a-z-]+\.jsonl\.gz(\.[\w-]{36})?$/.test(name),
  );
  if (stranger !== undefined)
    throw new CommandFailure(`${folder}: ${stranger} is no part of an export; choose an empty folder`);
}
