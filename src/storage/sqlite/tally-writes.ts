import type Database from 'better-sqlite3';
import type { Tally } from '../../core/statistics/tallies.ts';

/**
 * Gathers what the entries of a group add to the counters, so that a group costs one write a counter; to be flushed
 * within the group's write transaction.
 */
export class TallyWrites {
  readonly #add: Database.Statement<[key: string, count: number]>;
  readonly #dropZero: Database.Statement<[key: string]>;
  readonly #waiting = new Map<string, number>();
  /** Counters of which an erasure took something: at zero nothing of them is left. */
  readonly #takenFrom = new Set<string>();

  constructor(connection: Database.Database) {
    this.#add = connection.prepare(
      'INSERT INTO counters (key, count) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET count = count + excluded.count',
    );
    this.#dropZero = connection.prepare('DELETE FROM counters WHERE key = ? AND count = 0');
  }

  readonly add = ({ key, count }: Tally): void => {
    this.#waiting.set(key, (this.#waiting.get(key) ?? 0) + count);
  };

  /** What an erasure takes back. */
  readonly takeBack = ({ key, count }: Tally): void => {
    this.add({ key, count: -count });
    this.#takenFrom.add(key);
  };

  /** Counters for which something waits. */
  get size(): number {
    return this.#waiting.size;
  }

  flush(): void {
    // In the order of the table, neighbours are written together.
    const keys = [...this.#waiting.keys()].sort();
    for (const key of keys) {
      const count = this.#waiting.get(key) ?? 0;
      if (count !== 0) this.#add.run(key, count);
    }
    for (const key of this.#takenFrom) this.#dropZero.run(key);
    this.forget();
  }

  /** After a rollback. */
  forget(): void {
    this.#waiting.clear();
    this.#takenFrom.clear();
  }
}
