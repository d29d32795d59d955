import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { placeOnce } from '../../node/place-once.ts';
import { canonicalJson } from '../../storage/canonical.ts';
import { type GrowingRoot, growingRoot } from '../../storage/merkle.ts';
import { bytesText } from '../../storage/moving/base64url.ts';
import { firstPlace, madePart, type PartPlace, phases } from '../../storage/moving/made-parts.ts';
import { entryOfLine } from '../../storage/moving/moved-entry.ts';
import {
  type LogFacts,
  type LogSource,
  type PartFacts,
  type PartKind,
  partBytesMax,
  type SealedKey,
} from '../../storage/moving/moved-log.ts';
import { linesOf } from '../../storage/moving/part-lines.ts';
import { sha256 } from '../../storage/sqlite/sha256.ts';
import { CommandFailure } from '../failure.ts';
import { factsOf, manifestFile, partFile, partFound, partLines, placePart } from './part-files.ts';

/** How far an export of a log is: what stands in its parts so far. */
export interface ExportedLog {
  readonly parts: PartFacts[];
  readonly tree: GrowingRoot;
  place: PartPlace;
}

export type ExportProgress = (entries: number, head: number) => void;

/**
 * Writes what is missing of a log's parts into a folder, one after the other, each whole and durable before the next;
 * those that are there are read and kept.
 */
export function exportLog(
  folder: string,
  logId: string,
  source: LogSource,
  signingKeys: readonly SealedKey[] | undefined,
  onProgress: ExportProgress,
  bytesMax: number = partBytesMax,
): LogFacts {
  const head = source.head();
  const log = partsThere(folder, logId, source, (entries) => onProgress(entries, head));
  for (;;) {
    const made = madePart(source, sha256, log.parts.length + 1, log.place, bytesMax);
    if (made === undefined) break;
    placePart(folder, logId, made.facts, made.lines);
    for (const leaf of made.leaves) log.tree.add(leaf);
    log.parts.push(made.facts);
    log.place = made.next;
    onProgress(log.tree.size, head);
  }
  if (signingKeys !== undefined) addKeys(folder, logId, log, signingKeys);
  return { logId, head: log.tree.size, rootHash: bytesText(log.tree.root()), parts: log.parts };
}

/** What an export that was broken off has left. Throws `CommandFailure` where it is not of this log. */
function partsThere(
  folder: string,
  logId: string,
  source: LogSource,
  onEntries: (entries: number) => void,
): ExportedLog {
  const log: ExportedLog = { parts: [], tree: growingRoot(sha256), place: firstPlace };
  for (let part = 1; ; part++) {
    const kind = partFound(folder, logId, part);
    if (kind === undefined) return log;
    const name = partFile(logId, { part, kind });
    if (kind === 'SIGNING_KEYS')
      throw new CommandFailure(`${name}: begin anew in an empty folder, the keys were written already`);
    const lines = partLines(folder, name);
    let last = '';
    for (const line of linesOf(lines)) {
      last = line;
      if (kind !== 'ENTRIES') continue;
      const leaf = entryOfLine(line)?.leafHash;
      if (leaf === undefined) throw new CommandFailure(`${name} is damaged: remove it and all behind it`);
      log.tree.add(leaf);
    }
    log.parts.push(factsOf(part, kind, lines));
    log.place = placeBehind(log, kind, last);
    if (kind === 'ENTRIES') requireSame(name, source, log.tree.size, last);
    onEntries(log.tree.size);
  }
}

function placeBehind({ place, tree }: ExportedLog, kind: PartKind, last: string): PartPlace {
  const phase = phases.indexOf(kind as (typeof phases)[number], place.phase);
  const {
    kind: recordKind = '',
    id,
    key,
  } = JSON.parse(last) as {
    readonly kind?: string;
    readonly id?: string;
    readonly key?: string;
  };
  return { phase, until: tree.size, within: kind === 'ENTRIES' ? ['', ''] : [recordKind, id ?? key ?? ''] };
}

/** An erasure since then leaves the hash as it was. */
function requireSame(name: string, source: LogSource, position: number, line: string): void {
  const [entry] = source.entries(position - 1, 1);
  if (entry !== undefined && (JSON.parse(line) as { leafHash: unknown }).leafHash === bytesText(entry.leafHash)) return;
  throw new CommandFailure(`${name} is of another registry, or of one that has been set back: choose an empty folder`);
}

function addKeys(folder: string, logId: string, { parts }: ExportedLog, keys: readonly SealedKey[]): void {
  if (keys.length === 0) return;
  const lines = Buffer.from(keys.map(({ kid, body }) => `${canonicalJson({ kid, body })}\n`).join(''));
  const facts = factsOf(parts.length + 1, 'SIGNING_KEYS', lines);
  placePart(folder, logId, facts, lines);
  parts.push(facts);
}

export function makeExportFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}

/** Last: what has a manifest is whole. */
export function placeManifest(folder: string, text: string): void {
  if (existsSync(join(folder, manifestFile))) throw new CommandFailure(`${folder}: a whole export is there already`);
  placeOnce(join(folder, manifestFile), text);
}
