import { cpus, release } from 'node:os';
import { figureRows } from './figures.ts';
import { type FilledFolder, filledFolder } from './filled-folder.ts';
import { busyRow, latencyRows } from './latency.ts';
import type { Sent } from './load.ts';
import { pageRows } from './pages.ts';
import { startPeer } from './processes.ts';
import { type RegistryUnderLoad, registryUnderLoad } from './registry-under-load.ts';
import { type Row, type Run, writeResults } from './results.ts';
import { sizeRows } from './sizes.ts';
import { batchRow, lookupRows, pointReadRow, postgresRows, writeRow } from './throughput.ts';

/**
 * `npm run bench`: every figure beside its peer, in turn, in one run, for each number of registered numbers in
 * `BENCH_NUMBERS`; the other peers and the latencies only at the first.
 */
const sizes = (process.env['BENCH_NUMBERS'] ?? '1000000,10000000').split(',').map(Number);
const runs: Run[] = [];

for (const [index, registered] of sizes.entries()) {
  const folder = await filledFolder(registered);
  try {
    const speeds = await speedRows(folder, index === 0);
    runs.push({ registered, rows: [...speeds, ...(await sizeRows(folder)), ...(await figureRows(folder))] });
  } finally {
    folder.remove();
  }
}
const processor = cpus()[0]?.model ?? 'unknown processor';
const machine = `${cpus().length} × ${processor}, Linux ${release()}, Node ${process.version}`;
process.stdout.write(await writeResults(runs, machine));

async function speedRows(folder: FilledFolder, everything: boolean): Promise<readonly Row[]> {
  const registry = await registryUnderLoad(folder.dataDir);
  const size = await answerSize(registry);
  const bare = await startPeer([process.execPath, 'bench/peers/bare-server.ts', String(size)]);
  try {
    const lookups = await lookupRows(registry, bare);
    const rows = [...lookups, ...(await batchRow(registry, folder.registered))];
    if (!everything) return rows;
    const maxPerSec = lookups[0]?.value ?? 1_000;
    rows.push(await pointReadRow(registry, folder, size), ...(await postgresRows(rows, folder.registered)));
    rows.push(...(await latencyRows(registry, maxPerSec)), await busyRow(registry), await writeRow(registry));
    rows.push(...(await pageRows(registry, folder.dataDir)));
    return rows;
  } finally {
    await registry.stop();
    await bare.stop();
  }
}

async function answerSize(registry: RegistryUnderLoad): Promise<number> {
  const { path, method, headers, body } = registry.repeated(0)[0] as Sent;
  return (await (await fetch(registry.url + path, { method, headers, body })).arrayBuffer()).byteLength;
}
