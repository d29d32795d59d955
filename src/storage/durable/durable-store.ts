import { Fault } from '../../core/fault.ts';
import type { Sha256 } from '../leaf-hash.ts';
import { applyMigrations, isMigrated } from '../sql/apply-migrations.ts';
import { CommandRunner } from '../sql/command-runner.ts';
import { ImportHasher } from '../sql/hashed-import.ts';
import { type Moments, SqlStore } from '../sql/sql-store.ts';
import type { Store } from '../store.ts';
import { durableDatabase } from './durable-connection.ts';
import { durableMigrations } from './durable-migrations.ts';
import { type DurableStorage, sqliteCode } from './durable-storage.ts';
import { DurableWriter } from './durable-writer.ts';

export interface DurableStoreOptions {
  readonly sha256: Sha256;
}

/**
 * Opens the registry, or the shard of one, that a Durable Object keeps in its SQLite, making or migrating its tables
 * first. One store for an object, for as long as the object lives. Fault FAILED_PRECONDITION where a newer version of
 * the program migrated it.
 *
 * A write resolves when `sync` has: reads of this object show it a little before, and the platform holds back whatever
 * is sent on such a reading until it is durable. One row holds 2 MB (`row-limit.ts`) and an object 10 GB, beyond which
 * writes are refused as on a full disk.
 *
 * What is erased no statement finds any more. That is less than a file on a disk of one's own can promise: here
 * `secure_delete` and emptying the write-ahead log are not allowed, so the bytes stay in free pages until those are used
 * again, and the platform keeps 30 days of every object to recover it from. Both are encrypted and out of the reach of
 * this program; whoever operates it must not recover an object to before an erasure.
 */
export function openDurableStore(storage: DurableStorage, { sha256 }: DurableStoreOptions): Store {
  const database = durableDatabase(storage);
  const migrations = durableMigrations(sha256);
  if (!isMigrated(database.connection, migrations)) {
    storage.transactionSync(() => applyMigrations(database, migrations));
  }
  const moments = new ObjectMoments();
  const writer = new DurableWriter(storage, new CommandRunner(database, sha256), moments.onCommit);
  return new SqlStore(database, moments, writer, new ImportHasher(sha256, nextTurn));
}

/** Nobody else writes to an object, and nothing interrupts what runs: every moment is one. */
class ObjectMoments implements Moments {
  #commits = 0;

  readonly onCommit = (): void => {
    this.#commits += 1;
  };

  version = (): number => this.#commits;
  snapshot = <T>(read: () => T): T => this.reading(read);

  reading<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (sqliteCode(error) === undefined) throw error;
      throw new Fault('UNAVAILABLE', 'The storage cannot be read.', { cause: error });
    }
  }

  close(): void {}
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
