import type Database from 'better-sqlite3';
import { Appender, type WriterReads } from './append.ts';
import { BlockWrites } from './block-writes.ts';
import type { Answer, Command, Failure, Results } from './commands.ts';
import { drizzle } from './drizzle.ts';
import { BlockImporter, prepareImport } from './import-block.ts';
import { LogReads } from './log-reads.ts';
import { NumberReads } from './number-reads.ts';
import { SideReads } from './side-reads.ts';
import { SideWrites } from './side-writes.ts';
import { StateTable } from './state-table.ts';

/** How long a group may hold the write lock before it commits and lets others in, ms. One command is never split. */
const lockHeldMsMax = 20;

interface Numbered {
  readonly id: number;
  readonly command: Command;
}

/** Runs commands in groups, each group one durable transaction. The only writer of its connection. */
export class GroupCommit {
  readonly #connection: Database.Database;
  readonly #states: StateTable;
  readonly #appender: Appender;
  readonly #importer: BlockImporter;
  readonly #sides: SideWrites;
  readonly #waiting: Numbered[] = [];
  readonly #imports: Numbered[] = [];
  #importIsNext: boolean = false;

  constructor(connection: Database.Database) {
    const db = drizzle(connection);
    const states = new StateTable(db);
    const numbers = new NumberReads(db, states);
    const reads: WriterReads = { log: new LogReads(db), numbers, sides: new SideReads(db), states };
    const blocks = new BlockWrites(db, numbers);
    this.#connection = connection;
    this.#states = states;
    this.#appender = new Appender(db, reads, blocks);
    this.#importer = new BlockImporter(db, reads, blocks);
    this.#sides = new SideWrites(db, reads.sides);
  }

  /** Puts a command in the queue. Commands that wait together are committed in any order. */
  add(command: Numbered): void {
    (command.command.kind === 'IMPORT_BLOCK' ? this.#imports : this.#waiting).push(command);
  }

  get isIdle(): boolean {
    return this.#waiting.length === 0 && this.#imports.length === 0;
  }

  /**
   * Commits one group and answers it: in turn an import, which takes tens of milliseconds to hash, and everything
   * else that waits. Any error undoes the group and is the answer of every command tried so far.
   */
  run(): readonly Answer[] {
    const takeImport = this.#imports.length > 0 && (this.#importIsNext || this.#waiting.length === 0);
    this.#importIsNext = !takeImport;
    return takeImport ? this.#commit(this.#imports, 1) : this.#commit(this.#waiting, this.#waiting.length);
  }

  close(): void {
    this.#connection.pragma('wal_checkpoint(TRUNCATE)');
    this.#connection.close();
  }

  /** Commits up to `most` commands from the front of the queue. */
  #commit(queue: Numbered[], most: number): readonly Answer[] {
    const group = queue.slice(0, most).map(({ id, command }) => ({ id, work: this.#prepared(command) }));
    const answers: Answer[] = [];
    let tried = group.length;
    let committing = false;
    try {
      this.#connection.exec('BEGIN IMMEDIATE');
      const until = performance.now() + lockHeldMsMax;
      for (const { id, work } of group) {
        tried = answers.length + 1;
        answers.push({ id, result: work() });
        if (performance.now() > until) break;
      }
      committing = true;
      this.#connection.exec('COMMIT');
      queue.splice(0, tried);
      return answers;
    } catch (error) {
      const failure = this.#undo(error, committing);
      return queue.splice(0, tried).map(({ id }) => ({ id, failure }));
    }
  }

  /** What of a command needs the lock; the hashing of an import is done before. */
  #prepared(command: Command): () => Results[Command['kind']] {
    switch (command.kind) {
      case 'APPEND':
        return () => this.#appender.append(command.changes);
      case 'IMPORT_BLOCK': {
        const prepared = prepareImport(command);
        return () => this.#importer.run(prepared);
      }
      case 'PUT_SHORT_RECORD':
        return () => this.#sides.putShortRecord(command.put);
      case 'ADD_COUNTS':
        return () => this.#sides.addCounts(command.counts);
      case 'SWEEP':
        return () => this.#sides.sweep(command.now);
    }
  }

  #undo(error: unknown, committing: boolean): Failure {
    // SQLite ends the transaction by itself after some failures; after a failed COMMIT that leaves its fate open.
    const open = this.#connection.inTransaction;
    if (open) this.#connection.exec('ROLLBACK');
    this.#states.forget();
    const message = error instanceof Error ? error.message : String(error);
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    return { kept: committing && !open ? 'UNKNOWN' : 'NOTHING', message, code };
  }
}
