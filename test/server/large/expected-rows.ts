import { SeededList } from '../seeded-list.ts';

/** What a scrub of a seeded list has to say, told by its generator alone. */
export class ExpectedRows {
  /** Rows by `ALLOW/DEFAULT`. */
  readonly counts: Record<string, number> = {};
  duplicates: number = 0;
  /** How long answers hold: one time for all, since all are about one planned time. */
  readonly validUntil = new Set<string>();
  readonly #list: SeededList;
  readonly #seen: Uint8Array;
  #rest: string = '';
  #lines: number = 0;

  constructor(list: SeededList) {
    this.#list = list;
    this.#seen = new Uint8Array(list.lines);
  }

  /** Rows that were checked. */
  get rows(): number {
    return this.#lines - 1;
  }

  /** Takes a piece of the annotated file. Throws where a row is not the one that belongs there. */
  take(piece: Uint8Array): void {
    const lines = (this.#rest + Buffer.from(piece.buffer, piece.byteOffset, piece.length).toString('latin1')).split(
      '\n',
    );
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#check(line);
  }

  end(): void {
    if (this.#rest !== '') throw new Error(`the file ends in the middle of a line: ${this.#rest}`);
  }

  #check(line: string): void {
    const isHeader = this.#lines === 0;
    const start = isHeader ? this.#list.header : this.#decided(this.rows);
    if (!line.startsWith(start)) throw new Error(`line ${this.#lines + 1}: expected ${start}, found ${line}`);
    const rest = line.slice(start.length);
    if (isHeader) this.#requireAdded(rest);
    else if (rest !== '') this.validUntil.add(rest);
    this.#lines += 1;
  }

  #requireAdded(columns: string): void {
    if (columns !== ',decision,reason,nextPermittedAt,validUntil') throw new Error(`other columns: ${columns}`);
  }

  #decided(row: number): string {
    const { cell, line, rejection } = this.#list.row(row);
    const key = rejection === undefined ? this.#keyOf(line as number) : `REJECTED/${rejection}`;
    this.counts[key] = (this.counts[key] ?? 0) + 1;
    return `${row},${cell},${key.replace('/', ',')},,`;
  }

  #keyOf(line: number): string {
    if (this.#seen[line] === 1) this.duplicates += 1;
    this.#seen[line] = 1;
    return SeededList.isRegistered(line) ? 'BLOCK/REFUSED' : 'ALLOW/DEFAULT';
  }
}
