import Database from 'better-sqlite3';
import { type Change, isNumberChange } from '../../core/change.ts';
import { isErasure } from '../../core/erasure.ts';
import { newerVersionGuard } from '../sql/apply-migrations.ts';
import { CommandRunner } from '../sql/command-runner.ts';
import type { Command, Failure, Results } from '../sql/commands.ts';
import type { AppendResult } from '../store.ts';
import { emptiedLog, sqlDatabase } from './connection.ts';
import { migrationsHere } from './migrations.ts';
import { sha256 } from './sha256.ts';
import type { Answer, NumberedCommand } from './thread-messages.ts';
import { sleep, WriteLock } from './write-lock.ts';

/** How long a group may hold the write lock before it commits and lets others in, ms. One command is never split. */
const lockHeldMsMax = 20;
/** Imports can wait; others behind them, in this process and elsewhere, should not. */
const importHeldMsMax = 10;
/** Between two groups of imports, so that another process gets the lock. */
const importGapMs = 2;

/** So long after it could not be emptied the write-ahead log is left alone, ms. */
const emptyAgainMs = 20;

/**
 * Failures of a COMMIT after which its last page, which alone makes it valid, is not in the write-ahead log. After
 * any other (a failed fdatasync) it may be, and a crash before the next commit would bring it back.
 */
const undoneWhole = /^SQLITE_(?:FULL|BUSY|CONSTRAINT)/;

/** Runs commands in groups, each group one durable transaction. The only writer of its connection. */
export class GroupCommit {
  readonly #connection: Database.Database;
  readonly #lock: WriteLock;
  readonly #requireVersion: () => void;
  readonly #runner: CommandRunner;
  readonly #waiting: NumberedCommand[] = [];
  readonly #imports: NumberedCommand[] = [];
  #importIsNext: boolean = false;
  /** The write-ahead log may still hold what was erased: at first too, for a crash may have come in between. */
  #isLogToEmpty: boolean = true;
  #emptyNextAt = 0;

  constructor(connection: Database.Database) {
    const database = sqlDatabase(connection);
    this.#connection = connection;
    this.#lock = new WriteLock(connection);
    this.#requireVersion = newerVersionGuard(database.connection, migrationsHere());
    this.#runner = new CommandRunner(database, sha256);
  }

  /** Puts a command in the queue. Commands that wait together are committed in any order. */
  add(command: NumberedCommand): void {
    (command.command.kind === 'IMPORT_BLOCK' ? this.#imports : this.#waiting).push(command);
  }

  get isIdle(): boolean {
    return this.#waiting.length === 0 && this.#imports.length === 0;
  }

  /**
   * Commits one group and answers it: in turn of imports, which take milliseconds each, and of everything else that
   * waits. Any error undoes the group and is the answer of every command tried so far.
   */
  run(): readonly Answer[] {
    const takeImport = this.#imports.length > 0 && (this.#importIsNext || this.#waiting.length === 0);
    this.#importIsNext = !takeImport;
    const answers = takeImport
      ? this.#commit(this.#imports, importHeldMsMax)
      : this.#commit(this.#waiting, lockHeldMsMax);
    if (this.#isLogToEmpty) this.#emptyLog();
    if (takeImport && this.#imports.length > 0 && this.#waiting.length === 0) sleep(importGapMs);
    return answers;
  }

  /** Leaves the write-ahead log empty where it can: on a full disk it stays, and the next one to open reads it. */
  close(): void {
    try {
      this.#connection.pragma('wal_checkpoint(TRUNCATE)');
    } finally {
      this.#connection.close();
    }
  }

  /** Commits commands from the front of the queue until the lock was held for so long. */
  #commit(queue: NumberedCommand[], heldMsMax: number): readonly Answer[] {
    const answers: Answer[] = [];
    let tried = queue.length;
    let committing = false;
    try {
      this.#lock.take();
      this.#requireVersion();
      const until = performance.now() + heldMsMax;
      for (const { id, command } of queue) {
        tried = answers.length + 1;
        answers.push({ id, result: this.#work(command) });
        if (performance.now() > until) break;
      }
      this.#runner.flush();
      committing = true;
      this.#connection.exec('COMMIT');
      queue.splice(0, tried);
      return answers;
    } catch (error) {
      const failure = this.#undo(error, committing);
      return queue.splice(0, tried).map(({ id }) => ({ id, failure }));
    }
  }

  #work(command: Command): Results[Command['kind']] {
    const result = this.#runner.run(command);
    if (command.kind === 'APPEND') {
      const results = result as readonly AppendResult[];
      this.#isLogToEmpty ||= results.some(({ status }, at) => status === 'APPENDED' && erases(command.changes[at]));
    }
    return result;
  }

  /** What is committed is answered, whatever becomes of this: it is tried again with a later group. */
  #emptyLog(): void {
    if (performance.now() < this.#emptyNextAt) return;
    try {
      this.#isLogToEmpty = !emptiedLog(this.#connection);
      if (this.#isLogToEmpty) this.#emptyNextAt = performance.now() + emptyAgainMs;
    } catch (error) {
      this.#emptyNextAt = performance.now() + emptyAgainMs;
      if (!(error instanceof Database.SqliteError)) throw error;
    }
  }

  #undo(error: unknown, committing: boolean): Failure {
    // SQLite ends the transaction by itself after some failures. A ROLLBACK that fails ends this writer.
    if (this.#connection.inTransaction) this.#connection.exec('ROLLBACK');
    this.#runner.forget();
    const message = error instanceof Error ? error.message : String(error);
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    return { kept: committing && !undoneWhole.test(code ?? '') ? 'UNKNOWN' : 'NOTHING', message, code };
  }
}

function erases(change: Change | undefined): boolean {
  return change !== undefined && isNumberChange(change) && isErasure(change.event);
}
