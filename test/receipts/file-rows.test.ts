import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellsOf, FileRows, type RowForm, RowTooLong } from '../../src/receipts/file-rows.ts';

const plain: RowForm = {
  ...{ encoding: 'UTF-8', byteOrderMark: false, delimiter: ',', lineTerminator: 'LF' },
  ...{ header: false, column: 1, country: 'CN' },
};
const marked = { byteOrderMark: true } as const;
const utf16le = { ...marked, encoding: 'UTF-16LE', lineTerminator: 'CRLF' } as const;

/** The rows of a file that comes in pieces that end where it is cut; its bytes are written over afterwards. */
function rowsOf(file: Buffer, form: Partial<RowForm> = {}, cuts: readonly number[] = []): readonly string[] {
  const rows: string[] = [];
  const reading = new FileRows({ ...plain, ...form }, (row) => void rows.push(Buffer.from(row).toString('latin1')));
  const ends = [...cuts.filter((cut) => cut < file.length), file.length].sort((one, other) => one - other);
  for (const [index, end] of ends.entries()) {
    const piece = Uint8Array.from(file.subarray(ends[index - 1] ?? 0, end));
    reading.add(piece);
    piece.fill(0);
  }
  reading.end();
  return rows;
}

const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
const bigEndian = (text: string) => utf16(text).swap16();

test.each<readonly [string, Buffer, Partial<RowForm>, readonly string[]]>([
  ['lines', Buffer.from('a,1\nb,2\n'), {}, ['a,1', 'b,2']],
  ['lines that end with CRLF', Buffer.from('a,1\r\nb,2\n'), { lineTerminator: 'CRLF' }, ['a,1', 'b,2']],
  ['lines that end with CR', Buffer.from('a,1\r\nb,2\r'), { lineTerminator: 'CR' }, ['a,1', '\nb,2']],
  ['a last line that is open', Buffer.from('a\nb'), {}, ['a', 'b']],
  ['blank lines, which are rows of an output', Buffer.from('a\n\n\r\nb\n'), {}, ['a', '', '', 'b']],
  ['heads', Buffer.from('"he\nad",x\na\n'), { header: true }, ['a']],
  ['nothing but heads', Buffer.from('head\n'), { header: true }, []],
  ['nothing', Buffer.alloc(0), { header: true }, []],
  ['a mark alone', Buffer.from('\ufeff'), marked, []],
  ['less than a mark', Buffer.from('a'), {}, ['a']],
  ['line ends in quoted cells', Buffer.from('1,"a\r\n,b"\n"\n",2\n'), {}, ['1,"a\r\n,b"', '"\n",2']],
  ['quotation marks twice', Buffer.from('"a""\n""b"\nc\n'), {}, ['"a""\n""b"', 'c']],
  ['quotation marks within a cell', Buffer.from('5" disk\n6" disk\n'), {}, ['5" disk', '6" disk']],
  ['text behind a quoted cell', Buffer.from('"a"b"\nc\n'), {}, ['"a"b"', 'c']],
  ['another delimiter', Buffer.from('a,"b\nc;"d\n"\n'), { delimiter: ';' }, ['a,"b', 'c;"d\n"']],
  ['a mark of UTF-8', Buffer.from('\ufeffé\nb\n'), marked, ['Ã©', 'b']],
  ['a mark, and the same bytes behind it', Buffer.from('\ufeff\ufeff"\n'), marked, ['ï»¿"']],
  ['a mark that is none', Buffer.from('\ufeff"\nb\n'), {}, ['ï»¿"', 'b']],
  ['a mark of UTF-16 that is none', Buffer.from('\xff\xfex\ny\n', 'latin1'), {}, ['\xff\xfex', 'y']],
  ['UTF-16', utf16('é\r\n"\n"\r\n'), utf16le, ['Ã©', '"\n"']],
  ['UTF-16, and a mark behind the mark', utf16('\ufeff"\r\n'), utf16le, ['ï»¿"']],
  ['UTF-16, the high byte first', bigEndian('é\r\n"\n"\r\n'), { ...utf16le, encoding: 'UTF-16BE' }, ['Ã©', '"\n"']],
  ['bytes that are no UTF-8', Buffer.from('\xd5\xc5,1\n', 'latin1'), {}, ['\xd5\xc5,1']],
])('the rows of %s are found, however it comes in pieces', (_, file, form, rows) => {
  expect(rowsOf(file, form)).toEqual(rows);
  fc.assert(
    fc.property(fc.array(fc.nat(file.length)), (cuts) => {
      expect(rowsOf(file, form, cuts)).toEqual(rows);
    }),
    { numRuns: 30 },
  );
});

const cells = fc.oneof(fc.string(), fc.stringMatching(/^[",;\r\n a]{0,6}$/));
const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;

test('whatever is in quoted cells, they are found again, and so are the rows they are in', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(cells, { minLength: 1, maxLength: 4 })),
      fc.constantFrom('\n', '\r\n'),
      (rows, end) => {
        const lines = rows.map((row) => row.map(quoted).join(','));
        const utf8 = lines.map((line) => Buffer.from(line).toString('latin1'));
        expect(rowsOf(Buffer.from(lines.map((line) => line + end).join('')))).toEqual(utf8);
        expect(lines.map((line) => cellsOf(line, ','))).toEqual(rows);
      },
    ),
  );
});

test.each([
  ['a;b;;', ';', ['a', 'b', '', '']],
  ['5" disk,"x"y,"', ',', ['5" disk', '"x"y', '"']],
  ['', ',', ['']],
])('the cells of %j', (row, delimiter, expected) => {
  expect(cellsOf(row, delimiter)).toEqual(expected);
});

test('a row without end is no output of a scrub, and is not gathered', () => {
  const reading = new FileRows(plain, () => {});
  const piece = new Uint8Array(2 ** 20).fill(0x61);
  reading.add(piece);
  expect(() => reading.add(piece)).toThrow(RowTooLong);
});
