import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestFile } from '../../exports/release-files.ts';
import { verifyGivenReceipt } from '../../registry/lookups/verify-given-receipt.ts';
import type { Registry } from '../../registry/registry.ts';
import { type ExportedRelease, manifestText } from '../../registry/statistics/export-release.ts';
import { placeFile } from '../carrier-files/carrier-folder.ts';
import { CommandFailure } from '../failure.ts';

export interface PlacedFile {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  /** `THERE`: it was there already, byte for byte; a manifest, with a signature that holds. */
  readonly status: 'WRITTEN' | 'THERE';
}

/** Puts the files of a release into a folder, the manifest last. Nothing is written where a file there is another. */
export async function placeRelease(
  registry: Registry,
  folder: string,
  exported: ExportedRelease,
): Promise<readonly PlacedFile[]> {
  const files = exported.files.map(({ name, bytes }) => ({ name: name as string, bytes: Buffer.from(bytes) }));
  const manifest = { name: manifestFile, bytes: Buffer.from(await manifestToPlace(registry, folder, exported)) };
  const all = [...files, manifest].map(({ name, bytes }) => ({ name, bytes, path: join(folder, name) }));
  for (const { path, bytes } of all) {
    if (existsSync(path) && !readFileSync(path).equals(bytes)) throw another(path);
  }
  const placed: PlacedFile[] = [];
  for (const { name, bytes, path } of all) {
    const isThere = existsSync(path);
    if (!isThere) await placeFile(path, [bytes]);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    placed.push({ file: name, bytes: bytes.length, sha256, status: isThere ? 'THERE' : 'WRITTEN' });
  }
  return placed;
}

/** The one that is there, where it says the same under a signature that holds: another signature has other bytes. */
async function manifestToPlace(registry: Registry, folder: string, exported: ExportedRelease): Promise<string> {
  const path = join(folder, manifestFile);
  if (!existsSync(path)) return manifestText(exported);
  const text = readFileSync(path, 'utf8');
  const { signature } = (jsonIn(text) ?? {}) as { readonly signature?: unknown };
  if (typeof signature !== 'string') throw another(path);
  if (manifestText({ manifest: exported.manifest, signature }) !== text) throw another(path);
  const { outcome } = await verifyGivenReceipt(registry, text);
  if (outcome !== 'VALID') throw new CommandFailure(`${path}: it is there, but ${outcome}; nothing is overwritten`);
  return text;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function another(path: string): CommandFailure {
  return new CommandFailure(`${path}: another file is there, and nothing is overwritten`);
}
