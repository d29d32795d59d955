import { cpSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { blockOf } from '../../src/core/phone-number.ts';
import { type OpenedRegistry, openRegistry } from '../../src/node/open-registry.ts';
import { settingsFrom } from '../../src/node/settings.ts';
import { importNumbers } from '../../src/registry/numbers/import-numbers.ts';
import { operatorAtConsole } from '../../src/runtime/operator-at-console.ts';
import { refuseAll } from '../lookup/changes.ts';
import { chineseNumber } from '../registry/memory-registry.ts';

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dnd-shards-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function opened<T>(folder: string, shards: string, use: (one: OpenedRegistry) => T | Promise<T>): Promise<T> {
  const settings = settingsFrom({ DATA_DIR: folder, DND_SHARDS: shards, LOG_LEVEL: 'silent' });
  const one = await openRegistry(settings, Date.now, { use: 'COMMAND' });
  try {
    return await use(one);
  } finally {
    await one.close();
  }
}

const logIds = ({ stores }: OpenedRegistry) => stores.map(({ logId }) => logId);

test('a folder is made with so many files of numbers, and stays so whatever is set later', async () => {
  const folder = freshFolder();
  const all = ['log', 'log-1', 'log-2', 'log-3'];
  expect(await opened(folder, '3', logIds)).toEqual(all);
  expect(await opened(folder, '', logIds)).toEqual(all);
  expect(await opened(folder, '3', logIds)).toEqual(all);
  for (const other of ['1', '2', '4']) {
    await expect(opened(folder, other, logIds)).rejects.toThrow(/^DND_SHARDS: this registry was made with 3/);
  }
});

test('without the setting there is one file, and it cannot be had otherwise later', async () => {
  const folder = freshFolder();
  expect(await opened(folder, '', logIds)).toEqual(['log']);
  expect(await opened(folder, '1', logIds)).toEqual(['log']);
  await expect(opened(folder, '2', logIds)).rejects.toThrow(/^DND_SHARDS: this registry was made with 1/);
});

test('numbers go to the files that their blocks name, and what they say is found again', async () => {
  const folder = freshFolder();
  const numbers = Array.from({ length: 40 }, (_, at) => chineseNumber(at * 10_000));
  await opened(folder, '3', async ({ registry, stores }) => {
    const blocks = numbers.map((number) => ({
      block: blockOf(number),
      groups: [{ preferences: refuseAll, offsets: Uint16Array.of(number % 10_000) }],
    }));
    const { registered } = await importNumbers(registry, operatorAtConsole, { batchId: 'b1', blocks });
    expect(registered).toBe(numbers.length);
    const [directory, ...others] = stores.map(({ store }) => store.blocks(0, 100).length);
    expect(directory).toBe(0);
    expect(others.every((count) => count > 0)).toBe(true);
    expect(others.reduce((sum, count) => sum + count, 0)).toBe(numbers.length);
  });
  await opened(folder, '', async ({ registry }) => {
    const { standings } = await registry.shard.standings(numbers);
    expect(standings.map((one) => one?.state.preferences.base)).toEqual(numbers.map(() => 'REFUSE_ALL'));
  });
});

test('a file of numbers that is missing, or another’s, is refused by name: it would answer as if nobody had chosen', async () => {
  const folder = freshFolder();
  await opened(folder, '2', logIds);
  const file = (place: number) => join(folder, `shard-${place}.sqlite`);
  renameSync(file(2), join(folder, 'aside'));
  await expect(opened(folder, '', logIds)).rejects.toThrow('shard-2.sqlite is missing');
  cpSync(file(1), file(2));
  await expect(opened(folder, '', logIds)).rejects.toThrow('shard-2.sqlite is not the one of numbers');
  writeFileSync(file(2), '');
  await expect(opened(folder, '', logIds)).rejects.toThrow('shard-2.sqlite is not the one of numbers');
  renameSync(join(folder, 'aside'), file(2));
  expect(await opened(folder, '', logIds)).toEqual(['log', 'log-1', 'log-2']);
});

test('a fault of any file’s writer is the registry’s', async () => {
  await opened(freshFolder(), '2', ({ registry, stores }) => {
    expect(registry.store.writerFault()).toBeUndefined();
    const fault = { name: 'away' };
    Object.assign(stores[2]!.store, { writerFault: () => fault });
    expect(registry.store.writerFault()).toBe(fault);
  });
});
