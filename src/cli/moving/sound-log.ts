import { recount } from '../../registry/statistics/recount.ts';
import { operatorAtConsole } from '../../runtime/operator-at-console.ts';
import { auditStore } from '../../storage/sqlite/audit.ts';
import { openSqliteStore } from '../../storage/sqlite/sqlite-store.ts';
import { CommandFailure } from '../failure.ts';

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
