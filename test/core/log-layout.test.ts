import { expect, test } from 'vitest';
import { layoutKey, logIdOfBlock, logIdsOf } from '../../src/core/log-layout.ts';
import { shardOfBlock } from '../../src/core/number-shard.ts';
import type { Block } from '../../src/core/phone-number.ts';

const blocks = Array.from({ length: 50 }, (_, at) => (861_380_000 + at) as Block);

test('with one log it has everything', () => {
  expect(logIdsOf(1)).toEqual(['log']);
  expect(new Set([undefined, ...blocks].map((block) => logIdOfBlock(block, 1)))).toEqual(new Set(['log']));
});

test('with several each block has its own, and what is of no number is in the directory’s, which comes last', () => {
  expect(logIdsOf(3)).toEqual(['log-1', 'log-2', 'log-3', 'log']);
  for (const block of blocks) expect(logIdOfBlock(block, 3)).toBe(`log-${shardOfBlock(block, 3) + 1}`);
  expect(logIdOfBlock(undefined, 3)).toBe('log');
});

test('a store says where its log belongs by the name of a counter, which never changes', () => {
  expect(logIdsOf(2).map((logId) => layoutKey(logId, 2))).toEqual(['SHARD/1/2', 'SHARD/2/2', 'SHARDS/2']);
  expect(layoutKey('log-1024', 1_024)).toBe('SHARD/1024/1024');
});
