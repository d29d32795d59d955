import fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import { csvRecords } from '../../src/runtime/csv-records.ts';
import { type LineEnd, pieceBytesMax } from '../../src/scrub/record-parser.ts';

/** All that comes of pieces, one after the other. */
async function read(pieces: Iterable<string>, lineEnd: LineEnd = '\n') {
  const parser = await csvRecords(',', lineEnd, 0);
  const records: unknown[] = [];
  const add = (some: Awaited<ReturnType<typeof parser.push>>) => {
    for (const { bytes, cells, line } of some)
      records.push({ text: Buffer.from(bytes).toString('latin1'), cells, line });
  };
  for (const piece of pieces) add(await parser.push(Buffer.from(piece, 'latin1')));
  add(await parser.end());
  return { records, blank: parser.blankLines() };
}

test('records and blank lines are the same however a file is cut into pieces', async () => {
  const file = fc.array(fc.constantFrom('a', 'b,c', '"x\ny"', '"', ',', '\n', '\n\n', '\r\n', '\r'), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(
      file,
      fc.constantFrom<LineEnd>('\n', '\r'),
      fc.integer({ min: 1, max: 7 }),
      async (parts, end, size) => {
        const text = parts.join('');
        const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
        const [cut, whole] = await Promise.allSettled([read(pieces, end), read([text], end)]);
        expect(cut.status).toBe(whole.status);
        if (cut.status === 'fulfilled' && whole.status === 'fulfilled') expect(cut.value).toEqual(whole.value);
      },
    ),
    { numRuns: 500 },
  );
});

test.for([
  ['commas', ','],
  ['quoted nothings', '"",'],
  ['letters', 'x'],
  ['letters in a quotation', '"x'],
] as const)('a line of %s without end is refused before it is held in memory', async ([, unit]) => {
  let given = 0;
  function* endless(): Generator<string> {
    yield 'a,b\n';
    for (; given < 200; given++) yield unit.repeat(pieceBytesMax / unit.length);
  }
  await expect(read(endless())).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE', message: /^line \d+ is too long/ });
  expect(given).toBeLessThan(6);
});

test('blank lines without end are counted and not held', async () => {
  const concat = vi.spyOn(Buffer, 'concat');
  onTestFinished(() => concat.mockRestore());
  const pieces = Array.from({ length: 20 }, () => '\n'.repeat(pieceBytesMax));
  expect((await read(['a\n', ...pieces, 'b\n'])).blank).toBe(20 * pieceBytesMax);
  const largest = Math.max(...concat.mock.results.map(({ value }) => (value as Buffer).length));
  expect(largest).toBeLessThanOrEqual(2 * pieceBytesMax);
});
