import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** Undefined where strace can follow a process here; else why the tests that need it say nothing. */
export function straceMissing(): string | undefined {
  const { error, status } = spawnSync('strace', ['-o', '/dev/null', 'true'], { stdio: 'ignore' });
  if (error !== undefined) return 'there is no strace on this machine';
  return status === 0 ? undefined : 'strace may not follow processes on this machine';
}

/** Runs `during` with strace attached to all threads of a process; what it wrote down is left in `file`. */
export async function whileTraced<T>(
  pid: number,
  file: string,
  options: readonly string[],
  during: () => Promise<T>,
): Promise<T> {
  const words = openSync(`${file}.words`, 'w');
  const strace = spawn('strace', ['-f', '-o', file, ...options, '-p', String(pid)], {
    stdio: ['ignore', 'ignore', words],
  });
  closeSync(words);
  const ended = new Promise((resolve) => strace.once('exit', resolve));
  try {
    await attached(`${file}.words`);
    return await during();
  } finally {
    strace.kill('SIGINT');
    await ended;
  }
}

async function attached(words: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (readFileSync(words, 'utf8').includes(' attached')) return wait(100);
    await wait(50);
  }
  throw new Error(`strace did not attach: ${readFileSync(words, 'utf8')}`);
}

/** One system call from its start to its end; both are places in the order in which strace saw things happen. */
export interface TracedCall {
  readonly thread: string;
  readonly name: string;
  readonly text: string;
  readonly from: number;
  until: number;
  result: string;
}

/** Calls in the order of their start; one that never ended has no finite `until`. */
export function tracedCalls(file: string): readonly TracedCall[] {
  const calls: TracedCall[] = [];
  const unfinished = new Map<string, TracedCall>();
  for (const [at, line] of readFileSync(file, 'latin1').split('\n').entries()) {
    const resumed = /^(\d+) +<\.\.\. \w+ resumed>.*= (-?\w+)/.exec(line);
    const known = resumed === null ? undefined : unfinished.get(resumed[1] ?? '');
    if (known !== undefined) {
      known.until = at;
      known.result = resumed?.[2] ?? '';
      unfinished.delete(known.thread);
      continue;
    }
    const started = /^(\d+) +(\w+)\(/.exec(line);
    if (started === null) continue;
    const [, thread = '', name = ''] = started;
    const result = / = (-?\w+)[^=]*$/.exec(line)?.[1];
    const isUnfinished = line.endsWith('<unfinished ...>');
    const call = {
      thread,
      name,
      text: line,
      from: at,
      until: isUnfinished ? Number.POSITIVE_INFINITY : at,
      result: isUnfinished ? '' : (result ?? ''),
    };
    calls.push(call);
    if (isUnfinished) unfinished.set(thread, call);
  }
  return calls;
}
