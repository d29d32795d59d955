import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { noPreferences, refuseAll } from '../../src/core/preferences.ts';
import { decodeBlockImage, emptyBlock } from '../../src/storage/block-image.ts';
import { canonicalJson } from '../../src/storage/canonical.ts';
import type { Store } from '../../src/storage/store.ts';
import { block, importOf, noFinance, noVoice, numberOf, preferencesSet } from './made-up.ts';

const ever = Number.MAX_SAFE_INTEGER;

/** What `blockRows` says of a number, as a follower puts it together. */
function stateInRows(store: Store, offset: number) {
  const { image, recent } = store.blockRows(block);
  const states = image === undefined ? emptyBlock() : decodeBlockImage(image);
  for (const row of recent) states.set(row.offset, row.state);
  return store.state(states.stateAt(offset));
}

export function describeImports(store: () => Store): void {
  test('an import registers each group with its preferences, as one entry', async () => {
    const result = await store().importBlock(importOf('b1', [refuseAll, [0, 5, 9_999]], [noFinance, [7]]));
    expect(result).toEqual({ position: 1, registered: 4, kept: 0 });
    expect(store().number(numberOf(9_999)).record.state.preferences).toEqual(refuseAll);
    expect(store().number(numberOf(7)).record.state.preferences).toEqual(noFinance);
    expect(store().number(numberOf(8)).record.state.preferences).toEqual(noPreferences);
    expect(stateInRows(store(), 5).preferences).toEqual(refuseAll);
    expect(store().entries(0, 10)).toMatchObject([{ position: 1, block, batchId: 'b1', rows: 4 }]);
    expect(store().tail(0, 10)).toMatchObject({ numbers: [], blocks: [{ block, position: 1 }] });
  });

  test('an import keeps what subscribers said, even that they refuse nothing', async () => {
    await store().append([preferencesSet(1, 0, noVoice), preferencesSet(2, 0, noPreferences)]);
    const result = await store().importBlock(importOf('b1', [refuseAll, [1, 2, 3]]));
    expect(result).toEqual({ position: 3, registered: 1, kept: 2 });
    expect(store().number(numberOf(1)).record.state.preferences).toEqual(noVoice);
    expect(store().number(numberOf(2)).record.state.preferences).toEqual(noPreferences);
    expect(store().number(numberOf(3)).record.state.preferences).toEqual(refuseAll);
  });

  test('a batch that brings nothing new makes no entry', async () => {
    await store().append([preferencesSet(1, 0, noVoice)]);
    expect(await store().importBlock(importOf('b1', [refuseAll, [1]]))).toEqual({ registered: 0, kept: 1 });
    expect(await store().importBlock(importOf('b2'))).toEqual({ registered: 0, kept: 0 });
    expect(store().head()).toBe(1);
  });

  test('the same batch and block twice has no effect; another batch adds to the block', async () => {
    await store().importBlock(importOf('b1', [refuseAll, [1]]));
    expect(await store().importBlock(importOf('b1', [noVoice, [1, 2]]))).toEqual({ registered: 0, kept: 2 });
    expect(store().number(numberOf(2)).record.state.preferences).toEqual(noPreferences);
    expect(await store().importBlock(importOf('b2', [noVoice, [1, 2]]))).toEqual({
      position: 2,
      registered: 1,
      kept: 1,
    });
    expect(store().number(numberOf(1)).record.state.preferences).toEqual(refuseAll);
    expect(stateInRows(store(), 2).preferences).toEqual(noVoice);
  });

  test('after an import the next change of any number of the block follows it', async () => {
    await store().append([preferencesSet(1, 0, noVoice)]);
    await store().importBlock(importOf('b1', [refuseAll, [2]]));
    expect([1, 2, 3].map((offset) => store().number(numberOf(offset)).follows)).toEqual([2, 2, 2]);
    expect(store().number(numberOf(10_000)).follows).toBe(0);
    expect(await store().append([preferencesSet(1, 1), preferencesSet(1, 2), preferencesSet(3, 2)])).toEqual([
      { status: 'CONFLICT', head: 2 },
      { status: 'APPENDED', position: 3 },
      { status: 'APPENDED', position: 4 },
    ]);
  });

  test('the import that registered a number ends its history; imports that passed it by do not show', async () => {
    await store().importBlock(importOf('b1', [refuseAll, [1]]));
    await store().importBlock(importOf('b2', [refuseAll, [1, 2]]));
    await store().append([preferencesSet(1, 2, noVoice)]);
    const positions = (offset: number, before: number, limit: number) =>
      store()
        .history(numberOf(offset), before, limit)
        .map(({ position }) => position);
    expect(positions(1, ever, 10)).toEqual([3, 1]);
    expect(positions(1, ever, 1)).toEqual([3]);
    expect(positions(1, 3, 10)).toEqual([1]);
    expect(positions(1, 1, 10)).toEqual([]);
    expect(positions(2, ever, 10)).toEqual([2]);
    expect(positions(3, ever, 10)).toEqual([]);
  });

  test.each([
    ['an offset outside the block', importOf('b1', [refuseAll, [10_000]])],
    ['an offset twice in a group', importOf('b1', [refuseAll, [4, 4]])],
    ['an offset in two groups', importOf('b1', [refuseAll, [4]], [noVoice, [4]])],
    ['empty preferences', importOf('b1', [noPreferences, [4]])],
  ])('an import with %s is refused whole', async (_, batch) => {
    await expect(store().importBlock(batch)).rejects.toMatchObject({ name: 'Fault', code: 'INVALID_ARGUMENT' });
    expect(store().head()).toBe(0);
  });

  test('the entry of an import commits to its rows and to itself', async () => {
    await store().importBlock(importOf('b1', [refuseAll, [1, 2, 3]]));
    const entry = store().entries(0, 1)[0]!;
    if (!('block' in entry)) throw new Error('not an import');
    const { salt, leafHash, rows, rowsRoot, at, actor } = entry;
    const root = Buffer.from(rowsRoot).toString('hex');
    const json = canonicalJson(['BLOCK', 1, block, 'b1', at, actor, rows, root]);
    const expected = createHash('sha256').update(Uint8Array.of(0)).update(salt).update(json).digest();
    expect(Buffer.from(leafHash)).toEqual(expected);
    expect(rowsRoot).toHaveLength(32);
  });

  test('blocks that hold anything are listed ascending, by group of 1,024 and all of them', async () => {
    const group = Math.floor(block / 1024);
    expect(store().blocksHeld(group)).toEqual([]);
    await store().append([preferencesSet(20_000, 0)]);
    await store().importBlock(importOf('b1', [refuseAll, [1]]));
    expect(store().blocksHeld(group)).toEqual([block, block + 2]);
    expect(store().blocksHeld(group + 1)).toEqual([]);
    expect(store().blocks(0, 10)).toEqual([block, block + 2]);
    expect([store().blocks(0, 1), store().blocks(block, 10), store().blocks(block + 2, 10)]).toEqual([
      [block],
      [block + 2],
      [],
    ]);
  });

  test('a block keeps its states and positions through a thousand changes', async () => {
    await store().importBlock(importOf('b1', [noFinance, [0, 1, 2, 5_000]]));
    const offsets = Array.from({ length: 1_000 }, (_, index) => index);
    await store().append(offsets.map((offset) => preferencesSet(offset, 1, offset % 2 === 0 ? refuseAll : noVoice)));
    for (const offset of [0, 1, 255, 256, 257, 511, 512, 999]) {
      const preferences = offset % 2 === 0 ? refuseAll : noVoice;
      expect(stateInRows(store(), offset).preferences).toEqual(preferences);
      expect(store().number(numberOf(offset))).toMatchObject({
        follows: offset + 2,
        record: { state: { preferences } },
      });
    }
    expect(stateInRows(store(), 5_000).preferences).toEqual(noFinance);
    expect(stateInRows(store(), 5_001).preferences).toEqual(noPreferences);
    expect(await store().append([preferencesSet(3, 5, noFinance)])).toEqual([{ status: 'APPENDED', position: 1_002 }]);
  });
}
