import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { startListReader } from '../../../src/node/scrubs/list-reader.ts';
import type { ScrubQuestion } from '../../../src/registry/scrubs/scrub-list.ts';
import { scrubRegistry } from '../../registry/scrubs/scrub-registry.ts';
import { scrubbed } from '../../registry/scrubs/scrubbed.ts';

/** A list as a file, scrubbed by this thread alone and with a reader's. */
async function bothWays(list: Uint8Array, question: Partial<ScrubQuestion>) {
  const folder = mkdtempSync(join(tmpdir(), 'dnd-reader-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'list');
  writeFileSync(file, list);
  const { registry, caller } = await scrubRegistry();
  const alone = await scrubbed(registry, caller, list, question);
  let bytesRead = 0;
  const reader = startListReader(file, (bytes) => {
    bytesRead = bytes;
  });
  try {
    const unread = { bytes: (async function* () {})() };
    const together = await scrubbed(registry, caller, '', { ...question, ...unread, readSlices: reader.readSlices });
    return { alone, together, bytesRead };
  } finally {
    await reader.close();
  }
}

const numbers = Array.from({ length: 40_000 }, (_, row) => `138${String((row * 7) % 50_000).padStart(8, '0')}`);
const lists: readonly (readonly [string, Uint8Array])[] = [
  ['numbers a line', Buffer.from(`${numbers.join('\n')}\n`)],
  [
    'columns, heads, short and bad rows',
    Buffer.from(
      `n,phone,x\r\n${numbers.map((n, at) => [`${at},${n},a`, `${at},${n}`, `${at},no,`][at % 3]).join('\r\n')}`,
    ),
  ],
  [
    'quoted cells in the middle',
    Buffer.from(numbers.map((n, at) => (at === 20_000 ? `"${n}\n",` : `${n},${at}`)).join('\n')),
  ],
  [
    'UTF-16, by gzip',
    gzipSync(Buffer.from(`\ufeffphone\tname\n${numbers.map((n) => `${n}\tÅsa`).join('\n')}`, 'utf16le')),
  ],
  ['nothing', new Uint8Array(0)],
];

test.each(lists)('a list with %s comes out the same with a thread that reads it', async (_, list) => {
  for (const layout of ['ANNOTATED', 'SPLIT'] as const) {
    // Windows of one size cut a list into the same slices; a small one makes many of them.
    const { alone, together, bytesRead } = await bothWays(list, { layout, certified: true, windowBytes: 100_000 });
    const { certificate: _one, ...summary } = alone.summary;
    expect(together.summary).toMatchObject(summary);
    expect(together.files).toEqual(alone.files);
    const inputOf = (jws = '') => JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()).input;
    expect(inputOf(together.summary.certificate)).toEqual(inputOf(alone.summary.certificate));
    expect(bytesRead).toBe(list.length);
  }
});

test('what is wrong with a list is said as ever', async () => {
  const list = Buffer.from('13800000001,13800000002\n');
  await expect(bothWays(list, { column: 'nobody' })).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    field: 'column',
  });
  const folder = mkdtempSync(join(tmpdir(), 'dnd-reader-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'list');
  writeFileSync(file, 'a,b\n13800000001,13800000002\n');
  const { registry, caller } = await scrubRegistry();
  const reader = startListReader(file);
  onTestFinished(() => reader.close());
  await expect(scrubbed(registry, caller, '', { column: 'c', readSlices: reader.readSlices })).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    field: 'column',
    limit: 'one of a, b',
  });
});

test('who decides rows may give up, and the thread ends', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dnd-reader-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'list');
  writeFileSync(file, `${numbers.join('\n')}\n`);
  const { registry, caller } = await scrubRegistry();
  const reader = startListReader(file);
  const write = () => {
    throw new Error('the disk is full');
  };
  const asked = { write, readSlices: reader.readSlices, windowBytes: 100_000 };
  await expect(scrubbed(registry, caller, '', asked)).rejects.toThrow('the disk is full');
  await Promise.all([reader.close(), reader.close()]);
  expect(() => startListReader(join(folder, 'none'))).toThrow('ENOENT');
});
