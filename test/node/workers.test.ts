import { expect, test } from 'vitest';
import { Supervisor, type WorkerProcess } from '../../src/node/workers.ts';

/** A worker that does what the test says. */
interface Puppet extends WorkerProcess {
  readonly place: number;
  readonly orders: string[];
  serve(): void;
  end(how: string): Promise<void>;
}

function supervised(count: number) {
  const clock = { at: 0 };
  const puppets: Puppet[] = [];
  const waits: number[] = [];
  const said: object[] = [];
  const say = (facts: object) => void said.push(facts);
  const supervisor = new Supervisor({
    count,
    log: { info: say, warn: say, error: say },
    now: () => clock.at,
    wait: async (ms) => void waits.push(ms),
    start: (place) => {
      const serves = Promise.withResolvers<void>();
      const ended = Promise.withResolvers<string>();
      const orders: string[] = [];
      const puppet: Puppet = {
        place,
        orders,
        serves: serves.promise,
        ended: ended.promise,
        stop: () => void orders.push('stop'),
        kill: () => void orders.push('kill'),
        serve: () => serves.resolve(),
        end: async (how) => {
          ended.resolve(how);
          await settled();
        },
      };
      puppets.push(puppet);
      return puppet;
    },
  });
  const last = () => puppets.at(-1) as Puppet;
  return { supervisor, puppets, clock, waits, said, last };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('it serves once every place does', async () => {
  const { supervisor, puppets } = supervised(2);
  let serves = false;
  void supervisor.serves.then(() => {
    serves = true;
  });
  puppets[0]?.serve();
  await settled();
  expect(serves).toBe(false);
  puppets[1]?.serve();
  await settled();
  expect(serves).toBe(true);
});

test('a worker that ends is started again in its place, and the operator is told how it ended', async () => {
  const { supervisor, puppets, said, waits, last } = supervised(2);
  for (const puppet of puppets) puppet.serve();
  await supervisor.serves;
  await puppets[1]?.end('SIGKILL');
  expect(puppets.map(({ place }) => place)).toEqual([0, 1, 1]);
  expect(said).toMatchObject([{ worker: 2, how: 'SIGKILL' }]);
  expect(waits).toEqual([250]);
  expect(last().orders).toEqual([]);
});

test('one that ends again and again is started ever later, and then given up with its last words', async () => {
  const { supervisor, puppets, waits, last } = supervised(1);
  last().serve();
  await supervisor.serves;
  const failure = expect(supervisor.failed).rejects.toThrow('worker 1 ended 8 times in a row, last by exit code 134');
  for (let end = 0; end < 8; end++) await last().end('exit code 134');
  await failure;
  expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 16_000]);
  expect(puppets).toHaveLength(8);
});

test('one that had served for a minute begins anew to count', async () => {
  const { supervisor, waits, clock, last } = supervised(1);
  last().serve();
  await supervisor.serves;
  for (let end = 0; end < 20; end++) {
    clock.at += 60_000;
    await last().end('exit code 134');
  }
  expect(new Set(waits)).toEqual(new Set([250]));
});

test('one that never gets to serve is given up at once, in its own words', async () => {
  const { supervisor, puppets } = supervised(2);
  puppets[0]?.serve();
  await puppets[1]?.end('METRICS_PORT: 9101 is taken');
  await expect(supervisor.serves).rejects.toThrow(/^METRICS_PORT: 9101 is taken$/);
  expect(puppets).toHaveLength(2);
});

test('a stop asks all to end, waits for each, and starts none again', async () => {
  const { supervisor, puppets, said } = supervised(2);
  for (const puppet of puppets) puppet.serve();
  await supervisor.serves;
  let stopped = false;
  const stopping = supervisor.stop().then(() => {
    stopped = true;
  });
  expect(puppets.map(({ orders }) => orders)).toEqual([['stop'], ['stop']]);
  await puppets[0]?.end('exit code 0');
  expect(stopped).toBe(false);
  await puppets[1]?.end('exit code 0');
  await stopping;
  expect(puppets).toHaveLength(2);
  expect(said).toEqual([]);
});
