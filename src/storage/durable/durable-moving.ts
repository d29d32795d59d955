import type { Sha256 } from '../leaf-hash.ts';
import type { LogTarget, OpenedLogSource } from '../moving/moved-log.ts';
import { applyMigrations, isMigrated } from '../sql/apply-migrations.ts';
import { logSource } from '../sql/log-source.ts';
import { LogTaker } from '../sql/log-taker.ts';
import { logTarget } from '../sql/log-target.ts';
import { durableDatabase } from './durable-connection.ts';
import { durableMigrations } from './durable-migrations.ts';
import type { DurableStorage } from './durable-storage.ts';

/**
 * An object's store as an export reads it. What is read in one turn is of one moment; from one turn to the next the log
 * may grow, and holders may erase what was read.
 */
export function durableLogSource(storage: DurableStorage): OpenedLogSource {
  return { ...logSource(durableDatabase(storage)), close() {} };
}

/** An object that takes in a log; made before its store is opened, and let go of when it is finished. */
export function openDurableTarget(storage: DurableStorage, { sha256 }: { readonly sha256: Sha256 }): LogTarget {
  const database = durableDatabase(storage);
  const migrations = durableMigrations(sha256);
  if (!isMigrated(database.connection, migrations)) {
    storage.transactionSync(() => applyMigrations(database, migrations));
  }
  return logTarget(new LogTaker(database, sha256), async (write) => {
    const result = storage.transactionSync(write);
    await storage.sync();
    return result;
  });
}
