import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { listPreview } from '../../../src/scrub/list-preview.ts';
import { readSlices } from '../../../src/scrub/list-slices.ts';
import { scrubLimits } from '../../../src/scrub/scrub-limits.ts';
import { scrubRegistry } from './scrub-registry.ts';
import { decisionsOf, scrubbed } from './scrubbed.ts';

const allow = 'ALLOW/DEFAULT';
const refused = 'BLOCK/REFUSED';
const noNumber = 'REJECTED/NOT_A_PHONE_NUMBER';
const empty = 'REJECTED/EMPTY';
const columns = 'REJECTED/TOO_MANY_COLUMNS';
const heads = 'decision/reason';

function utf16(text: string, isLittleEndian: boolean): Buffer {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return isLittleEndian ? bytes : bytes.swap16();
}

/** Lists as people, spreadsheets and enemies make them, and what becomes of each row. */
const rowsOf: readonly (readonly [what: string, list: string | Uint8Array, decisions: readonly string[]])[] = [
  ['an empty file', '', []],
  ['line ends alone', '\n\r\n\n', []],
  ['heads alone', 'name,phone\n', [heads]],
  ['no line end at the end', '13800000001\n13800000009', [refused, allow]],
  ['CRLF', '13800000001\r\n13800000009\r\n', [refused, allow]],
  ['CRLF and LF in turn', '13800000001\r\n13800000009\n13800000001\r\n', [refused, allow, refused]],
  ['CR alone, as old Macs wrote', '13800000001\r13800000009\r\r13800000001', [refused, allow, refused]],
  ['a CR inside a line', 'phone,x\n138000\r00001,1\n13800000009,2\n', [heads, refused, allow]],
  ['blank lines between', '\n13800000001\n\n\n13800000009\n\n', [refused, allow]],
  ['spaces instead of a number', '13800000001\n   \n13800000009\n', [refused, empty, allow]],
  ['UTF-8 with a byte order mark', '\ufeffphone\n13800000001\n', [heads, refused]],
  ['a byte order mark alone', '\ufeff', []],
  ['bytes that are no UTF-8', Buffer.from('phone,n\n13800000001,\xff\xfe\xe9\n', 'latin1'), [heads, refused]],
  ['NUL bytes', '138000\u000000001\n13800000001\n\u0000\u0000\n', [noNumber, refused, noNumber]],
  ['full-width digits', '１３８０００００００１\n13800000009\n', [refused, allow]],
  [
    'every way of writing one number',
    '+8613800000001\n8613800000001\n008613800000001\n(138) 0000-0001\n138.0000.0001\ntel:+86-138-0000-0001\n',
    new Array(6).fill(refused),
  ],
  [
    'a number that a spreadsheet made',
    '8613800000001.0\n8.6138E+12\n13800000001\n',
    ['REJECTED/DECIMAL_NUMBER', 'REJECTED/DECIMAL_NUMBER', refused],
  ],
  [
    'numbers too short, too long and foreign',
    '123\n99999999999999999999\n+15550100\n+44200\n13800000001\n',
    [noNumber, noNumber, 'REJECTED/OUTSIDE_PLAN', 'REJECTED/OUTSIDE_PLAN', refused],
  ],
  ['a sign behind digits', '86+13800000001\n++8613800000001\n13800000001\n', [noNumber, noNumber, refused]],
  ['tabs between columns', 'a\tphone\nx\t13800000001\n\t\n', [heads, refused, empty]],
  ['semicolons between columns', 'phone;note\n13800000001;a,b\n', [heads, refused]],
  ['bars between columns', 'x|13800000001|y\nx|13800000009|y\n', [refused, allow]],
  ['the number in the last column', 'a,b,c,phone\n1,2,3,13800000001\n', [heads, refused]],
  ['rows with too few cells', 'a,phone,b\nx,13800000001\nx\n', [heads, refused, empty]],
  ['rows with too many cells', 'a,phone\nx,y,13800000001\nx,13800000009\n', [heads, columns, allow]],
  ['two numbers in a line of a plain list', '13800000009\n13800000009,13800000001\n', [allow, columns]],
  ['quoted cells', '"phone","n"\n"13800000001","x"\n13800000009,"y"\n', [heads, refused, allow]],
  [
    'a quotation mark far behind',
    `phone,n\n${'13800000009,x\n'.repeat(9)}13800000001,"x"\n`,
    [heads, ...new Array(9).fill(allow), refused],
  ],
  ['a quotation mark in the midst of a cell', 'phone,n\n13800000001,5" disk\n13800000009,x\n', [heads, refused, allow]],
  ['gzip', gzipSync('13800000001\n13800000009\n'), [refused, allow]],
  ['two gzip members', Buffer.concat([gzipSync('13800000001\n'), gzipSync('13800000009\n')]), [refused, allow]],
];

test.each(rowsOf)('%s: every row has its status', async (_, list, decisions) => {
  const { registry, caller } = await scrubRegistry();
  const { text, summary } = await scrubbed(registry, caller, list);
  const found = decisionsOf(
    text()
      .replace('\ufeff', '')
      .replaceAll(/\r(?!\n)/g, '\n')
      .replace('138000\n00001', '13800000001'),
  );
  expect(found).toEqual(decisions);
  const { count, allowed, blocked, rejected, unavailable } = summary.rows;
  expect(allowed + blocked + rejected + unavailable).toBe(count);
});

test('what is no list at all, as gzip inside gzip, is rows without a number', async () => {
  const { registry, caller } = await scrubRegistry();
  const { summary } = await scrubbed(registry, caller, gzipSync(gzipSync('13800000001\n')), { column: '1' });
  expect(summary.rows).toMatchObject({ allowed: 0, blocked: 0, rejected: summary.rows.count });
});

test.each([true, false])('UTF-16 comes out as UTF-16 (little-endian: %s)', async (isLittleEndian) => {
  const { registry, caller } = await scrubRegistry();
  const list = utf16('名,电话\r\n安,13800000001\r\n"鲍,伯",１３８０００００００9\r\n', isLittleEndian);
  const { files } = await scrubbed(registry, caller, list, { layout: 'SPLIT' });
  expect(files['blocked']).toEqual(utf16('名,电话\r\n安,13800000001\r\n', isLittleEndian));
  expect(files['allowed']).toEqual(utf16('名,电话\r\n"鲍,伯",１３８０００００００9\r\n', isLittleEndian));
});

test('a quoted line break stays where it was', async () => {
  const { registry, caller } = await scrubRegistry();
  const { text } = await scrubbed(registry, caller, 'n,phone\r\n"a\r\n\r\nb",13800000001\r\n\r\nc,13800000009\r\n', {
    layout: 'SPLIT',
  });
  expect(text('blocked')).toBe('n,phone\r\n"a\r\n\r\nb",13800000001\r\n');
  expect(text('allowed')).toBe('n,phone\r\nc,13800000009\r\n');
});

test('formulas in a list stay the list’s; no column that is added is one', async () => {
  const { registry, caller } = await scrubRegistry();
  const { text } = await scrubbed(registry, caller, 'n,phone\n=1+1,13800000001\n@x,=cmd()\n-1,+8613800000009\n');
  const added = text()
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(',').slice(2));
  expect(added.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
  expect(text()).toContain('=1+1,13800000001,BLOCK');
});

const mebibyte = 2 ** 20;

async function* repeated(chunk: Uint8Array, times: number): AsyncGenerator<Uint8Array> {
  for (let time = 0; time < times; time++) yield chunk;
}

/** Lists that break a limit, and the limit that is named. */
const limitsOf: readonly (readonly [what: string, list: () => AsyncIterable<Uint8Array>, limit: string])[] = [
  [
    'a single line of 100 MB',
    () => repeated(new Uint8Array(mebibyte).fill(55), 100),
    'at most 131072 bytes a line or record',
  ],
  [
    'a long line far behind',
    () => parts('13800000001\n'.repeat(9_000), 'x'.repeat(140_000)),
    'at most 131072 bytes a line or record',
  ],
  [
    'a quotation mark never closed',
    () => parts('phone,n\n13800000001,"x\n', 'y\n'.repeat(100_000)),
    'at most 131072 bytes a line or record',
  ],
  [
    'a cell of 40,000 bytes',
    () => parts('phone,n\n13800000001,', 'x'.repeat(40_000), '\n'),
    'at most 32768 bytes a cell',
  ],
  [
    'a quoted cell of 40,000 bytes',
    () => parts('phone,n\n13800000001,"', 'x'.repeat(40_000), '"\n'),
    'at most 32768 bytes a cell',
  ],
  ['2,000 columns', () => parts('13800000001', ',x'.repeat(1_999), '\n'), 'at most 1024 columns'],
  ['2,000 quoted columns', () => parts('13800000001', ',"x"'.repeat(1_999), '\n'), 'at most 1024 columns'],
  ['a gzip bomb', () => parts(gzipSync(Buffer.alloc(40 * mebibyte, '13800000009\n'))), 'at most 100 times its size'],
];

async function* parts(...texts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text as string);
}

test.each(limitsOf)('%s ends in a fault that names the limit', async (_, bytes, limit) => {
  const { registry, caller } = await scrubRegistry();
  const scrub = scrubbed(registry, caller, '', { bytes: bytes() });
  await expect(scrub).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE', limit });
});

const faultsOf: readonly (readonly [what: string, list: string | Uint8Array, message: RegExp])[] = [
  ['gzip that is cut off', gzipSync('13800000001\n'.repeat(50)).subarray(0, -9), /damaged or cut off/],
  [
    'gzip that is damaged',
    Buffer.concat([gzipSync('13800000001\n').subarray(0, 12), Buffer.alloc(20, 7)]),
    /damaged or cut off/,
  ],
  ['a short file with an open quotation mark', 'phone,n\n13800000001,"x\n', /never closed/],
  ['columns of which two have numbers', '13800000001,13800000009\n', /which column/],
  ['columns of which none has numbers', 'a,b\nc,d\n', /which column/],
];

test.each(faultsOf)('%s ends in a fault that says so', async (_, list, message) => {
  const { registry, caller } = await scrubRegistry();
  await expect(scrubbed(registry, caller, list)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', message });
});

test.each([
  ['its head, in any case', 'Work,HOME\n13800000001,13800000009\n', 'home', allow],
  ['its place', 'Work,HOME\n13800000001,13800000009\n', '2', allow],
  ['its place, without heads', '13800000001,13800000009\n', '2', allow],
])('the column is named by %s', async (_, list, column, decision) => {
  const { registry, caller } = await scrubRegistry();
  const { text } = await scrubbed(registry, caller, list, { column });
  expect(decisionsOf(text()).at(-1)).toBe(decision);
});

test('a column that is not there is named with those that are', async () => {
  const { registry, caller } = await scrubRegistry();
  const scrub = scrubbed(registry, caller, 'work,home\n13800000001,x\n', { column: 'mobile' });
  await expect(scrub).rejects.toMatchObject({ field: 'column', limit: 'one of work, home' });
});

const leftLists: readonly (readonly [what: string, list: string | Uint8Array])[] = [
  ['a spreadsheet', Buffer.from('PK\u0003\u0004 and so on')],
  ['a long list without numbers', 'a,b\n'.repeat(50_000)],
  ['a long list that is read', '13800000001\n13800000009\n'.repeat(10_000)],
];

test.each(leftLists)('%s: what it is read from is closed', async (_, list) => {
  const { registry, caller } = await scrubRegistry();
  const { tools } = registry.scrubs;
  const { policy } = registry;
  const reading = { policy, country: policy.jurisdiction, column: undefined, tools };
  const readers = [
    (bytes: AsyncIterable<Uint8Array>) => scrubbed(registry, caller, '', { bytes }),
    (bytes: AsyncIterable<Uint8Array>) => listPreview(bytes, reading),
  ];
  for (const read of readers) {
    const closed = Promise.withResolvers<true>();
    async function* opened(): AsyncGenerator<Uint8Array> {
      try {
        for (const piece of [list, new Uint8Array(0)]) yield Buffer.from(piece as string);
      } finally {
        closed.resolve(true);
      }
    }
    await read(opened()).catch(() => {});
    const aTurnLater = new Promise((resolve) => setImmediate(resolve, false));
    expect(await Promise.race([closed.promise, aTurnLater])).toBe(true);
  }
});

test('however long its rows and whatever is quoted, a list is looked at in pieces of bounded size', async () => {
  const { registry, caller } = await scrubRegistry();
  const windowBytes = 200_000;
  const sizes: number[] = [];
  const list = ['"13800000001",x', ...new Array<string>(300).fill(`13800000009,${'y'.repeat(10_000)}`)].join('\n');
  const { summary } = await scrubbed(registry, caller, list, {
    windowBytes,
    readSlices: (bytes, reading, take) =>
      readSlices(bytes, reading, async (slice) => {
        sizes.push(slice.rows.ends[slice.rows.count - 1] ?? 0);
        await take(slice);
      }),
  });
  expect(summary.rows.count).toBe(301);
  expect(Math.max(...sizes)).toBeLessThan(windowBytes + 2 * scrubLimits.recordBytesMax);
});
