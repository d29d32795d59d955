import { Fault } from '../../core/fault.ts';
import { type Command, retryAfterSec } from './commands.ts';

/**
 * Commands that may wait, in changes (`rowsPerChange` of an import count as one): about two seconds of work, after which
 * it is kinder to send callers away than to let them wait longer than they will.
 */
const waitingMax = 20_000;
const rowsPerChange = 50;
/** A short record may hold an answer of two megabytes: so much of it takes the room of one change. */
const charsPerChange = 1_024;

/** What waits to be written, in changes. One command is never too much for an empty queue. */
export class WaitingWeight {
  #weight = 0;

  /** Fault UNAVAILABLE where there is no room for it. */
  add(weight: number): void {
    if (this.#weight > 0 && this.#weight + weight > waitingMax) {
      throw new Fault('UNAVAILABLE', 'Too many changes wait to be stored; nothing of this was kept.', {
        retryAfterSec,
      });
    }
    this.#weight += weight;
  }

  remove(weight: number): void {
    this.#weight -= weight;
  }

  clear(): void {
    this.#weight = 0;
  }
}

export function weightOf(command: Command): number {
  if (command.kind === 'APPEND') return command.changes.length;
  if (command.kind === 'PUT_SHORT_RECORDS') {
    return command.puts.reduce((weight, { body = '' }) => weight + 1 + Math.floor(body.length / charsPerChange), 0);
  }
  return command.kind === 'IMPORT_BLOCK' ? Math.ceil(command.rows.count / rowsPerChange) : 1;
}
