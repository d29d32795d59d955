import type { Tally } from '../../core/statistics/tallies.ts';
import type { SqlConnection } from './sql-database.ts';
import { type Pairs, sumsOf } from './tally-journal.ts';

/**
 * So many pairs of key and count, those of some 5,000 changes, wait in the journal until they are added to the counters,
 * in some 20 ms. Most meet in the same counters by then: added group by group they cost three times as much, and
 * wrote more pages than the entries themselves.
 */
export const journalPairsMax = 16_384;

/** A row of the journal stays so far below two megabytes, the most that one holds in a Durable Object. */
const pairsPerRow = 4_096;

/**
 * Gathers what the entries of a group add to the counters, and writes it to a journal that readers add up
 * with them; to be flushed within the group's write transaction.
 */
export class TallyWrites {
  readonly #journal: ReturnType<typeof preparedJournal>;
  readonly #counters: ReturnType<typeof preparedCounters>;
  #waiting: Pairs = [];
  /** Counters of which an erasure took something: at zero nothing of them is left. */
  readonly #takenFrom = new Set<string>();
  /** Pairs in the journal, or more, where another process has added some of them up; undefined: to be asked. */
  #journalPairs: number | undefined;

  constructor(connection: SqlConnection) {
    this.#journal = preparedJournal(connection);
    this.#counters = preparedCounters(connection);
  }

  readonly add = ({ key, count }: Tally): void => {
    this.#waiting.push(key, count);
  };

  /** What an erasure takes back. */
  readonly takeBack = ({ key, count }: Tally): void => {
    this.#waiting.push(key, -count);
    this.#takenFrom.add(key);
  };

  flush(): void {
    if (this.#waiting.length === 0) return;
    const pairs = this.#waiting.length / 2;
    const before = this.#journalPairs ?? this.#journal.pairs.get() ?? 0;
    for (let at = 0; at < pairs; at += pairsPerRow) {
      const some = this.#waiting.slice(at * 2, (at + pairsPerRow) * 2);
      this.#journal.append.run(some.length / 2, JSON.stringify(some));
    }
    this.#waiting = [];
    this.#journalPairs = before + pairs;
    // The journal tells of single groups: of what is erased not even that may be left.
    if (this.#journalPairs > journalPairsMax || this.#takenFrom.size > 0) this.#addUp();
  }

  /** After a rollback. */
  forget(): void {
    this.#waiting = [];
    this.#takenFrom.clear();
    this.#journalPairs = undefined;
  }

  #addUp(): void {
    const sums = sumsOf(this.#journal.rows.iterate(), '');
    // In the order of the table, neighbours are written together.
    for (const key of [...sums.keys()].sort()) {
      const count = sums.get(key) ?? 0;
      if (count !== 0) this.#counters.add.run(key, count);
      // A counter at zero would still say that somebody had been there: of whom, an erasure later could not tell.
      if (count < 0) this.#counters.dropZero.run(key);
    }
    for (const key of this.#takenFrom) this.#counters.dropZero.run(key);
    this.#takenFrom.clear();
    this.#journal.empty.run();
    this.#journalPairs = 0;
  }
}

function preparedJournal(connection: SqlConnection) {
  return {
    append: connection.prepare<[pairs: number, tallies: string]>(
      'INSERT INTO tally_journal (pairs, tallies) VALUES (?, ?)',
    ),
    pairs: connection.prepare<[], number>('SELECT coalesce(sum(pairs), 0) FROM tally_journal').pluck(),
    rows: connection.prepare<[], string>('SELECT tallies FROM tally_journal').pluck(),
    empty: connection.prepare('DELETE FROM tally_journal'),
  };
}

function preparedCounters(connection: SqlConnection) {
  return {
    add: connection.prepare<[key: string, count: number]>(
      'INSERT INTO counters (key, count) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET count = count + excluded.count',
    ),
    dropZero: connection.prepare<[key: string]>('DELETE FROM counters WHERE key = ? AND count = 0'),
  };
}
