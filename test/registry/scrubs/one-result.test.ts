import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ScrubRegistry, scrubRegistry } from './scrub-registry.ts';
import { scrubbed } from './scrubbed.ts';

/** Cells that numbers are found in and those that are in their way; none has a quotation mark. */
const cells = fc.oneof(
  fc.constantFrom(
    '13800000001',
    '+8613800000002',
    '008613800000009',
    ' 138-0000 0001 ',
    '(138)00000009',
    '010-61234567',
    '02061234567',
    '861061234567',
    '＋8613800000001',
    '8.6E+12',
    '13800000001.0',
    '000013800000001',
    '99999999999999999',
    '+',
    '00',
    '-',
    "'13800000001",
    'tel:13800000001',
    '\u00a013800000001',
    '138\r00000001',
    '\r',
    'Ann',
    'é',
    '',
    ' ',
  ),
  fc.integer({ min: 0, max: 10 ** 15 }).map(String),
  fc.stringMatching(/^[0-9+() .\-x\r]{0,18}$/),
);
const lineEnds = fc.constantFrom('\n', '\r\n');
const delimiters = fc.constantFrom(',', ';', '\t', '|');

/** Lists that are plain: no quotation marks, lines that end with LF or CRLF. */
const plainLists = fc
  .tuple(
    delimiters,
    fc.boolean(),
    fc.integer({ min: 1, max: 3 }),
    fc.array(fc.tuple(fc.array(cells, { minLength: 1, maxLength: 4 }), lineEnds), { maxLength: 30 }),
    fc.boolean(),
  )
  .map(([delimiter, hasHeads, columns, rows, isOpen]) => {
    const heads = ['phone', 'name', 'x'].slice(0, columns).join(delimiter);
    const numbers = ['13800000001', 'Ann', 'x'].slice(0, columns).join(delimiter);
    const lines = rows.map(([row, end]) => row.slice(0, columns + 1).join(delimiter) + end);
    const text = `${hasHeads ? heads : numbers}\n${lines.join('')}`;
    return isOpen ? text : text.replace(/\r?\n$/, '');
  });

async function outcome(on: ScrubRegistry, list: Buffer, question: Parameters<typeof scrubbed>[3]) {
  const { files, summary } = await scrubbed(on.registry, on.caller, list, { column: '1', ...question });
  const { certificate: _, ...told } = summary;
  return {
    files: Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, bytes.toString('latin1')])),
    told,
  };
}

test.each(['13800000001\n\n', '13800000001\n\r', '13800000001\n\r\n\n\r', '13800000001\r'])(
  'what a list ends with changes nothing: %j',
  async (text) => {
    const on = await scrubRegistry();
    const quick = await outcome(on, Buffer.from(text), {});
    expect(await outcome(on, Buffer.from(text), { withoutQuickPath: true })).toEqual(quick);
  },
);

test('the quick path and the library find the same in every plain list', async () => {
  const on = await scrubRegistry();
  await fc.assert(
    fc.asyncProperty(plainLists, fc.constantFrom('ANNOTATED', 'SPLIT'), async (text, layout) => {
      const list = Buffer.from(text);
      const quick = await outcome(on, list, { layout });
      expect(await outcome(on, list, { layout, withoutQuickPath: true })).toEqual(quick);
    }),
    { numRuns: 40 },
  );
});

const quotedCells = fc.oneof(
  cells,
  fc.constantFrom('"13800000001"', '"a,b"', '"a\r\n\nb"', '"say ""x"""', '""', 'a"b'),
);

const anyLists = fc
  .tuple(delimiters, fc.array(fc.tuple(fc.array(quotedCells, { maxLength: 3 }), lineEnds), { maxLength: 20 }))
  .map(([delimiter, rows]) => {
    const heads = ['phone', 'name', 'x'].join(delimiter);
    return `${heads}\n${rows.map(([row, end]) => row.join(delimiter) + end).join('')}`;
  });

/** Where a text is cut in pieces, and how many bytes are looked at together. */
const cuts = fc.tuple(fc.array(fc.nat(400), { maxLength: 12 }), fc.constantFrom(1, 7, 64, 2 ** 21));

function chunks(bytes: Buffer, places: readonly number[]): readonly Buffer[] {
  const ends = [...places.filter((place) => place < bytes.length), bytes.length].sort((one, other) => one - other);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

test('however a list comes in pieces, the same comes out', async () => {
  const on = await scrubRegistry();
  const encodings = fc.constantFrom('utf8', 'utf16le');
  await fc.assert(
    fc.asyncProperty(fc.oneof(plainLists, anyLists), encodings, cuts, async (text, encoding, [places, windowBytes]) => {
      const list = Buffer.from(encoding === 'utf8' ? text : `\ufeff${text}`, encoding);
      const whole = await outcome(on, list, {});
      const { files, summary } = await scrubbed(on.registry, on.caller, chunks(list, places), {
        column: '1',
        windowBytes,
      });
      expect(files['annotated']?.toString('latin1')).toBe(whole.files['annotated']);
      expect(summary).toEqual(whole.told);
    }),
    { numRuns: 40 },
  );
});

test('a list longer than a slice, a window and the library’s pieces comes out whole', async () => {
  const on = await scrubRegistry();
  const rows = Array.from({ length: 150_000 }, (_, row) => `${13_800_000_000 + (row % 100_000)},"${row}"`);
  const plain = rows.map((row) => row.replaceAll('"', ''));
  for (const [list, windows] of [[rows], [plain], [plain, { windowBytes: 2 ** 20, firstWindowBytes: 1 }]] as const) {
    const { summary, files } = await scrubbed(on.registry, on.caller, `phone,n\n${list.join('\n')}\n`, {
      ...{ layout: 'SPLIT', ...windows },
    });
    expect(summary.rows).toMatchObject({ count: 150_000, duplicates: 50_000, blocked: 6, rejected: 0 });
    expect(files['blocked']?.toString().split('\n')).toHaveLength(8);
    expect(files['allowed']?.toString()).toBe(
      `phone,n\n${list.filter((row) => !/^1380000000[123],/.test(row)).join('\n')}\n`,
    );
  }
});
