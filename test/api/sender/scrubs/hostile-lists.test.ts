import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ScrubRunner } from '../../../../src/registry/scrubs/run-scrubs.ts';
import { csv, type ScrubCall, type ScrubDoor, scrubDoor, termsQuery } from './scrub-door.ts';

const list = 'phone,n\n13800000001,a\n13800000009,b\n';
const plain = '13800000001\n13800000009\n';
const both = 'ALLOW/DEFAULT 1, BLOCK/REFUSED 1';
const blocked = 'BLOCK/REFUSED 1';
const noNumber = (count: number) => `REJECTED/NOT_A_PHONE_NUMBER ${count}`;

function utf16(text: string): Buffer {
  return Buffer.from(text, 'utf16le');
}

function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

/** What a ZIP archive looks like to who expects text. */
const archive = Buffer.concat([
  Buffer.from('504b0304140006000800000021', 'hex'),
  Buffer.from(Array.from({ length: 4_000 }, (_, at) => (at * 7_919 + (at >> 3) * 31) & 255)),
  Buffer.from('[Content_Types].xml'),
]);
const sheet = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2_000)]);

type Body = string | Uint8Array;

/** Lists that are rows in spite of it all, and what becomes of these. */
const rowsOf: Readonly<
  Record<string, readonly [list: Body, rows: string, headers?: Readonly<Record<string, string>>]>
> = {
  'nothing at all': ['', ''],
  'line ends alone': ['\n\r\n\n', ''],
  'half a million empty lines': ['\n'.repeat(500_000), ''],
  'heads alone': ['phone,n\n', ''],
  'heads alone, without a line end': ['phone,n', ''],
  'CR alone at the ends of lines': [list.replaceAll('\n', '\r'), both],
  'UTF-8 with a mark': [`\ufeff${list}`, both],
  'UTF-8 with two marks': [`\ufeff\ufeff${list}`, both],
  'UTF-16LE without a mark': [utf16(plain), noNumber(3)],
  'UTF-16BE without a mark': [utf16(plain).swap16(), noNumber(2)],
  'UTF-16 of an odd length': [
    Buffer.concat([utf16(`\ufeff13800000001\n1`), latin1('3')]),
    `${blocked}, ${noNumber(1)}`,
  ],
  'half of a surrogate pair': [utf16('\ufeffphone,n\n13800000001,\ud800x\n'), blocked],
  'bytes that are no UTF-8': [
    latin1('phone,n\n13800000001,\xff\xfe\xe9\n138\xff0000001,x\n'),
    `${blocked}, ${noNumber(1)}`,
  ],
  'Windows-1252': [
    latin1('phone,n\n138\xa00000\xa00001,caf\xe9\n13800000001,\x93x\x94\n'),
    `${blocked}, ${noNumber(1)}`,
  ],
  'NUL bytes': ['phone,n\n138000\x000001,a\n13800000001,\0\n\0\n', `${blocked}, ${noNumber(2)}`],
  'delimiters that change': ['phone,n\n13800000001;a\n13800000009\tb\n13800000001,c\n', `${blocked}, ${noNumber(2)}`],
  'quoted line breaks': ['n,phone\n"a\n\nb",13800000001\n"c\r\n",13800000009\n', both],
  'numbers of 400 and 2,000 digits': [
    `${'1'.repeat(400)}\n+${'8'.repeat(400)}\n13800000001\n${'0'.repeat(2_000)}\n`,
    `${blocked}, ${noNumber(3)}`,
  ],
  'a decimal of 400 digits': [`13800000001\n${'1'.repeat(400)}.0\n`, `${blocked}, REJECTED/DECIMAL_NUMBER 1`],
  'digits of other scripts': ['١٣٨٠٠٠٠٠٠٠١\n१३८००००००१\n13800000001\n', `${blocked}, ${noNumber(2)}`],
  'digits of other widths': ['１３８０００００００１\n𝟏𝟑𝟖𝟎𝟎𝟎𝟎𝟎𝟎𝟎𝟏\n', 'BLOCK/REFUSED 2'],
  'characters without width': [
    '138\u200b0000\u200d0001\n\u202a13800000001\u202c\n\u2068138\u2060 0000 0001\u2069\n\u200b\n',
    `BLOCK/REFUSED 3, ${noNumber(1)}`,
  ],
  'line ends of Unicode alone': ['13800000001\u202813800000009\u008513800000001\n', noNumber(1)],
  'gzip of 3,000 members': [
    Buffer.concat(Array.from({ length: 3_000 }, () => gzipSync('13800000001\n'))),
    'BLOCK/REFUSED 3000',
  ],
  'gzip of 9,000 empty members': [Buffer.concat(Array.from({ length: 9_000 }, () => gzipSync(''))), ''],
  'gzip, padded with NUL bytes': [Buffer.concat([gzipSync(list), Buffer.alloc(512)]), both],
  'the first byte of gzip alone': [latin1('\x1f'), noNumber(1)],
  'bytes of no type': [list, both, { 'content-type': 'application/octet-stream' }],
  'text that is said to be gzip': [list, both, { 'content-type': 'application/gzip' }],
  'gzip that is said to be text': [gzipSync(list), both],
  'gzip, told as Content-Encoding': [gzipSync(list), both, { ...csv, 'content-encoding': 'gzip' }],
  'text, told as gzip by Content-Encoding': [list, both, { ...csv, 'content-encoding': 'gzip' }],
  'gzip inside gzip, told as Content-Encoding': [
    gzipSync(gzipSync(plain)),
    noNumber(1),
    { ...csv, 'content-encoding': 'gzip' },
  ],
};

interface Problem {
  readonly code: string;
  readonly field?: string;
  readonly limit?: string;
}

interface Scrub {
  readonly scrubId: string;
  readonly status: string;
  readonly summary?: {
    readonly rows: Readonly<Record<string, number>>;
    readonly reasons: Readonly<Record<string, Readonly<Record<string, number>>>>;
  };
  readonly fault?: Problem;
}

interface Answered {
  readonly status: number;
  readonly bytes: Buffer;
  /** The scrub when it has ended, where there is one. */
  readonly scrub: Scrub | undefined;
}

async function scrubAt(door: ScrubDoor, location: string | null): Promise<Scrub | undefined> {
  if (location === null) return undefined;
  return (await (await door.ask('GET', location.replace('/v1/scrubs', ''))).json()) as Scrub;
}

async function streamed(door: ScrubDoor, call: ScrubCall): Promise<Answered> {
  const response = await door.ask('POST', `?${termsQuery}`, call);
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, bytes, scrub: await scrubAt(door, response.headers.get('location')) };
}

/** As a job, to its end; the bytes are those of the annotated file, or of the refusal. */
async function asJob(door: ScrubDoor, call: ScrubCall, layout = 'ANNOTATED', name = 'annotated'): Promise<Answered> {
  const headers = { ...call.headers, prefer: 'respond-async' };
  const opened = await door.ask('POST', `?${termsQuery}&layout=${layout}`, { ...call, headers });
  const refusal = Buffer.from(await opened.arrayBuffer());
  const location = opened.headers.get('location');
  if (location === null) return { status: opened.status, bytes: refusal, scrub: undefined };
  const runner = new ScrubRunner(door.registry, { report: (error) => void door.defects.push(error) });
  runner.wake();
  await runner.idle();
  const result = await door.ask('GET', `${location.replace('/v1/scrubs', '')}/results/${name}`);
  const bytes = Buffer.from(await result.arrayBuffer());
  return { status: opened.status, bytes, scrub: await scrubAt(door, location) };
}

function wordsOf({ status, scrub }: Answered): string {
  const { rows = {}, reasons = {} } = scrub?.summary ?? {};
  const counted = Object.entries(reasons).flatMap(([decision, byReason]) =>
    Object.entries(byReason).map(([reason, count]) => [`${decision}/${reason}`, count] as const),
  );
  expect(counted.reduce((sum, [, count]) => sum + count, 0)).toBe(rows['count']);
  return `${status} ${scrub?.status}: ${counted.map((one) => one.join(' ')).join(', ')}`;
}

test('every row of a hostile list has its status, the same by either form', async () => {
  const door = await scrubDoor();
  const found: Record<string, readonly string[]> = {};
  const expected: Record<string, readonly string[]> = {};
  for (const [what, [body, rows, headers = csv]] of Object.entries(rowsOf)) {
    expected[what] = [`200 COMPLETED: ${rows}`, `202 COMPLETED: ${rows}`, 'same bytes'];
    const [one, other] = [await streamed(door, { body, headers }), await asJob(door, { body, headers })];
    found[what] = [wordsOf(one), wordsOf(other), one.bytes.equals(other.bytes) ? 'same bytes' : 'other bytes'];
  }
  expect(found).toEqual(expected);
  expect(door.defects).toEqual([]);
});

const type = 'header:Content-Type';
const encoding = 'header:Content-Encoding';
const record = /^at most 131072 bytes a line or record$/;
const whole = /^gzip \(RFC 1952\), whole/;

/** What is no list: the status of the streamed form, the field, the limit; what a job says is the same. */
const refusalsOf: Readonly<
  Record<
    string,
    readonly [list: Body, status: number, field: string, limit: RegExp, headers?: Readonly<Record<string, string>>]
  >
> = {
  'UTF-16LE in columns, without a mark': [utf16(list), 400, 'query:column', /^1 to 2$/],
  'UTF-16BE in columns, without a mark': [utf16(list).swap16(), 400, 'query:column', /^1 to 2$/],
  'a quotation mark never closed': ['phone,n\n13800000001,"x\n13800000009,y\n', 400, 'body', /closed$/],
  'a quotation mark never closed, behind rows': [`${list}13800000001,"x\n`, 400, 'body', /closed$/],
  'a quotation mark alone': ['"', 400, 'body', /closed$/],
  'a hundred thousand quotation marks': ['"'.repeat(100_000), 413, 'body', /^at most 32768 bytes a cell$/],
  'delimiters alone': [',,,\n,,,\n', 400, 'query:column', /^one of/],
  '10,000 columns': [`13800000001${',x'.repeat(9_999)}\n`, 413, 'body', /^at most 1024 columns$/],
  'a cell of 1 MB': [`phone,n\n13800000001,${'x'.repeat(2 ** 20)}\n`, 413, 'body', record],
  'a quoted cell of 1 MB': [`phone,n\n13800000001,"${'x\n'.repeat(2 ** 19)}"\n`, 413, 'body', record],
  '2 MB of NUL bytes': [Buffer.alloc(2 ** 21), 413, 'body', record],
  'a spreadsheet that is a ZIP archive': [archive, 400, 'body', /^text, /],
  'a spreadsheet that is a ZIP archive, by gzip': [gzipSync(archive), 400, 'body', /^text, /],
  'a spreadsheet of old': [sheet, 400, 'body', /^text, /],
  'gzip that is cut off': [gzipSync(list.repeat(99)).subarray(0, -4), 400, 'body', whole],
  'gzip that is cut off in its head': [gzipSync(list).subarray(0, 5), 400, 'body', whole],
  'two bytes of gzip': [latin1('\x1f\x8b'), 400, 'body', whole],
  'gzip with another checksum': [withFlippedBit(gzipSync(list), -6), 400, 'body', whole],
  'gzip with something behind it': [Buffer.concat([gzipSync(list), latin1('more')]), 400, 'body', whole],
  'a gzip bomb': [gzipSync(Buffer.alloc(24 * 2 ** 20, '\n')), 413, 'body', /^at most 100 times its size$/],
  'a gzip bomb of many members': [
    Buffer.concat(new Array<Buffer>(40).fill(gzipSync(Buffer.alloc(2 ** 20)))),
    413,
    'body',
    record,
  ],
  JSON: ['["13800000001"]', 415, type, /text\/csv/, { 'content-type': 'application/json' }],
  'a form': ['--x--\r\n', 415, type, /text\/csv/, { 'content-type': 'multipart/form-data; boundary=x' }],
  'an empty type': [list, 415, type, /text\/csv/, { 'content-type': '' }],
  'two encodings': [gzipSync(list), 415, encoding, /^gzip, or none$/, { ...csv, 'content-encoding': 'gzip, gzip' }],
  'an encoding that is not read': [list, 415, encoding, /^gzip, or none$/, { ...csv, 'content-encoding': 'zstd' }],
};

function withFlippedBit(bytes: Buffer, at: number): Buffer {
  const flipped = Buffer.from(bytes);
  flipped.writeUInt8(bytes.readUInt8(bytes.length + at) ^ 1, bytes.length + at);
  return flipped;
}

function problemWords(status: number, { code, field = '', limit = '' }: Problem, expected: RegExp): string {
  return `${status} ${code} ${field} ${expected.test(limit) ? 'names the limit' : `limit ${limit}`}`;
}

/** A job that failed names what is wrong with its list as the engine does: columns are not of its request. */
function jobWords({ status, bytes, scrub }: Answered, limit: RegExp): string {
  if (scrub === undefined) return problemWords(status, JSON.parse(bytes.toString()) as Problem, limit);
  expect(scrub.status).toBe('FAILED');
  const { code, limit: named = '' } = scrub.fault ?? { code: '' };
  return `${code} ${limit.test(named) ? 'names the limit' : `limit ${named}`}`;
}

test('what is no list is refused by name before anything is answered, and ends a job that says the same', async () => {
  const door = await scrubDoor();
  const codes: Readonly<Record<number, string>> = {
    400: 'INVALID_ARGUMENT',
    413: 'PAYLOAD_TOO_LARGE',
    415: 'UNSUPPORTED_MEDIA_TYPE',
  };
  const found: Record<string, readonly string[]> = {};
  const expected: Record<string, readonly string[]> = {};
  for (const [what, [body, status, field, limit, headers = csv]] of Object.entries(refusalsOf)) {
    const words = `${status} ${codes[status]} ${field} names the limit`;
    expected[what] = [words, status === 415 ? words : `${codes[status]} names the limit`];
    const one = await streamed(door, { body, headers });
    const problem = JSON.parse(one.bytes.toString()) as Problem;
    found[what] = [problemWords(one.status, problem, limit), jobWords(await asJob(door, { body, headers }), limit)];
  }
  expect(found).toEqual(expected);
  expect(door.defects).toEqual([]);
});

const bytePieces = [
  ...['13800000001', '+86', '0', 'a', 'phone', ' ', ',', ';', '\t', '|', '"', '\n', '\r\n', '\r', '\0', '\x1f\x8b\x08'],
  ...[
    '\xff\xfe',
    '\xfe\xff',
    '\xef\xbb\xbf',
    '\xd8',
    '\xdc',
    '\xe9',
    'PK\x03\x04',
    '""',
    '","',
    '\n\n',
    'x'.repeat(40_000),
  ],
];
const anyBytes = fc
  .tuple(fc.array(fc.constantFrom(...bytePieces), { maxLength: 40 }), fc.boolean())
  .map(([pieces, isCompressed]) => {
    const bytes = latin1(pieces.join(''));
    return isCompressed ? gzipSync(bytes) : bytes;
  });

test('whatever the bytes are, both forms end, with all rows counted or with the same fault', async () => {
  const door = await scrubDoor();
  await fc.assert(
    fc.asyncProperty(anyBytes, async (body) => {
      const [one, other] = [await streamed(door, { body, headers: csv }), await asJob(door, { body, headers: csv })];
      expect(door.defects).toEqual([]);
      if (one.status === 200) {
        expect(wordsOf(one).replace('200', '202')).toBe(wordsOf(other));
        expect(one.bytes.equals(other.bytes)).toBe(true);
        return;
      }
      const { code, limit } = JSON.parse(one.bytes.toString()) as Problem;
      expect([400, 413]).toContain(one.status);
      expect([other.scrub?.status, other.scrub?.fault]).toEqual(['FAILED', expect.objectContaining({ code, limit })]);
    }),
    { numRuns: 20 },
  );
});

test('formulas of the list stay as they came, in heads and in rows that are rejected, and none is added', async () => {
  const door = await scrubDoor();
  const starts = ['=', '+', '-', '@', '\t', '\r'];
  const heads = ['phone', ...starts.map((start) => `${start}h`)].join(',');
  const rows = ['13800000001', '13800000009', '=cmd()', '@x', '+', '-1', ''].map((cell) =>
    [cell, ...starts.map((start) => `${start}1+1`)].join(','),
  );
  const call = { body: [heads, ...rows, ''].join('\n'), headers: csv };
  const lines = (await streamed(door, call)).bytes.toString().split('\n').slice(0, -1);
  expect(lines.map((line) => line.split(',').slice(0, -4).join(','))).toEqual([heads, ...rows]);
  const added = lines.flatMap((line) => line.split(',').slice(-4));
  expect(added.filter((cell) => !/^(?:|[A-Z_]+|[a-z][A-Za-z]+|2026-[\dT:.-]+Z)$/.test(cell))).toEqual([]);
  const rejected = await asJob(door, call, 'SPLIT', 'rejected');
  expect(rejected.bytes.toString()).toBe([heads, ...rows.slice(2), ''].join('\n'));
});
