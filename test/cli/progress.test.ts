import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { progressOf } from '../../src/cli/progress.ts';
import type { Terminal } from '../../src/cli/terminal.ts';

function drawn(wanted: boolean, steps: readonly (readonly [atMs: number, done: number])[]): string {
  const stream = new PassThrough();
  let at = 0;
  const terminal = { progress: stream, now: () => at } as Partial<Terminal> as Terminal;
  const progress = progressOf(terminal, { title: 'registering', unit: 'numbers', total: 1_000, wanted });
  for (const [atMs, done] of steps) {
    at = atMs;
    progress.advance(done);
  }
  progress.end();
  return String(stream.read() ?? '');
}

test('what takes a second or less draws nothing', () => {
  expect(
    drawn(true, [
      [400, 500],
      [999, 1_000],
    ]),
  ).toBe('');
});

test('what takes longer shows how far it is and how fast', () => {
  expect(
    drawn(true, [
      [500, 100],
      [2_000, 400],
      [4_000, 1_000],
    ]),
  ).toMatch(/registering .*1000\/1000 numbers \| 250 numbers\/s/);
});

test('nothing is drawn where nobody watches, unless it is wanted', () => {
  expect(
    drawn(false, [
      [2_000, 400],
      [4_000, 1_000],
    ]),
  ).toBe('');
});
