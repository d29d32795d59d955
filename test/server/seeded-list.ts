import { closeSync, openSync, writeSync } from 'node:fs';

/** A row of the list: what stands in the phone column, and what it means. */
export interface SeededRow {
  readonly cell: string;
  /** Undefined where the cell is no number. */
  readonly line: number | undefined;
  readonly rejection: string | undefined;
}

const bad = [
  ['none', 'NOT_A_PHONE_NUMBER'],
  ['', 'EMPTY'],
  ['8.6138E+12', 'DECIMAL_NUMBER'],
  ['+15550100', 'OUTSIDE_PLAN'],
] as const;

/**
 * A list of as many rows, the same whenever it is asked for; any row without the ones before it. Its numbers are the
 * first `2 × rows` of 138…, so that many come twice; every eighth of these is registered.
 */
export class SeededList {
  readonly rows: number;
  readonly lines: number;
  readonly header: string = 'row,phone';

  constructor(rows: number) {
    this.rows = rows;
    this.lines = rows * 2;
  }

  row(row: number): SeededRow {
    const random = mixed(row);
    const [cell, rejection] = bad[random % 256] ?? [];
    if (cell !== undefined) return { cell, line: undefined, rejection };
    const line = mixed(random) % this.lines;
    return { cell: spelled(line, random >>> 16), line, rejection: undefined };
  }

  text(row: number): string {
    return `${row},${this.row(row).cell}`;
  }

  static isRegistered(line: number): boolean {
    return line % 8 === 3;
  }

  write(file: string): void {
    const writer = new LineWriter(file);
    writer.add(this.header);
    for (let row = 0; row < this.rows; row++) writer.add(this.text(row));
    writer.end();
  }

  writeRegistered(file: string): void {
    const writer = new LineWriter(file);
    for (let line = 0; line < this.lines; line++) if (SeededList.isRegistered(line)) writer.add(digitsOf(line));
    writer.end();
  }
}

function digitsOf(line: number): string {
  return String(13_800_000_000 + line);
}

function spelled(line: number, choice: number): string {
  const digits = digitsOf(line);
  switch (choice % 8) {
    case 0:
      return `+86${digits}`;
    case 1:
      return `0086${digits}`;
    case 2:
      return `${digits.slice(0, 3)} ${digits.slice(3, 7)} ${digits.slice(7)}`;
    case 3:
      return `+86-${digits}`;
    default:
      return digits;
  }
}

/** 32 bits that tell nothing of those of the next number: the finaliser of MurmurHash3. */
function mixed(value: number): number {
  let bits = (value + 0x9e3779b9) | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

const bufferedChars = 2 ** 20;

class LineWriter {
  readonly #file: number;
  #text: string = '';

  constructor(file: string) {
    this.#file = openSync(file, 'w');
  }

  add(line: string): void {
    this.#text += `${line}\n`;
    if (this.#text.length > bufferedChars) this.#flush();
  }

  end(): void {
    this.#flush();
    closeSync(this.#file);
  }

  #flush(): void {
    writeSync(this.#file, this.#text);
    this.#text = '';
  }
}
