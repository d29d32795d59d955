import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { addedColumns } from '../../../../src/scrub/row-output.ts';

/** What became of a row: `REJECTED` without times, or what a lookup of its number answers. */
export interface RowAnswer {
  readonly decision: string;
  readonly reason: string;
  readonly nextPermittedAt?: string | undefined;
  readonly validUntil?: string | undefined;
}

/** A list, and what was meant by it: enough to say what has to come out without reading it again. */
export interface WrittenList {
  readonly bytes: Buffer;
  /** Place of the column with the numbers, from 1. */
  readonly column: string;
  /** The files of either layout by name, where lookups answered so. */
  filesOf(answers: ReadonlyMap<string, RowAnswer>): Readonly<Record<string, Buffer>>;
}

/** A row as it was written; it has a number, or a reason to be rejected. */
interface WrittenRow {
  readonly text: string;
  readonly missing: number;
  readonly phoneNumber?: string;
  readonly rejection?: string;
}

type Cell = Pick<WrittenRow, 'text' | 'phoneNumber' | 'rejection'>;

const spellings: readonly ((digits: string) => string)[] = [
  (digits) => digits,
  (digits) => `+86${digits}`,
  (digits) => `86${digits}`,
  (digits) => `0086${digits}`,
  (digits) => ` ${digits.slice(0, 3)}-${digits.slice(3, 7)}-${digits.slice(7)} `,
  (digits) => `(${digits.slice(0, 3)}) ${digits.slice(3, 7)}.${digits.slice(7)}`,
  (digits) => `tel:+86-${digits}`,
  (digits) => `'${digits}`,
  (digits) => `\u00a0${digits.slice(0, 5)}\u200b${digits.slice(5)}`,
  (digits) => digits.replaceAll(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit))),
];
const mobileNumbers = Array.from({ length: 9 }, (_, last) => `1380000000${last}`);
const fixedNumber = '+861061234567';

/** Every number that lists are made of, as a lookup takes it. */
export const writtenNumbers: readonly string[] = [...mobileNumbers.map((digits) => `+86${digits}`), fixedNumber];

const mobiles = fc
  .tuple(fc.constantFrom(...mobileNumbers), fc.constantFrom(...spellings))
  .map(([digits, spell]): Cell => ({ text: spell(digits), phoneNumber: `+86${digits}` }));
const fixedLines = fc
  .constantFrom('010-61234567', '1061234567', '(010) 6123 4567', '+86 10 6123 4567')
  .map((text): Cell => ({ text, phoneNumber: fixedNumber }));
const numbers = fc.oneof({ weight: 5, arbitrary: mobiles }, fixedLines);

const noNumbers = fc
  .constantFrom<readonly [string, string]>(
    ['', 'EMPTY'],
    ['  ', 'EMPTY'],
    ['nobody', 'NOT_A_PHONE_NUMBER'],
    ['123', 'NOT_A_PHONE_NUMBER'],
    ['9'.repeat(20), 'NOT_A_PHONE_NUMBER'],
    ['=1+1', 'NOT_A_PHONE_NUMBER'],
    ['8.6138E+12', 'DECIMAL_NUMBER'],
    ['8613800000001.0', 'DECIMAL_NUMBER'],
    ['+15550100', 'OUTSIDE_PLAN'],
    ['+44200', 'OUTSIDE_PLAN'],
  )
  .map(([text, rejection]): Cell => ({ text, rejection }));

const plainFillers = ['Ann', 'é安', '', '=1+1', '@x', '-1'];

interface Form {
  readonly delimiter: string;
  readonly lineEnd: string;
  readonly columns: number;
  readonly target: number;
  readonly hasHeads: boolean;
}

const forms = fc
  .record({
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    lineEnd: fc.constantFrom('\n', '\r\n'),
    columns: fc.integer({ min: 1, max: 3 }),
    target: fc.nat(2),
    hasHeads: fc.boolean(),
  })
  .map((form): Form => {
    const { columns, target, delimiter } = form;
    // A list of one column shows no delimiter: it is a comma.
    return { ...form, target: target % columns, delimiter: columns === 1 ? ',' : delimiter };
  });

function quotable(cells: fc.Arbitrary<Cell>): fc.Arbitrary<Cell> {
  return fc.tuple(cells, fc.nat(4)).map(([cell, one]) => (one > 0 ? cell : { ...cell, text: `"${cell.text}"` }));
}

function rowsOf({ delimiter, lineEnd, columns, target }: Form, isFirst: boolean): fc.Arbitrary<WrittenRow> {
  const fillers = isFirst
    ? fc.constantFrom('Ann', `"a${delimiter}b"`)
    : fc.constantFrom(...plainFillers, `"a${delimiter}b"`, `"a${lineEnd}${lineEnd}b"`, '"say ""x"""', '5" disk');
  const cells = isFirst ? numbers : fc.oneof({ weight: 4, arbitrary: numbers }, noNumbers);
  const width = isFirst ? fc.constant(columns) : fc.constantFrom(columns, columns, columns, columns + 1, 1);
  return fc
    .record({ cell: quotable(cells), width, others: fc.array(fillers, { minLength: 4, maxLength: 4 }) })
    .map(({ cell, width: cellsWritten, others }): WrittenRow => {
      const written = others.slice(0, cellsWritten).map((other, at) => (at === target ? cell.text : other));
      const text = written.join(delimiter);
      const missing = Math.max(0, columns - cellsWritten);
      if (cellsWritten > columns) return { text, missing, rejection: 'TOO_MANY_COLUMNS' };
      return cellsWritten <= target ? { text, missing, rejection: 'EMPTY' } : { ...cell, text, missing };
    });
}

const encodings: Readonly<Record<string, (text: string) => Buffer>> = {
  'UTF-8': (text) => Buffer.from(text),
  'UTF-8 with a mark': (text) => Buffer.from(`\ufeff${text}`),
  'UTF-16LE': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'UTF-16BE': (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
};

const fileOf: Readonly<Record<string, string>> = { ALLOW: 'allowed', BLOCK: 'blocked', REJECTED: 'rejected' };

/** Lists as people have them: in every form and encoding, numbers in many spellings, rows that are none. */
export const writtenLists: fc.Arbitrary<WrittenList> = forms.chain((form) => {
  const blank: WrittenRow = { text: '', missing: 0 };
  const first = form.hasHeads ? fc.constant<readonly WrittenRow[]>([]) : fc.tuple(rowsOf(form, true));
  const later = fc.array(fc.oneof({ weight: 9, arbitrary: rowsOf(form, false) }, fc.constant(blank)), {
    maxLength: 25,
  });
  return fc
    .record({
      first,
      later,
      encoding: fc.constantFrom(...Object.values(encodings)),
      gzip: fc.nat(3),
      isOpen: fc.boolean(),
    })
    .map(({ first: one, later: more, encoding, gzip, isOpen }): WrittenList => {
      const heads = form.hasHeads ? [headsOf(form)] : [];
      const rows = [...one, ...more];
      const lines = [...heads, ...rows.map(({ text }) => text)].join(form.lineEnd);
      const text = isOpen || lines === '' ? lines : lines + form.lineEnd;
      const plain = encoding(text);
      // Where no line ends, the first line end that comes out is the list's own.
      const written = { ...form, lineEnd: text.includes('\n') ? form.lineEnd : '\n' };
      return {
        bytes: gzip === 0 ? gzipped(plain) : plain,
        column: String(form.target + 1),
        filesOf: (answers) =>
          filesOf(
            written,
            heads[0],
            rows.filter(({ text: row }) => row !== ''),
            answers,
            encoding,
          ),
      };
    });
});

function headsOf({ columns, target, delimiter }: Form): string {
  const others = ['name', 'note', 'more'];
  return others
    .slice(0, columns)
    .map((head, at) => (at === target ? 'phone' : head))
    .join(delimiter);
}

/** Two members, as some tools append to a compressed file. */
function gzipped(bytes: Buffer): Buffer {
  const half = bytes.length >> 1;
  return Buffer.concat([gzipSync(bytes.subarray(0, half)), gzipSync(bytes.subarray(half))]);
}

function filesOf(
  { delimiter, lineEnd }: Form,
  heads: string | undefined,
  rows: readonly WrittenRow[],
  answers: ReadonlyMap<string, RowAnswer>,
  encoding: (text: string) => Buffer,
): Readonly<Record<string, Buffer>> {
  const split = heads === undefined ? '' : heads + lineEnd;
  const texts: Record<string, string> = { allowed: split, blocked: split, rejected: split, unavailable: split };
  let annotated = heads === undefined ? '' : [heads, ...addedColumns].join(delimiter) + lineEnd;
  for (const { text, missing, phoneNumber = '', rejection = '' } of rows) {
    const known = answers.get(phoneNumber) ?? { decision: 'REJECTED', reason: rejection };
    const { decision, reason, nextPermittedAt = '', validUntil = '' } = known;
    const added = [decision, reason, nextPermittedAt, validUntil].join(delimiter);
    annotated += `${text}${delimiter.repeat(missing)}${delimiter}${added}${lineEnd}`;
    texts[fileOf[decision] ?? ''] += text + lineEnd;
  }
  return Object.fromEntries(Object.entries({ ...texts, annotated }).map(([name, text]) => [name, encoding(text)]));
}
