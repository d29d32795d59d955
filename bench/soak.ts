import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { numbersPerBlock } from '../src/core/phone-number.ts';
import { filledFolder, firstBlock } from './filled-folder.ts';
import type { Sent } from './load.ts';
import { type Latencies, openLoop } from './open-loop.ts';
import { residentBytes } from './processes.ts';
import { type RegistryUnderLoad, registryUnderLoad } from './registry-under-load.ts';
import { load } from './throughput.ts';

/**
 * `npm run bench:soak`: ten minutes (`BENCH_MINUTES`) of lookups, batches and durable writes at 70 % of what the
 * server can do of the mixture, with an import and a rotation of keys among them. Exits with 1 where an answer
 * failed; memory and latency stand in the table, minute by minute.
 */
const minutes = Number(process.env['BENCH_MINUTES'] ?? 10);
const share = 0.7;
const windowSec = 30;
const importAtWindow = 4;
const rotateAtWindow = 10;
const importedNumbers = 200_000;

interface Window extends Latencies {
  readonly endedAtSec: number;
  readonly residentMb: number;
  readonly besides: string;
}

const folder = await filledFolder(1_000_000);
const registry = await registryUnderLoad(folder.dataDir);
try {
  const maxPerSec = (
    await load(registry, (connection) => mixture(registry, registry.changes(connection)), { seconds: 10 })
  ).requestsPerSec;
  const windows = await soak(maxPerSec * share);
  const text = report(windows, maxPerSec);
  mkdirSync('bench/results', { recursive: true });
  writeFileSync('bench/results/soak.md', text);
  process.stdout.write(text);
  if (windows.some(({ failures }) => failures > 0)) process.exitCode = 1;
} finally {
  await registry.stop();
  folder.remove();
}

async function soak(ratePerSec: number): Promise<readonly Window[]> {
  const windows: Window[] = [];
  const count = Math.max(1, Math.round((minutes * 60) / windowSec));
  let importing: Promise<void> | undefined;
  for (let index = 0; index < count; index++) {
    await registry.renewTokens();
    const besides: string[] = [];
    if (index === Math.min(importAtWindow, count - 1)) {
      besides.push(`import of ${importedNumbers.toLocaleString('en')} begins`);
      importing = importNumbers();
    }
    if (index === Math.min(rotateAtWindow, count - 1)) {
      besides.push('keys rotated');
      await ended(command(['keys', 'rotate', '--force', '--write']));
    }
    const requests = mixture(registry, registry.allChanges());
    const run = await openLoop({ ...registry, ratePerSec, durationSec: windowSec, requests });
    const residentMb = residentBytes(registry.pid) / 2 ** 20;
    windows.push({ ...run, residentMb, besides: besides.join(', '), endedAtSec: (index + 1) * windowSec });
    process.stderr.write(`${rowOf(windows.at(-1) as Window)}\n`);
  }
  await importing;
  return windows;
}

/** Of a hundred requests eight are durable changes and two are batches of a thousand. */
function mixture({ repeated, fresh, batches }: RegistryUnderLoad, change: readonly Sent[]): readonly Sent[] {
  const known = repeated(0);
  const [cold, batch] = [fresh(0), batches(1_000)(0)];
  return Array.from({ length: 1_000 }, (_, at) => {
    const place = at % 100;
    const from = place < 8 ? change : place < 10 ? batch : place < 30 ? cold : known;
    return from[at % from.length] as Sent;
  });
}

function importNumbers(): Promise<void> {
  const file = join(folder.dataDir, 'soak.csv');
  const first = (firstBlock + 5_000) * numbersPerBlock;
  writeFileSync(file, Array.from({ length: importedNumbers }, (_, at) => `+${first + at * 3}\n`).join(''));
  return ended(command(['import', file, '--refuse', 'all', '--write']));
}

function command(parameters: readonly string[]): ChildProcess {
  const env = { ...process.env, DATA_DIR: folder.dataDir, LOG_LEVEL: 'error' };
  // On the load generator's core, behind it.
  const line = ['-n', '10', process.execPath, 'dist/cli/dnd.js', ...parameters];
  return spawn('nice', line, { env, stdio: ['ignore', 'ignore', 'inherit'] });
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a command ended with ${code}`))));
  });
}

function report(windows: readonly Window[], maxPerSec: number): string {
  const third = Math.max(1, Math.floor(windows.length / 3));
  const [early, late] = [windows.slice(0, third), windows.slice(-third)];
  const drift = (of: (window: Window) => number) => (mean(late.map(of)) / mean(early.map(of))).toFixed(2);
  const failures = windows.reduce((sum, window) => sum + window.failures, 0);
  return [
    `${(windows.length * windowSec) / 60} minutes at ${share * 100} % of ${Math.round(maxPerSec).toLocaleString('en')} mixed requests/s: ${failures} failures; ` +
      `last third against first: memory ${drift(({ residentMb }) => residentMb)}, p99 ${drift(({ p99Ms }) => p99Ms)}.`,
    '',
    '| at, s | requests/s | p50, ms | p99, ms | p99.9, ms | failures | memory, MB | besides |',
    '|---|---|---|---|---|---|---|---|',
    ...windows.map(rowOf),
    '',
  ].join('\n');
}

function rowOf({ endedAtSec, sentPerSec, p50Ms, p99Ms, p999Ms, failures, residentMb, besides }: Window): string {
  const cells = [endedAtSec, Math.round(sentPerSec), p50Ms.toFixed(2), p99Ms.toFixed(1), p999Ms.toFixed(1), failures];
  return `| ${[...cells, Math.round(residentMb), besides].join(' | ')} |`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
