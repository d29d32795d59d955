import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readList } from '../../../src/cli/import/read-list.ts';
import { cnPolicy } from '../../../src/core/policies/cn.ts';
import { refuseAll } from '../../../src/core/preferences.ts';
import { loadNumberingRules, numberReader } from '../../../src/scrub/number-reader.ts';

await loadNumberingRules();

const readNumber = numberReader(cnPolicy, 'CN');

async function* piecesOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function listed(content: string | Uint8Array, column?: string, pieceBytes = 7) {
  const rejected: string[] = [];
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const list = await readList(piecesOf(bytes, pieceBytes), {
    policy: cnPolicy,
    format: undefined,
    column,
    preferences: refuseAll,
    preferencesOfRegister: refuseAll,
    readNumber,
    onRejected: ({ line }, reason) => rejected.push(`${line}: ${reason}`),
  });
  return { rows: list.rows, numbers: [...list.numbers], duplicates: list.duplicates, rejected };
}

const one = 8613800138000;
const two = 8613900139000;

test.each([
  ['a plain list', '13800138000\n13900139000\n'],
  ['a plain list without a last line end', '13800138000\n13900139000'],
  ['CRLF', '13800138000\r\n13900139000\r\n'],
  ['CR alone', '13800138000\r13900139000\r'],
  ['blank lines and a byte order mark', '\ufeff\n\n13800138000\n \n13900139000\n\n'],
  ['one column with a head', '手机号\n13800138000\n13900139000\n'],
  ['columns with heads', 'name,phone\nX,13800138000\nY,13900139000\n'],
  ['semicolons', 'name;Mobile No\nX;13800138000\nY;13900139000\n'],
  ['tabs', 'id\tmsisdn\n1\t13800138000\n2\t13900139000\n'],
  ['columns without heads', 'X,13800138000\nY,13900139000\n'],
  ['quoted cells, one with a comma and a line end', 'name,phone\n"X, \nY","13800138000"\nZ,"139 0013 9000"\n'],
])('%s', async (_, content) => {
  expect(await listed(content)).toEqual({ rows: 2, numbers: [one, two], duplicates: 0, rejected: [] });
});

test('UTF-16, as spreadsheets save "Unicode text"', async () => {
  const content = Buffer.from('\ufeffname\tphone\r\nX\t13800138000\r\n', 'utf16le');
  expect(await listed(content, undefined, 1_000)).toMatchObject({ rows: 1, numbers: [one] });
});

test('the column is named, or counted', async () => {
  const content = 'home,work\n13800138000,13900139000\n';
  expect((await listed(content, 'work')).numbers).toEqual([two]);
  expect((await listed(content, '1')).numbers).toEqual([one]);
  await expect(listed(content, '3')).rejects.toThrow('--column: the file has no column 3 (home, work)');
  await expect(listed(content)).rejects.toThrow('--column: say which column holds the numbers (home, work)');
});

test('rejected rows are told by their line', async () => {
  const { rows, numbers, duplicates, rejected } = await listed('13800138000\nx\n\n+12025550123\n13800138000\n');
  expect({ rows, numbers, duplicates }).toEqual({ rows: 4, numbers: [one], duplicates: 1 });
  expect(rejected).toEqual(['2: not a phone number', '4: outside the numbering plan']);
});

test('a file without line ends does not fill the memory, and is one row', async () => {
  expect(await listed('1'.repeat(300_000), undefined, 65_536)).toMatchObject({
    rows: 1,
    numbers: [],
    rejected: ['1: not a phone number'],
  });
});

test('a quotation mark that is never closed is told by its line', async () => {
  await expect(listed('name,phone\n"X,13800138000\n')).rejects.toThrow(/^line \d+: a quotation mark is opened/);
});

/** A way to write a number, and whether it stays one. */
const ways: readonly ((digits: string) => string)[] = [
  (digits) => digits,
  (digits) => `+86${digits}`,
  (digits) => `0086${digits}`,
  (digits) => `86 ${digits.slice(0, 3)} ${digits.slice(3)}`,
  (digits) => `${digits.slice(0, 3)}-${digits.slice(3, 7)}-${digits.slice(7)}`,
  (digits) => ` ${digits}\t`,
];
const row = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.nat(40_000), fc.constantFrom(...ways)) },
  { weight: 1, arbitrary: fc.constantFrom('x', '123', '+12025550123', '13800138000.0', '') },
);
const lineEnd = fc.constantFrom('\n', '\r\n');

test('however messy a list, its rows add up and its numbers are those of a plain set', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(row),
      lineEnd,
      fc.boolean(),
      fc.integer({ min: 1, max: 64 }),
      async (rows, end, mark, size) => {
        const expected = new Set<number>();
        const rejected: string[] = [];
        let count = 0;
        const lines = rows.map((item, index) => {
          if (item !== '') count += 1;
          if (typeof item === 'string') {
            if (item !== '') rejected.push(`${index + 2}: ${String(readNumber(item))}`);
            return item;
          }
          const [offset, write] = item;
          expected.add(8613900000000 + offset);
          return write(`139${String(offset).padStart(8, '0')}`);
        });
        const list = await listed(`${mark ? '\ufeff' : ''}${['13900000000', ...lines].join(end)}`, undefined, size);
        expected.add(8613900000000);
        expect(list.numbers).toEqual([...expected].sort((a, b) => a - b));
        expect(list.rejected).toEqual(rejected);
        expect(list.rows).toBe(count + 1);
        expect(list.numbers.length + list.duplicates + list.rejected.length).toBe(list.rows);
      },
    ),
  );
});
