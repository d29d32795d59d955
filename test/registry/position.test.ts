import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatPosition, parsePosition } from '../../src/registry/position.ts';

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
