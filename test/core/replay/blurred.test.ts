import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Blur, blurred, keyOfStanding } from '../../../src/core/replay/blurred.ts';

const blur: Blur = { minimumCellSize: 10, secret: [1, 2] };
const anyKey = fc.integer({ min: 0, max: 2 ** 32 - 1 });

test('a figure is a multiple of the minimum next to the amount, or suppressed where that is no more than one of it', () => {
  const property = fc.property(fc.nat(500), anyKey, (amount, key) => {
    const figure = blurred(blur, amount, key);
    if (amount <= 10) expect(figure).toBeNull();
    if (amount >= 20) expect(figure).not.toBeNull();
    if (figure === null) return;
    expect(figure % 10).toBe(0);
    expect(figure).toBeGreaterThanOrEqual(20);
    expect(Math.abs(figure - amount)).toBeLessThan(10);
    expect(blurred(blur, amount, key)).toBe(figure);
  });
  fc.assert(property, { numRuns: 1_000 });
});

test('over many keys it is right on average, so that sums of many figures can be trusted', () => {
  for (const amount of [21, 45, 99]) {
    const figures = Array.from({ length: 20_000 }, (_, state) =>
      blurred(blur, amount, keyOfStanding(blur, 'EAST', state)),
    );
    const mean = figures.reduce((sum: number, figure) => sum + (figure ?? 0), 0) / figures.length;
    expect(Math.abs(mean - amount)).toBeLessThan(0.2);
  }
});

test('whether one person more stands in a group does not show at a border that can be looked for', () => {
  // Rounded to the nearest ten, 24 and 25 differ for certain: by this nobody is told from nobody.
  const isUp = (amount: number, state: number) => blurred(blur, amount, keyOfStanding(blur, 'EAST', state)) === 30;
  const states = Array.from({ length: 10_000 }, (_, state) => state);
  const steps = states.filter((state) => isUp(24, state) !== isUp(25, state)).length;
  const backwards = states.filter((state) => isUp(24, state) && !isUp(25, state)).length;
  expect(steps).toBeGreaterThan(4_000);
  expect(backwards).toBeGreaterThan(1_500);
});

test('who has other secrets has other keys, and regions and states do too', () => {
  const other: Blur = { ...blur, secret: [1, 3] };
  const keys = [blur, other].flatMap((one) =>
    ['EAST', 'WEST'].flatMap((region) => [1, 2, 3].map((state) => keyOfStanding(one, region, state))),
  );
  expect(new Set(keys).size).toBe(keys.length);
});
