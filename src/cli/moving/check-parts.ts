import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { logIdOfBlock } from '../../core/log-layout.ts';
import { growingRoot } from '../../storage/merkle.ts';
import { bytesText } from '../../storage/moving/base64url.ts';
import { blockOfEntry, entryOfLine } from '../../storage/moving/moved-entry.ts';
import type { LogFacts, PartFacts } from '../../storage/moving/moved-log.ts';
import { linesOf } from '../../storage/moving/part-lines.ts';
import { sha256 } from '../../storage/sqlite/sha256.ts';
import { CommandFailure } from '../failure.ts';
import { factsOf, partFile, partLines } from './part-files.ts';

export interface CheckedPart {
  readonly file: string;
  /** `MISPLACED`: it is what was signed, and numbers in it belong to another log. */
  readonly status: 'SAME' | 'DIFFERS' | 'NOT_HERE' | 'MISPLACED';
}

export interface CheckedLog {
  readonly logId: string;
  readonly head: number;
  readonly parts: readonly CheckedPart[];
  /** Whether the entries of the parts have the root that was signed; absent where parts are missing or others. */
  readonly root?: 'SAME' | 'DIFFERS';
}

/** Whether the files of a folder are the parts that were signed, of a registry with so many logs of numbers. Told of each part. */
export function checkedParts(folder: string, log: LogFacts, shards: number, onPart: () => void = () => {}): CheckedLog {
  const tree = growingRoot(sha256);
  const parts = log.parts.map((facts): CheckedPart => {
    onPart();
    const file = partFile(log.logId, facts);
    if (!existsSync(join(folder, file))) return { file, status: 'NOT_HERE' };
    const lines = linesIfSame(folder, file, facts);
    if (lines === undefined) return { file, status: 'DIFFERS' };
    if (facts.kind !== 'ENTRIES') return { file, status: 'SAME' };
    let isInPlace: boolean = true;
    for (const line of linesOf(lines)) {
      const entry = entryOfLine(line);
      tree.add(entry?.leafHash ?? new Uint8Array(0));
      if (entry !== undefined) isInPlace &&= logIdOfBlock(blockOfEntry(entry), shards) === log.logId;
    }
    return { file, status: isInPlace ? 'SAME' : 'MISPLACED' };
  });
  const checked = { logId: log.logId, head: log.head, parts };
  if (parts.some(({ status }) => status !== 'SAME')) return checked;
  const isSame = tree.size === log.head && bytesText(tree.root()) === log.rootHash;
  return { ...checked, root: isSame ? 'SAME' : 'DIFFERS' };
}

function linesIfSame(
  folder: string,
  file: string,
  { part, kind, digest, bytes, rows }: PartFacts,
): Uint8Array | undefined {
  try {
    const lines = partLines(folder, file);
    const found = factsOf(part, kind, lines);
    return found.digest === digest && found.bytes === bytes && found.rows === rows ? lines : undefined;
  } catch (error) {
    if (error instanceof CommandFailure) return undefined;
    throw error;
  }
}

/** Throws `CommandFailure` naming the first files that are missing or others. */
export function requireParts(logs: readonly CheckedLog[]): void {
  const named = (wanted: CheckedPart['status']) =>
    logs.flatMap(({ parts }) => parts.filter(({ status }) => status === wanted).map(({ file }) => file));
  const [others, missing, misplaced] = [named('DIFFERS'), named('NOT_HERE'), named('MISPLACED')];
  if (others.length > 0) throw new CommandFailure(`not what was signed: ${listed(others)}`);
  if (missing.length > 0) throw new CommandFailure(`missing: ${listed(missing)}`);
  if (misplaced.length > 0) throw new CommandFailure(`numbers in it belong to another log: ${listed(misplaced)}`);
  const wrong = logs.filter(({ root }) => root === 'DIFFERS').map(({ logId }) => logId);
  if (wrong.length > 0) throw new CommandFailure(`the entries do not have the root that was signed: ${listed(wrong)}`);
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
