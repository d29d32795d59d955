import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FilledFolder } from './filled-folder.ts';
import { freePort, startPeer } from './processes.ts';
import type { Row } from './results.ts';

/** What a registered number takes, and how long a start takes. */
export async function sizeRows({ dataDir, registered, importSec, diskBytes }: FilledFolder): Promise<readonly Row[]> {
  const file = join(dataDir, 'registry.sqlite');
  const memory = execFileSync(process.execPath, ['--expose-gc', 'bench/memory.ts', file, String(registered)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const bytes = { unit: 'bytes', lessIsMore: true };
  return [
    { what: 'memory per registered number, dense blocks', ...bytes, value: Number(memory), floor: 4, goal: 2 },
    {
      what: 'disk per registered number after a bulk import',
      ...bytes,
      value: diskBytes / registered,
      floor: 64,
      goal: 24,
    },
    { what: 'bulk import', unit: 'numbers/s', value: registered / importSec },
    await startUpRow(dataDir, registered),
  ];
}

async function startUpRow(dataDir: string, registered: number): Promise<Row> {
  const empty = mkdtempSync(join(tmpdir(), 'dnd-bench-'));
  await startUpMs(empty);
  const full: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < 5; round++) {
    full.push(await startUpMs(dataDir));
    bare.push(await startUpMs(empty));
  }
  rmSync(empty, { recursive: true });
  const [value, peerValue] = [middle(full), middle(bare)];
  return {
    what: `start-up with ${registered.toLocaleString('en')} registered`,
    unit: 'ms',
    value,
    peer: 'an empty registry',
    peerValue,
    ratio: value / peerValue,
    floor: 1.5,
    goal: 1.1,
    lessIsMore: true,
  };
}

async function startUpMs(dataDir: string): Promise<number> {
  const environment = { DATA_DIR: dataDir, PORT: String(await freePort()), LOG_LEVEL: 'error' };
  const startedAt = performance.now();
  const peer = await startPeer([process.execPath, 'dist/cli/dnd.js', 'serve'], environment);
  await (await fetch(`${peer.url}/readyz`)).text();
  const elapsedMs = performance.now() - startedAt;
  await peer.stop();
  return elapsedMs;
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}
