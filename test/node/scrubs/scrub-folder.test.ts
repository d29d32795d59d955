import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ScrubFolder } from '../../../src/node/scrubs/scrub-folder.ts';

test('what a process left that ended while it created a job is removed by the next that runs jobs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dnd-scrubs-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [old, fresh] = ['.0mwrb69s0114k92nxjvuw3w52', '.0mwrb69s0114k92nxjvuw3w53'] as const;
  for (const name of [old, fresh]) mkdirSync(join(folder, name));
  const before = new Date(Date.now() - 7_200_000);
  utimesSync(join(folder, old), before, before);
  expect(new ScrubFolder(folder).jobs()).toEqual([]);
  expect(readdirSync(folder)).toEqual([old, fresh]);
  expect(new ScrubFolder(folder, true).jobs()).toEqual([]);
  expect(readdirSync(folder)).toEqual([fresh]);
});
