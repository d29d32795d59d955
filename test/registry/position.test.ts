import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatHeads, formatPosition, parsePosition, positionInHeads } from '../../src/registry/position.ts';

test('a position is read back as it was written', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10 ** 14 }), fc.constantFrom('log', 'log-2'), (position, logId) => {
      expect(parsePosition(logId, formatPosition(logId, position))).toBe(position);
    }),
  );
});

test.for([
  '',
  'log',
  'log:',
  'log:01',
  'log:-1',
  'log:1.5',
  'log:1e3',
  'log:1 ',
  'log-2:1',
  'other:1',
  'log:9999999999999999',
])('%j is no position of this log', (text) => {
  expect(parsePosition('log', text)).toBeUndefined();
});

test('positions of several logs are one text, in the order of the logs, of which each is read back', () => {
  const heads = [
    { logId: 'log-10', position: 7 },
    { logId: 'log', position: 5 },
    { logId: 'log-2', position: 0 },
  ];
  expect(formatHeads(heads)).toBe('log:5,log-2:0,log-10:7');
  expect(formatHeads([{ logId: 'log', position: 42 }])).toBe('log:42');
  for (const { logId, position } of heads) expect(positionInHeads(formatHeads(heads), logId)).toBe(position);
  expect(positionInHeads(formatHeads(heads), 'log-1')).toBeUndefined();
});
