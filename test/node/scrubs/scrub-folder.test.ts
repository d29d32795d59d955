import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ScrubFolder } from '../../../src/node/scrubs/scrub-folder.ts';
import { scrubFilesPromises } from '../../registry/scrubs/scrub-files-conformance.ts';
import { actsAsModel } from '../../registry/scrubs/scrub-files-model.ts';

test.for(scrubFilesPromises)('$promise', async ({ holds }) => {
  const folder = mkdtempSync(join(tmpdir(), 'dnd-scrubs-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  // What another thread of this process claimed, it claimed before it ended.
  await holds({ files: new ScrubFolder(folder, true), restarted: () => new ScrubFolder(folder, true) });
});

test('whatever is done to them in whichever order, they are as a plain model', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dnd-scrubs-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  let runs = 0;
  const made = () => {
    const own = join(folder, String(++runs));
    return { files: new ScrubFolder(own, true), restarted: () => new ScrubFolder(own, true) };
  };
  await actsAsModel(made, () => {}, 40);
});

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
