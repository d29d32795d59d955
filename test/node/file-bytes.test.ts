import { randomBytes } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fileBytes } from '../../src/node/file-bytes.ts';

test.for([0, 1, 2 ** 20, 2 ** 21 + 12_345])(
  'a file of %i bytes is read whole, the last short piece to keep',
  (size) => {
    const folder = mkdtempSync(join(tmpdir(), 'dnd-bytes-'));
    const file = join(folder, 'file');
    const written = randomBytes(size);
    writeFileSync(file, written);
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const descriptor = openSync(file, 'r');
    const copies: Buffer[] = [];
    let kept: Uint8Array = new Uint8Array(0);
    for (const piece of fileBytes(descriptor)) {
      copies.push(Buffer.from(piece));
      if (piece.length < 2 ** 20) kept = piece;
    }
    closeSync(descriptor);
    expect(Buffer.concat(copies).equals(written)).toBe(true);
    const rest = size % 2 ** 20;
    expect(Buffer.from(kept).equals(written.subarray(size - rest))).toBe(true);
  },
);
