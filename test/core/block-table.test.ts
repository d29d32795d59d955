import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BlockTable, noPlace } from '../../src/core/block-table.ts';

test('blocks have the places that they were given, each its own, as a map has it', () => {
  const block = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constantFrom(861_380_000, 99_999_999_999));
  const step = fc.record({ kind: fc.constantFrom('SEEK', 'SEEK', 'ADD', 'ADD', 'DELETE'), block });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const table = new BlockTable();
      const model = new Map<number, number>();
      for (const { kind, block } of steps) {
        const known = model.get(block) ?? noPlace;
        expect(table.placeOf(block)).toBe(known);
        if (kind === 'ADD' && known === noPlace) {
          const place = table.add(block);
          expect([...model.values()]).not.toContain(place);
          expect(place).toBeLessThan(13 + 2);
          model.set(block, place);
        } else if (kind === 'DELETE') {
          table.delete(block);
          model.delete(block);
        }
        expect(table.size).toBe(model.size);
      }
    }),
  );
});

test('many blocks, asked for in one order and then in another, have places from 0 on', () => {
  const table = new BlockTable();
  const blocks = Array.from({ length: 5_000 }, (_, at) => 861_380_000 + ((at * 7) % 5_000));
  expect(blocks.map((block) => table.add(block))).toEqual(blocks.map((_, at) => at));
  const places = new Map(blocks.map((block, place) => [block, place]));
  for (const asked of [blocks, [...blocks].sort(), [...blocks].sort(), [...blocks].reverse(), blocks]) {
    expect(asked.map((block) => table.placeOf(block))).toEqual(asked.map((block) => places.get(block)));
  }
  expect(table.placeOf(1)).toBe(noPlace);
});
