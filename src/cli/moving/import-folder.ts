import { directoryLogId } from '../../core/log-layout.ts';
import type { DataFolder } from '../../node/data-folder.ts';
import { keysMoved } from '../../receipts/moved-signing-keys.ts';
import type { LogFacts, LogTarget, PartFacts, SealedKey } from '../../storage/moving/moved-log.ts';
import { linesOf } from '../../storage/moving/part-lines.ts';
import { type OpenedTarget, openLogTarget } from '../../storage/sqlite/moved-file.ts';
import type { GivenExport } from './given-export.ts';
import { partFile, partLines } from './part-files.ts';

export interface KeySecrets {
  /** Under which they move. */
  readonly moving: Uint8Array<ArrayBuffer>;
  /** Under which they will rest; in plain JSON where absent. */
  readonly atRest: Uint8Array<ArrayBuffer> | undefined;
}

/** The file of a data folder that a log is in. */
export function fileOfLog({ databaseFile, shardFile }: DataFolder, logId: string): string {
  return logId === directoryLogId ? databaseFile : shardFile(Number(logId.slice('log-'.length)));
}

/**
 * Takes an export into the files of a data folder, from where an earlier run broke off. The directory's file is begun
 * first and finished last: the folder has no registry before all of it is whole.
 */
export class FolderTarget {
  readonly #folder: DataFolder;
  readonly #given: GivenExport;

  constructor(folder: DataFolder, given: GivenExport) {
    this.#folder = folder;
    this.#given = given;
  }

  async begin(): Promise<void> {
    const { shards, logs } = this.#given.manifest;
    const { manifestDigest } = this.#given;
    for (const log of logs.toReversed()) {
      await this.#in(log.logId, (target) => target.begin({ log, shards, manifestDigest }));
    }
  }

  /** The parts in a folder that are not here yet. */
  async takeIn(from: string, secrets: KeySecrets | undefined, onPart: () => void): Promise<void> {
    for (const log of this.#given.manifest.logs) {
      await this.#in(log.logId, (target) => takeParts(from, log, target, secrets, onPart));
    }
  }

  async finish(): Promise<void> {
    const { manifest, manifestDigest } = this.#given;
    for (const { logId } of manifest.logs) await this.#in(logId, (target) => target.finish(manifestDigest));
  }

  async #in(logId: string, run: (target: OpenedTarget) => Promise<unknown>): Promise<void> {
    const target = openLogTarget(fileOfLog(this.#folder, logId));
    try {
      await run(target);
    } finally {
      target.close();
    }
  }
}

async function takeParts(
  folder: string,
  log: LogFacts,
  target: LogTarget,
  secrets: KeySecrets | undefined,
  onPart: () => void,
): Promise<void> {
  const taken = (target.taking()?.nextPart ?? 1) - 1;
  for (const facts of log.parts) {
    if (facts.part > taken) {
      const lines = partLines(folder, partFile(log.logId, facts));
      const keys = facts.kind === 'SIGNING_KEYS' ? await keysOf(lines, secrets) : [];
      await target.take(facts.part, lines, keys);
    }
    onPart();
  }
}

function keysOf(
  lines: Uint8Array,
  secrets: KeySecrets | undefined,
): Promise<readonly SealedKey[]> | readonly SealedKey[] {
  if (secrets === undefined) return [];
  const moved = [...linesOf(lines)].map((line) => JSON.parse(line) as SealedKey);
  return keysMoved(moved, secrets.moving, secrets.atRest);
}

export function hasKeys(parts: readonly PartFacts[]): boolean {
  return parts.some(({ kind }) => kind === 'SIGNING_KEYS');
}
