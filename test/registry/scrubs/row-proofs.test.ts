import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fault } from '../../../src/core/fault.ts';
import type { ScrubCertificate } from '../../../src/receipts/scrub-certificate.ts';
import { type ScrubRowProof, ScrubRowProver } from '../../../src/receipts/scrub-row-proof.ts';
import { verifyReceipt } from '../../../src/receipts/verify-receipt.ts';
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
const lists = fc
  .tuple(
    fc.constantFrom('utf8', 'latin1', 'utf16le'),
    fc.constantFrom('\n', '\r\n', '\r'),
    fc.constantFrom(',', ';', '\t', '|'),
    fc.constantFrom('phone', '"the\nnumber"', undefined),
    fc.array(fc.array(cells, { minLength: 1, maxLength: 3 }), { maxLength: 12 }),
    fc.boolean(),
  )
  .map(([encoding, lineEnd, delimiter, head, rows, isOpen]) => {
    const heads = head === undefined ? [] : [[head, 'name', 'x']];
    const written = [...heads, ...rows].map((row) => row.join(delimiter) + lineEnd).join('');
    // A list whose lines end with CR has no LF.
    const text = lineEnd === '\r' ? written.replaceAll('\n', '\r') : written;
    const closed = isOpen ? text.slice(0, -lineEnd.length || undefined) : text;
    return Buffer.from(encoding === 'utf16le' ? `\ufeff${closed}` : closed, encoding as 'utf8');
  });

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
      const end = { LF: '\n', CRLF: '\r\n', CR: '\r' }[certificate.rowForm!.lineEnd];
      for (const [name, shown] of Object.entries(rows)) {
        const file = files[name] ?? Buffer.alloc(0);
        const text = file[0] === 0xff ? Buffer.from(file.subarray(2).toString('utf16le')) : file;
        const joined = Buffer.concat(shown.flatMap(({ bytes }) => [bytes, Buffer.from(end)]));
        // What stands in front are the heads.
        expect(text.subarray(text.length - joined.length).equals(joined)).toBe(true);
        if (certificate.rowForm?.hasHeads === false) expect(text.length).toBe(joined.length);
        for (const { proof, bytes } of shown) {
          const report = await verified(on, proof);
          expect(report).toMatchObject({ outcome: 'VALID', content: 'MATCHES', receiptForm: 'SCRUB' });
          expect(report.statement).toMatchObject({ output: name, text: bytes.toString() });
        }
      }
    }),
    { numRuns: 60 },
  );
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
