import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { ListPace } from '../../../src/node/scrubs/list-pace.ts';
import { LookupTally } from '../../../src/node/scrubs/lookup-tally.ts';

/** A pace by a clock that only work and sleep move on. */
function paceOf() {
  const asked = new Int32Array(new SharedArrayBuffer(4));
  const clock = { ms: 0 };
  const slept: number[] = [];
  const sleep = (ms: number) => {
    slept.push(ms);
    clock.ms += ms;
  };
  const pace = new ListPace(asked, () => clock.ms, sleep);
  const work = (ms: number, times: number) => {
    for (let time = 0; time < times; time++) {
      clock.ms += ms;
      pace.giveWay();
    }
  };
  return { ask: () => Atomics.add(asked, 0, 1), slept, work };
}

test('a list is not held up where nobody asks', () => {
  const { slept, work } = paceOf();
  work(0.25, 1_000);
  work(30, 3);
  expect(slept).toEqual([]);
});

test('while others ask it sleeps as long as it works, a millisecond at a time', () => {
  const { ask, slept, work } = paceOf();
  for (let time = 0; time < 8; time++) {
    ask();
    work(0.25, 4);
  }
  expect(slept).toEqual(new Array(8).fill(1));
});

test('after a request it goes on sleeping for a while, and then no more', () => {
  const { ask, slept, work } = paceOf();
  ask();
  work(1, 1_000);
  expect(slept).toEqual(new Array(10).fill(1));
});

test('after a long step it sleeps no longer than a few milliseconds', () => {
  const { ask, slept, work } = paceOf();
  ask();
  work(500, 1);
  expect(slept).toEqual([8]);
});

test('requests are counted while that is wanted, but for those about lists', async () => {
  const server = createServer((_, response) => response.end());
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const ask = (path: string) =>
    new Promise((resolve, reject) => {
      const asked = request({ port, path, host: '127.0.0.1', agent: false }, (response) => {
        response.resume().on('end', resolve);
      });
      asked.on('error', reject).end();
    });
  const tally = new LookupTally();
  const counted = () => Atomics.load(tally.count, 0);
  await ask('/v1/lookup');
  expect(counted()).toBe(0);
  tally.start();
  await ask('/v1/lookup');
  await ask('/v1/scrubs/abc');
  await ask('/v1/scrubs?category=X');
  await ask('/lists');
  await ask('/v1/lookup/batch');
  expect(counted()).toBe(2);
  tally.stop();
  await ask('/v1/lookup');
  expect(counted()).toBe(2);
});
