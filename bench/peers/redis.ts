import { execFileSync, spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from '@redis/client';
import { numbersPerBlock } from '../../src/core/phone-number.ts';
import { firstBlock } from '../filled-folder.ts';
import { freePort } from '../processes.ts';

export interface RedisSpeed {
  /** By a stock client, as a caller's program would ask: the command made and the answers parsed for each batch. */
  readonly clientNumbersPerSec: number;
  /** By Redis' own load generator in C, which sends one prepared command again and again and looks at no answer. */
  readonly generatorNumbersPerSec: number;
}

/**
 * Numbers a second that Redis answers by `SMISMEMBER` of 1,000 over `connections` connections, from a set of
 * `registered`; undefined where the machine has no redis-server.
 */
export async function redisSpeed(registered: number, connections: number): Promise<RedisSpeed | undefined> {
  const port = await freePort();
  const command = ['redis-server', '--port', String(port), '--save', '', '--bind', '127.0.0.1'];
  const server = spawn('taskset', ['-c', '0', ...command], { stdio: 'ignore' });
  const failed = new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(true));
    server.once('exit', () => resolve(true));
  });
  if (await Promise.race([failed, wait(1_000).then(() => false)])) return undefined;
  try {
    fill(port, registered);
    const generatorNumbersPerSec = byGenerator(port, registered, connections);
    return { clientNumbersPerSec: await byClient(port, registered, connections), generatorNumbersPerSec };
  } finally {
    server.kill('SIGTERM');
  }
}

const membersPerCommand = 1_000;

function fill(port: number, registered: number): void {
  const commands: string[] = [];
  for (let first = 0; first < registered; first += membersPerCommand) {
    const members = Array.from({ length: membersPerCommand }, (_, index) => member(first + index));
    commands.push(`SADD registered ${members.join(' ')}`);
  }
  execFileSync('redis-cli', ['-p', String(port)], {
    input: `${commands.join('\n')}\n`,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
}

const clientRunMs = 5_000;

async function byClient(port: number, registered: number, connections: number): Promise<number> {
  const batches = Array.from({ length: 10 }, (_, batch) => askedMembers(registered, batch));
  const until = performance.now() + clientRunMs;
  const answered = await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = await createClient({ socket: { port, host: '127.0.0.1' } }).connect();
      let numbers = 0;
      for (let turn = 0; performance.now() < until; turn++) {
        numbers += (await client.smIsMember('registered', batches[turn % batches.length] as string[])).length;
      }
      await client.close();
      return numbers;
    }),
  );
  return answered.reduce((sum, numbers) => sum + numbers, 0) / (clientRunMs / 1_000);
}

function askedMembers(registered: number, batch: number): string[] {
  return Array.from({ length: membersPerCommand }, (_, index) => member(((batch + index) * 7_919) % (2 * registered)));
}

function byGenerator(port: number, registered: number, connections: number): number {
  const asked = askedMembers(registered, 0);
  const load = ['-c', '1', 'redis-benchmark', '-p', String(port), '-c', String(connections), '-n', '20000', '--csv'];
  const output = execFileSync('taskset', [...load, 'SMISMEMBER', 'registered', ...asked], {
    maxBuffer: 1e8,
  }).toString();
  const row = output.trim().split('\n').at(-1) ?? '';
  return Number(/","([\d.]+)"/.exec(row)?.[1]) * membersPerCommand;
}

function member(index: number): string {
  return String(firstBlock * numbersPerBlock + index);
}
