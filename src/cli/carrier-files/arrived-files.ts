import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type WishManifest, wishNameParts } from '../../core/carrier-file.ts';
import { CommandFailure } from '../failure.ts';
import { isRecord } from '../json-file.ts';
import { arrivedText } from './carrier-folder.ts';

/** A file of wishes as it came into a folder, by SFTP for example, with its manifest beside it. */
export interface ArrivedFile {
  readonly path: string;
  readonly manifest: WishManifest;
}

/** What lies in a folder, by carrier, day and number. `faulty`: files that cannot be taken, and why. */
export interface ArrivedFiles {
  readonly files: readonly ArrivedFile[];
  readonly faulty: readonly { readonly file: string; readonly why: string }[];
}

export function arrivedFiles(folder: string): ArrivedFiles {
  const names = readdirSync(folder).filter((name) => wishNameParts(name.replace(/\.json$/, '.csv')) !== undefined);
  const stems = [...new Set(names.map((name) => name.replace(/\.(csv|json)$/, '')))].sort();
  const found = stems.map((stem) => arrivedFile(folder, stem, names));
  return {
    files: found.filter((one) => 'manifest' in one),
    faulty: found.filter((one) => 'why' in one),
  };
}

function arrivedFile(
  folder: string,
  stem: string,
  names: readonly string[],
): ArrivedFile | ArrivedFiles['faulty'][number] {
  const file = `${stem}.csv`;
  if (!names.includes(file)) return { file, why: 'the file itself is missing' };
  if (!names.includes(`${stem}.json`)) return { file, why: `its manifest ${stem}.json is missing` };
  try {
    const manifest = manifestOf(arrivedText(join(folder, `${stem}.json`), manifestBytesMax));
    if (manifest === undefined)
      return { file, why: `${stem}.json is no manifest: its members are ${members.join(', ')}` };
    if (manifest.file !== file) return { file, why: `${stem}.json speaks of another file` };
    return { path: join(folder, file), manifest };
  } catch (error) {
    if (error instanceof CommandFailure) return { file, why: error.message };
    throw error;
  }
}

const manifestBytesMax = 2 ** 16;
const members = ['carrier', 'date', 'file', 'rows', 'sequence', 'sha256'];

function manifestOf(text: string): WishManifest | undefined {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return undefined;
  }
  const isManifest =
    isRecord(content) &&
    Object.keys(content).sort().join() === members.join() &&
    ['rows', 'sequence'].every((name) => typeof content[name] === 'number') &&
    ['carrier', 'date', 'file', 'sha256'].every((name) => typeof content[name] === 'string');
  return isManifest ? (content as unknown as WishManifest) : undefined;
}
