import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fault } from '../../../src/core/fault.ts';
import type { ScrubCertificate } from '../../../src/receipts/scrub-certificate.ts';
import { type ScrubRowProof, ScrubRowProver } from '../../../src/receipts/scrub-row-proof.ts';
import { verifyReceipt } from '../../../src/receipts/verify-receipt.ts';
import { OutputTrees, requireEveryRow } from '../../../src/registry/scrubs/output-trees.ts';
import type { ScrubQuestion } from '../../../src/registry/scrubs/scrub-list.ts';
import { sha256 } from '../../../src/storage/sqlite/sha256.ts';
import { type ScrubRegistry, scrubRegistry } from './scrub-registry.ts';
import { scrubbed } from './scrubbed.ts';

const rowSecret = Buffer.alloc(32, 5);

interface Proven {
  readonly proof: ScrubRowProof;
  readonly bytes: Buffer;
}

/** Scrubs with row proofs, and proves every row of every output. */
async function proven(on: ScrubRegistry, list: string | Buffer, question: Partial<ScrubQuestion> = {}) {
  const asked = { certified: true, rowSecret: rowSecret.toString('base64url'), column: '1', ...question };
  const { summary, files } = await scrubbed(on.registry, on.caller, list, asked);
  const receipt = summary.certificate ?? '';
  const certificate = JSON.parse(Buffer.from(receipt.split('.')[1] ?? '', 'base64url').toString()) as ScrubCertificate;
  const rows = certificate.outputs.map(({ name, rows: count = -1, rootHash }) => {
    const shown: Proven[] = [];
    for (let row = 0; row < count; row++) {
      const prover = new ScrubRowProver({ sha256, form: certificate.rowForm!, rowSecret, output: name, row });
      prover.add(files[name] ?? Buffer.alloc(0));
      const { tree, proof } = prover.done(receipt)!;
      expect(tree).toEqual({ rows: count, rootHash });
      const { statement, statementBytes = '' } = proof;
      const bytes = statement === undefined ? Buffer.from(statementBytes, 'base64url') : Buffer.from(statement);
      shown.push({ proof, bytes });
    }
    return [name, shown] as const;
  });
  return { certificate, summary, files, rows: Object.fromEntries(rows) };
}

/** The same; undefined where a quotation mark is never closed, as the delimiter of the first row has it. */
async function provenIfRead(...asked: Parameters<typeof proven>) {
  try {
    return await proven(...asked);
  } catch (error) {
    if (error instanceof Fault && error.code === 'INVALID_ARGUMENT') return undefined;
    throw error;
  }
}

const verified = (on: ScrubRegistry, proof: object) =>
  verifyReceipt(JSON.stringify(proof), on.registry.receipts, on.clock.at, sha256);

const cells = fc.oneof(
  fc.integer({ min: 0, max: 5 }).map((last) => `1380000000${last}`),
  fc.constantFrom('"13800000001"', 'x', '', '"a\r\nb"', '"say ""x"", or\n\n"', 'a"b', '5" disk', 'é电', '\xa0', '=1'),
);
/** Byte order marks, and what latin1 makes of those of UTF-16: in front of a row they are none. */
const rowStarts = fc.constantFrom('', '', '', '', '\ufeff', '\ufeff"', 'ÿþ', 'þÿ');
const lists = fc
  .tuple(
    fc.constantFrom('utf8', 'utf8 with mark', 'latin1', 'utf16le', 'utf16be'),
    fc.constantFrom('\n', '\r\n', '\r'),
    fc.constantFrom(',', ';', '\t', '|'),
    fc.constantFrom('phone', '"the\nnumber"', undefined),
    fc.array(fc.tuple(rowStarts, fc.array(cells, { minLength: 1, maxLength: 3 })), { maxLength: 12 }),
    fc.record({ isOpen: fc.boolean(), blankLines: fc.constantFrom(0, 0, 1, 2) }),
  )
  .map(([encoding, lineEnd, delimiter, head, rows, { isOpen, blankLines }]) => {
    const heads = head === undefined ? [] : [[head, 'name', 'x'].join(delimiter)];
    const lines = [...heads, ...rows.map(([start, row]) => start + row.join(delimiter))];
    const written = lineEnd.repeat(blankLines) + lines.map((line) => line + lineEnd).join('');
    // A list whose lines end with CR has no LF.
    const text = lineEnd === '\r' ? written.replaceAll('\n', '\r') : written;
    return encoded(isOpen ? text.slice(0, -lineEnd.length || undefined) : text, encoding);
  });

function encoded(text: string, encoding: string): Buffer {
  if (encoding === 'utf16be') return Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  if (encoding === 'utf16le') return Buffer.from(`\ufeff${text}`, 'utf16le');
  if (encoding === 'latin1') return Buffer.from(text, 'latin1');
  return Buffer.from(encoding === 'utf8 with mark' ? `\ufeff${text}` : text);
}

/** What the first bytes of a list say. */
function markOf(file: Buffer) {
  const begins = (mark: string) => file.subarray(0, mark.length / 2).toString('hex') === mark;
  if (begins('efbbbf')) return { encoding: 'UTF-8', byteOrderMark: true };
  if (begins('fffe')) return { encoding: 'UTF-16LE', byteOrderMark: true };
  if (begins('feff')) return { encoding: 'UTF-16BE', byteOrderMark: true };
  return { encoding: 'UTF-8', byteOrderMark: false };
}

/** The text behind them as UTF-8. */
function unmarked(file: Buffer, { encoding, byteOrderMark }: ReturnType<typeof markOf>): Buffer {
  if (encoding === 'UTF-8') return file.subarray(byteOrderMark ? 3 : 0);
  const text = Buffer.from(file.subarray(2));
  return Buffer.from((encoding === 'UTF-16BE' ? text.swap16() : text).toString('utf16le'));
}

test('every row of every output can be shown, and there are as many as the summary says', async () => {
  const on = await scrubRegistry();
  await fc.assert(
    fc.asyncProperty(lists, fc.constantFrom('ANNOTATED', 'SPLIT'), async (list, layout) => {
      const one = await provenIfRead(on, list, { layout });
      if (one === undefined) return;
      const { certificate, summary, files, rows } = one;
      const { count, allowed, blocked, rejected, unavailable } = summary.rows;
      const expected = layout === 'SPLIT' ? { allowed, blocked, rejected, unavailable } : { annotated: count };
      expect(Object.fromEntries(Object.entries(rows).map(([name, shown]) => [name, shown.length]))).toEqual(expected);
      expect(certificate.rowForm).toMatchObject(markOf(list));
      const end = { LF: '\n', CRLF: '\r\n', CR: '\r' }[certificate.rowForm!.lineTerminator];
      for (const [name, shown] of Object.entries(rows)) {
        const file = files[name] ?? Buffer.alloc(0);
        const text = unmarked(file, markOf(list));
        const joined = Buffer.concat(shown.flatMap(({ bytes }) => [bytes, Buffer.from(end)]));
        // What stands in front are the heads.
        expect(text.subarray(text.length - joined.length).equals(joined)).toBe(true);
        if (certificate.rowForm?.header === false) expect(text.length).toBe(joined.length);
        for (const { proof, bytes } of shown) {
          const report = await verified(on, proof);
          expect(report).toMatchObject({ outcome: 'VALID', content: 'MATCHES', receiptForm: 'SCRUB' });
          expect(report.statement).toMatchObject({ output: name, text: bytes.toString() });
        }
      }
    }),
    { numRuns: 120 },
  );
});

test('bytes that would be a byte order mark in front of a list hide no row behind another', async () => {
  const on = await scrubRegistry();
  const junk = Array.from({ length: 10 }, (_, row) => `junk ${row}`);
  const list = Buffer.from(['13800000009', '\xff\xfex', ...junk, ''].join('\n'), 'latin1');
  const { rows } = await proven(on, list, { layout: 'SPLIT' });
  expect(rows['rejected']?.map(({ bytes }) => bytes.toString('latin1'))).toEqual(['\xff\xfex', ...junk]);
  const blank = await proven(on, '\r\n\ufeff"\n13800000009\n');
  expect(blank.rows['annotated']?.map(({ bytes }) => bytes.toString().split(',')[0])).toEqual([
    '\ufeff"',
    '13800000009',
  ]);
});

test('no changed byte is shown, no row by the path of another, and none in another file', async () => {
  const on = await scrubRegistry();
  await fc.assert(
    fc.asyncProperty(lists, fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }), async (list, one, at, by) => {
      const { rows = {} } = (await provenIfRead(on, list, { layout: 'SPLIT' })) ?? {};
      const all = Object.values(rows).flat();
      if (all.length === 0) return;
      const { proof, bytes } = all[one % all.length] as Proven;
      const { statement: _, statementBytes: __, ...rest } = proof;
      const other = Buffer.from(bytes);
      if (other.length > 0) other[at % other.length] = (other[at % other.length] as number) ^ by;
      const longer = Buffer.concat([bytes, Buffer.from([by])]);
      for (const changed of [...(other.length > 0 ? [other] : []), longer]) {
        const report = await verified(on, { ...rest, statementBytes: changed.toString('base64url') });
        expect(report).toMatchObject({ outcome: 'CONTENT_DIFFERS', differing: ['statementBytes'] });
      }
      for (const { proof: elsewhere, bytes: there } of all) {
        // The same text may stand twice in a file, and is shown at either place.
        if (there.equals(bytes)) continue;
        const moved = await verified(on, { ...proof, inclusion: elsewhere.inclusion });
        const renamed = await verified(on, { ...proof, output: elsewhere.output, inclusion: elsewhere.inclusion });
        expect([moved.outcome, renamed.outcome]).toEqual(['CONTENT_DIFFERS', 'CONTENT_DIFFERS']);
      }
    }),
    { numRuns: 60 },
  );
});

test('a proof says which number was asked about, how it was decided, and nothing of other rows', async () => {
  const on = await scrubRegistry();
  const list = 'name;phone\n"a;b";13800000001\nBo;" 138-0000 0009"\nCy\n';
  const { rows } = await proven(on, list, { column: 'phone' });
  const shown = await Promise.all(rows['annotated']!.map(async ({ proof }) => (await verified(on, proof)).statement));
  const place = (row: number) => ({ output: 'annotated', row, country: 'CN', text: expect.any(String) });
  const validUntil = expect.stringMatching(/^\d{4}-.*Z$/);
  expect(shown).toEqual([
    { ...place(0), number: '13800000001', decision: 'BLOCK', reason: 'REFUSED', validUntil },
    { ...place(1), number: ' 138-0000 0009', decision: 'ALLOW', reason: 'DEFAULT', validUntil },
    { ...place(2), number: '', decision: 'REJECTED', reason: 'EMPTY' },
  ]);
  const split = await proven(on, list, { column: 'phone', layout: 'SPLIT' });
  const { proof } = split.rows['allowed']![0]!;
  const text = 'Bo;" 138-0000 0009"';
  const said = { output: 'allowed', row: 0, text, number: ' 138-0000 0009', country: 'CN', decision: 'ALLOW' };
  expect((await verified(on, proof)).statement).toEqual(said);
  expect(JSON.stringify(proof)).not.toContain('13800000001');
  expect((await verified(on, split.rows['rejected']![0]!.proof)).statement).not.toHaveProperty('number');
});

test('rows at the same place of two outputs, and of two scrubs, have different salts', async () => {
  const on = await scrubRegistry();
  const list = '13800000001\n13800000009\nx\n';
  const saltsOf = async (secret: Buffer) => {
    const { certificate } = await proven(on, list, { layout: 'SPLIT' });
    return certificate.outputs.map(({ name }) => {
      const prover = new ScrubRowProver({
        ...{ sha256, form: certificate.rowForm!, rowSecret: secret },
        ...{ output: name, row: 0 },
      });
      prover.add(Buffer.from('same\n'));
      return prover.done('')!.proof.inclusion.salt;
    });
  };
  const salts = [...(await saltsOf(rowSecret)), ...(await saltsOf(Buffer.alloc(32, 6)))];
  expect(new Set(salts).size).toBe(8);
});

test('without the wish for it a certificate has no trees, and a list without rows has empty ones', async () => {
  const on = await scrubRegistry();
  const { summary } = await scrubbed(on.registry, on.caller, '13800000001\n', { certified: true });
  const payload = Buffer.from(summary.certificate?.split('.')[1] ?? '', 'base64url').toString();
  expect(payload).not.toMatch(/rootHash|rowForm|hashAlgorithm/);
  const { certificate, rows } = await proven(on, '');
  expect([certificate.outputs[0]?.rows, rows['annotated']]).toEqual([0, []]);
});

test('no certificate is signed whose trees have other rows than were decided', async () => {
  const counts = { count: 6, allowed: 3, blocked: 2, rejected: 1, unavailable: 0 };
  const outputs = (rows: Readonly<Record<string, number>>) =>
    Object.entries(rows).map(([name, leaves]) => ({ name, rows: leaves, rootHash: '' }));
  const split = { allowed: 3, blocked: 2, rejected: 1, unavailable: 0 };
  expect(() => requireEveryRow(outputs(split), counts)).not.toThrow();
  expect(() => requireEveryRow(outputs({ annotated: 6 }), counts)).not.toThrow();
  expect(() => requireEveryRow([{ name: 'annotated' }, { name: 'changed' }], counts)).not.toThrow();
  for (const name of Object.keys(split)) {
    expect(() => requireEveryRow(outputs({ ...split, [name]: 7 }), counts)).toThrow(`${name}: `);
  }
  expect(() => requireEveryRow(outputs({ annotated: 5 }), counts)).toThrow('6 rows were decided, and the tree has 5');
  const on = await scrubRegistry();
  const from = { startedAt: on.clock.at, windowBytes: 2 ** 21, slices: 0, rows: 0, position: undefined };
  async function* written(): AsyncGenerator<Uint8Array> {}
  const resumed = { from: { ...from, outcomes: [['ALLOW/DEFAULT', 1]] as const }, written };
  await expect(proven(on, '13800000009\n', { resumed })).rejects.toThrow('2 rows were decided, and the tree has 1');
});

test('a row that is too long for a tree ends a scrub with the limit', () => {
  const form = { delimiter: ',', lineTerminator: 'LF', header: false, column: 1, country: 'CN' } as const;
  const trees = new OutputTrees(
    { names: ['annotated'], rowSecret, sha256 },
    { ...form, encoding: 'UTF-8', byteOrderMark: false },
  );
  trees.add('annotated', Buffer.alloc(2 ** 20, 'x'));
  const fault = { code: 'PAYLOAD_TOO_LARGE', limit: 'at most 1048576 bytes a row' };
  expect(() => trees.add('annotated', Buffer.alloc(1))).toThrow(expect.objectContaining(fault));
});
