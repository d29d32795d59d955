import { execFileSync, spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from '@redis/client';
import { numbersPerBlock } from '../../src/core/phone-number.ts';
import { firstBlock } from '../filled-folder.ts';
import { freePort, processorSec } from '../processes.ts';

export interface RedisSpeed {
  /** By a stock client, as a caller's program would ask: the command made and the answers parsed for each batch. */
  readonly clientNumbersPerSec: number;
  /** Share of its core that Redis was busy meanwhile; the rest it waited for the client. */
  readonly serverBusy: number;
  /** By Redis' own load generator in C, which sends one prepared command again and again and looks at no answer. */
  readonly generatorNumbersPerSec: number;
}

/**
 * Numbers a second that Redis answers by `SMISMEMBER` from a set of `registered`, `batches` of each connection in
 * turn; undefined where the machine has no redis-server.
 */
export async function redisSpeed(
  registered: number,
  batches: readonly (readonly (readonly string[])[])[],
): Promise<RedisSpeed | undefined> {
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
    const generatorNumbersPerSec = byGenerator(port, batches[0]?.[0] ?? [], batches.length);
    const busyBefore = processorSec(server.pid as number);
    const clientNumbersPerSec = await byClient(port, batches);
    const serverBusy = (processorSec(server.pid as number) - busyBefore) / (clientRunMs / 1_000);
    return { clientNumbersPerSec, serverBusy, generatorNumbersPerSec };
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

async function byClient(port: number, batches: readonly (readonly (readonly string[])[])[]): Promise<number> {
  const until = performance.now() + clientRunMs;
  const answered = await Promise.all(
    batches.map(async (ofConnection) => {
      const client = await createClient({ socket: { port, host: '127.0.0.1' } }).connect();
      let numbers = 0;
      for (let turn = 0; performance.now() < until; turn++) {
        const asked = ofConnection[turn % ofConnection.length] as string[];
        numbers += (await client.smIsMember('registered', asked)).length;
      }
      await client.close();
      return numbers;
    }),
  );
  return answered.reduce((sum, numbers) => sum + numbers, 0) / (clientRunMs / 1_000);
}

function byGenerator(port: number, asked: readonly string[], connections: number): number {
  const load = ['-c', '1', 'redis-benchmark', '-p', String(port), '-c', String(connections), '-n', '20000', '--csv'];
  const output = execFileSync('taskset', [...load, 'SMISMEMBER', 'registered', ...asked], {
    maxBuffer: 1e8,
  }).toString();
  const row = output.trim().split('\n').at(-1) ?? '';
  return Number(/","([\d.]+)"/.exec(row)?.[1]) * asked.length;
}

function member(index: number): string {
  return String(firstBlock * numbersPerBlock + index);
}
