import { createHash } from 'node:crypto';
import { type WishManifest, wishFileName } from '../../../src/core/carrier-file.ts';
import type { OrganisationActor } from '../../../src/registry/access/actor.ts';
import type { OwnCarrierFile } from '../../../src/registry/carrier-files/carrier-file.ts';
import { openCarrierFile } from '../../../src/registry/carrier-files/open-carrier-file.ts';
import { readCarrierFile, readCarrierResult } from '../../../src/registry/carrier-files/read-carrier-files.ts';
import { runCarrierFiles } from '../../../src/registry/carrier-files/run-carrier-files.ts';
import { uploadCarrierFile } from '../../../src/registry/carrier-files/upload-carrier-file.ts';
import type { Registry } from '../../../src/registry/registry.ts';

/** The day of `startedAt`. */
export const today = '2026-11-22';

export function manifestOf(content: string | Uint8Array, rows: number, more: Partial<WishManifest> = {}): WishManifest {
  const { carrier = 'CARRIER-1', date = today, sequence = 1 } = more;
  return {
    file: wishFileName({ carrier, date, sequence }),
    ...{ carrier, date, sequence, rows },
    sha256: createHash('sha256').update(content).digest('hex'),
    ...more,
  };
}

export async function* piecesOf(content: string | Uint8Array, bytes = 7): AsyncGenerator<Uint8Array> {
  const all = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  for (let at = 0; at < all.length; at += bytes) yield all.subarray(at, at + bytes);
}

/** Announces and sends a file whole. */
export async function sent(
  registry: Registry,
  carrier: OrganisationActor,
  content: string | Uint8Array,
  manifest: WishManifest,
): Promise<OwnCarrierFile> {
  await openCarrierFile(registry, carrier, manifest);
  return uploadCarrierFile(registry, carrier, { file: manifest.file, bytes: piecesOf(content, 4_096) });
}

/** Sends a file, has its rows done, and gives back the result's rows, each by its columns. */
export async function answered(
  registry: Registry,
  carrier: OrganisationActor,
  content: string | Uint8Array,
  manifest: WishManifest,
): Promise<readonly Readonly<Record<string, string>>[]> {
  await sent(registry, carrier, content, manifest);
  await runCarrierFiles(registry);
  return resultRows(await resultText(registry, carrier, manifest.file));
}

export async function resultText(registry: Registry, carrier: OrganisationActor, file: string): Promise<string> {
  const { bytes, read } = readCarrierResult(registry, carrier, { file });
  const pieces: Uint8Array[] = [];
  for await (const piece of read(0, bytes)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

export const standing = (registry: Registry, carrier: OrganisationActor, file: string) =>
  readCarrierFile(registry, carrier, { file });

/** No cell of these results holds a line break. */
export function resultRows(text: string): readonly Readonly<Record<string, string>>[] {
  const [head = '', ...lines] = text.split('\r\n').slice(0, -1);
  const names = head.split(',');
  return lines.map((line) => {
    const cells = [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = '']) =>
      cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
    );
    return Object.fromEntries(names.map((name, place) => [name, cells[place] ?? '']));
  });
}
