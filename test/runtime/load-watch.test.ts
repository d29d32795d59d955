import { expect, test } from 'vitest';
import type { MessageClass } from '../../src/core/policy.ts';
import { LoadWatch } from '../../src/runtime/load-watch.ts';

const classes: readonly MessageClass[] = ['PROMOTIONAL', 'SERVICE', 'TRANSACTIONAL', 'GOVERNMENT'];

function watch() {
  const load = { inFlight: 0 };
  const one = new LoadWatch({ inFlight: () => load.inFlight, inFlightMax: 100 });
  return {
    load,
    look: (delayMs: number, times = 1) => {
      for (let time = 0; time < times; time++) one.look(delayMs);
    },
    shed: () => classes.filter((name) => one.sheds(name)),
  };
}

test.for<[delayMs: number, times: number, shed: readonly MessageClass[]]>([
  [0, 1_000, []],
  [249, 1_000, []],
  [250, 4, []],
  [250, 5, ['PROMOTIONAL']],
  [749, 1_000, ['PROMOTIONAL']],
  [750, 4, []],
  [750, 5, ['PROMOTIONAL', 'SERVICE']],
  [1_499, 1, []],
  [1_500, 1, ['PROMOTIONAL', 'SERVICE']],
  [60_000, 1_000, ['PROMOTIONAL', 'SERVICE']],
])('an event loop late by %i ms at %i looks in a row sheds %j', ([delayMs, times, shed]) => {
  const one = watch();
  one.look(delayMs, times);
  expect(one.shed()).toEqual(shed);
});

test('late looks count in a row only: a pause now and then sheds nothing', () => {
  const one = watch();
  for (let round = 0; round < 20; round++) {
    one.look(1_400, 4);
    one.look(0);
  }
  expect(one.shed()).toEqual([]);
});

test('a class is let in again after a long calm only, and what is half calm is none', () => {
  const one = watch();
  one.look(1_500);
  one.look(125, 1_000);
  expect(one.shed()).toEqual(['PROMOTIONAL']);
  one.look(0, 39);
  one.look(125);
  one.look(0, 39);
  expect(one.shed()).toEqual(['PROMOTIONAL']);
  one.look(0);
  expect(one.shed()).toEqual([]);
});

test.for<[inFlight: number, shed: readonly MessageClass[]]>([
  [50, []],
  [51, ['PROMOTIONAL']],
  [75, ['PROMOTIONAL']],
  [76, ['PROMOTIONAL', 'SERVICE']],
  [100, ['PROMOTIONAL', 'SERVICE']],
])('%i of 100 requests in flight shed %j, from one to the next', ([inFlight, shed]) => {
  const one = watch();
  one.load.inFlight = inFlight;
  expect(one.shed()).toEqual(shed);
  one.load.inFlight = 0;
  expect(one.shed()).toEqual([]);
});
