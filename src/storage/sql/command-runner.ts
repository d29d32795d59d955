import type { Sha256 } from '../leaf-hash.ts';
import type { Command, Results } from './commands.ts';
import { type EntryWrites, entryWrites } from './entry-writes.ts';
import { SideReads } from './side-reads.ts';
import { SideWrites } from './side-writes.ts';
import type { SqlDatabase } from './sql-database.ts';

/** Carries out commands on the only writing connection of a store, within transactions that its owner holds. */
export class CommandRunner {
  readonly #database: SqlDatabase;
  readonly #sha256: Sha256;
  readonly #sides: SideWrites;
  /** Made when it is first needed: a command that only counts is done by then. */
  #entries: EntryWrites | undefined;

  constructor(database: SqlDatabase, sha256: Sha256) {
    this.#database = database;
    this.#sha256 = sha256;
    this.#sides = new SideWrites(database.queries, new SideReads(database.queries));
  }

  run(command: Command): Results[Command['kind']] {
    switch (command.kind) {
      case 'APPEND':
        return this.#entryWrites().appender.append(command.changes);
      case 'IMPORT_BLOCK':
        return this.#entryWrites().importer.run(command);
      case 'PUT_SHORT_RECORDS':
        return this.#sides.putShortRecords(command.puts);
      case 'ADD_COUNTS':
        return this.#sides.addCounts(command.counts);
      case 'SWEEP':
        return this.#sides.sweep(command.now);
    }
  }

  /** Writes what the commands since the last time add to the counters; last in each transaction. */
  flush(): void {
    this.#entries?.tallies.flush();
  }

  /** After a rollback. */
  forget(): void {
    this.#entries?.states.forget();
    this.#entries?.tallies.forget();
  }

  #entryWrites(): EntryWrites {
    this.#entries ??= entryWrites(this.#database, this.#sha256);
    return this.#entries;
  }
}
