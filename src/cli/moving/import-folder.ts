import { keysMoved } from '../../receipts/moved-signing-keys.ts';
import { recount } from '../../registry/statistics/recount.ts';
import { operatorAtConsole } from '../../runtime/operator-at-console.ts';
import type { LogFacts, LogTarget, PartFacts, SealedKey } from '../../storage/moving/moved-log.ts';
import { linesOf } from '../../storage/moving/part-lines.ts';
import { auditStore } from '../../storage/sqlite/audit.ts';
import { openSqliteStore } from '../../storage/sqlite/sqlite-store.ts';
import { CommandFailure } from '../failure.ts';
import { partFile, partLines } from './part-files.ts';

export interface KeySecrets {
  /** Under which they move. */
  readonly moving: Uint8Array<ArrayBuffer>;
  /** Under which they will rest; in plain JSON where absent. */
  readonly atRest: Uint8Array<ArrayBuffer> | undefined;
}

/** Takes the parts of a folder into a target that has begun, from where it stands. */
export async function takeParts(
  folder: string,
  log: LogFacts,
  target: LogTarget,
  secrets: KeySecrets | undefined,
  onPart: (taken: number) => void,
): Promise<void> {
  for (const facts of log.parts.slice((target.taking()?.nextPart ?? 1) - 1)) {
    const lines = partLines(folder, partFile(log.logId, facts));
    const keys = facts.kind === 'SIGNING_KEYS' ? await keysOf(lines, secrets) : [];
    await target.take(facts.part, lines, keys);
    onPart(facts.part);
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

/** The same checks as `dnd audit` and `dnd statistics recount`, before anybody is served from the file. */
export async function requireSound(
  databaseFile: string,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const { findings } = auditStore(databaseFile, onProgress);
  const [first] = findings;
  if (first !== undefined) {
    throw new CommandFailure(
      `what was taken in does not fit itself in ${findings.length} places; ${first.at}: ${first.problem}`,
    );
  }
  const store = await openSqliteStore({ file: databaseFile, use: 'COMMAND' });
  try {
    const { differences } = await recount({ store }, operatorAtConsole, { repairs: false });
    if (differences.length > 0)
      throw new CommandFailure(`${differences.length} counters are not what the log adds up to`);
  } finally {
    await store.close();
  }
}
