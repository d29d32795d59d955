import { expect } from 'vitest';
import { shardOfBlock } from '../../src/core/number-shard.ts';
import { postUnlessCut } from './crash-load.ts';
import type { ServedRegistry } from './served-registry.ts';

const writers = 8;
const numbersPerWriter = 40;
export const numbersPerBlock = writers * numbersPerWriter;

const channels = ['VOICE', 'SMS'];
const categories = ['FIN_CREDIT', 'FIN_INSURANCE', 'REAL_ESTATE', 'EDUCATION', 'HEALTH'];

interface Cell {
  readonly category: string;
  readonly channel: string;
}

/** A choice, and where its entry is, as `log-2:42`. */
export interface Made {
  readonly cells: string;
  readonly position: string;
}

/** What is known of one number: the choices acknowledged, in order, and the one whose answer never came. */
interface Known {
  acknowledged: readonly Made[];
  pending: string | undefined;
}

/** Changes of numbers that are written until the server is gone; each request is about one number of every log. */
export class CrashWrites {
  readonly known = new Map<string, Known>();
  readonly #blocks: readonly number[];

  constructor(logs: number) {
    this.#blocks = Array.from({ length: logs }, (_, place) => blockAt(place, logs));
  }

  /** A number in each log. */
  oneOfEach(): readonly string[] {
    return this.#row(0, 0);
  }

  /** Every number once, in one request: from then on more was changed of each block than its image waits for. */
  async fill(server: ServedRegistry, token: string): Promise<void> {
    for (const number of this.#blocks.flatMap(numbersOf)) {
      this.known.set(number, { acknowledged: [], pending: undefined });
    }
    expect(await this.#send(server, token, [...this.known.keys()], () => 1)).toBe('ACKNOWLEDGED');
  }

  async untilCut(server: ServedRegistry, token: string, round: number): Promise<void> {
    await Promise.all(
      Array.from({ length: writers }, (_, writer) => this.#writeUntilCut(server, token, writer, round)),
    );
  }

  /**
   * Every acknowledged change once, in order and where it was said to be; of the requests without an answer each row
   * behind them, or not: a row is a change for itself. From here on the log's word counts.
   */
  expectNothingLost(logged: ReadonlyMap<string, readonly Made[]>): void {
    for (const [number, known] of this.known) {
      const found = logged.get(number) ?? [];
      const { length } = known.acknowledged;
      expect(found.slice(0, length), number).toEqual(known.acknowledged);
      const more = found.slice(length).map(({ cells }) => cells);
      expect(known.pending === undefined ? [[]] : [[], [known.pending]], number).toContainEqual(more);
      known.acknowledged = found;
      known.pending = undefined;
    }
  }

  async #writeUntilCut(server: ServedRegistry, token: string, writer: number, round: number): Promise<void> {
    const turnOf = (number: string) => this.#knownOf(number).acknowledged.length + 1 + round * 97;
    for (let turn = 0; ; turn++) {
      const numbers = this.#row(writer, turn).filter(
        (number) => this.#knownOf(number).acknowledged.at(-1)?.cells !== cellsText(cellsOf(turnOf(number))),
      );
      if ((await this.#send(server, token, numbers, turnOf)) === 'CUT') return;
    }
  }

  async #send(
    server: ServedRegistry,
    token: string,
    numbers: readonly string[],
    turnOf: (number: string) => number,
  ): Promise<'ACKNOWLEDGED' | 'CUT'> {
    const registrations = numbers.map((phoneNumber) => {
      const cells = cellsOf(turnOf(phoneNumber));
      this.#knownOf(phoneNumber).pending = cellsText(cells);
      return { phoneNumber, preferences: { base: 'LAW', cells } };
    });
    type Answer = { results: { status: string; position: string }[] };
    const body = { proof: 'MO_SMS', registrations };
    const answer = await postUnlessCut<Answer>(server, '/v1/registrations', token, body);
    if (answer === undefined) return 'CUT';
    // Beyond the carrier's daily allowance what loosens waits.
    for (const { status } of answer.results) expect(['REGISTERED', 'PENDING']).toContain(status);
    expect(answer.results).toHaveLength(numbers.length);
    for (const [row, { position }] of answer.results.entries()) {
      const known = this.#knownOf(numbers[row] as string);
      known.acknowledged = [...known.acknowledged, { cells: known.pending as string, position }];
      known.pending = undefined;
    }
    return 'ACKNOWLEDGED';
  }

  #row(writer: number, turn: number): readonly string[] {
    const at = writer * numbersPerWriter + (turn % numbersPerWriter);
    return this.#blocks.map((block) => numbersOf(block)[at] as string);
  }

  #knownOf(number: string): Known {
    return this.known.get(number) as Known;
  }
}

/** All writes to a log are in one block: together they are more than its image waits for, which is rewritten all the time. */
function blockAt(place: number, logs: number): number {
  let block = 861_390_000;
  while (shardOfBlock(block, logs) !== place) block += 1;
  return block;
}

function numbersOf(block: number): readonly string[] {
  return Array.from({ length: numbersPerBlock }, (_, at) => `+${block * 10_000 + at}`);
}

/** A choice that a number never had before: the turn in two digits of its cells. */
function cellsOf(turn: number): readonly (Cell & { readonly choice: 'REFUSE' })[] {
  const bits = turn % 1_024;
  return categories.flatMap((category, row) =>
    channels.flatMap((channel, column) =>
      (bits >> (row * 2 + column)) & 1 ? [{ category, channel, choice: 'REFUSE' as const }] : [],
    ),
  );
}

export function cellsText(cells: readonly Cell[]): string {
  return cells
    .map(({ category, channel }) => `${category}/${channel}`)
    .sort()
    .join(' ');
}
