import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FilledFolder, filledFolder } from './filled-folder.ts';
import { type Measured, measure, type Sent } from './load.ts';
import { freePort, type Peer, startPeer } from './processes.ts';
import { redisSpeed } from './redis.ts';
import { type RegistryUnderLoad, registryUnderLoad } from './registry-under-load.ts';
import { type Row, resultsText } from './results.ts';

/** `npm run bench`: every figure beside its peer, in turn, in one run. `BENCH_NUMBERS` sets how many are registered. */
const registered = Number(process.env['BENCH_NUMBERS'] ?? 1_000_000);
const rounds = 7;
const durationSec = Number(process.env['BENCH_SECONDS'] ?? 2);
const connections = 32;
const batchConnections = 4;
const batchRows = 1_000;
const rows: Row[] = [];

const folder = await filledFolder(registered);
try {
  await speeds(folder);
  await sizes(folder);
} finally {
  folder.remove();
}
report();

async function speeds({ dataDir }: FilledFolder): Promise<void> {
  const registry = await registryUnderLoad(dataDir);
  const size = await answerSize(registry);
  const bare = await startPeer([process.execPath, 'bench/bare-server.ts', String(size)]);
  try {
    await httpRows(registry, bare);
    await writeRows(registry);
  } finally {
    await registry.stop();
    await bare.stop();
  }
}

async function httpRows(registry: RegistryUnderLoad, bare: Peer): Promise<void> {
  await load(registry, registry.repeated, { seconds: 3 });
  const floor = () => load(bare, registry.repeated);
  const cached = await beside(floor, () => load(registry, registry.repeated));
  rows.push(speedRow('signed lookup from the receipt cache', 'bare node:http', cached, 0.4, 0.75, 'requests/s'));
  const cold = await beside(floor, () => load(registry, registry.fresh));
  rows.push(speedRow('cold lookup, each signed alone', 'bare node:http', cold, 0.14, 0.25, 'requests/s'));
  await batchRow(registry);
}

async function batchRow(registry: RegistryUnderLoad): Promise<void> {
  const redis = await redisSpeed(registered, batchConnections);
  const runs: Measured[] = [];
  for (let round = 0; round < rounds; round++) {
    runs.push(await load(registry, registry.batches(batchRows), { connections: batchConnections }));
  }
  const run = median(runs);
  const value = run.requestsPerSec * batchRows;
  const what = `batch of ${batchRows}, DIGEST receipt`;
  const row = { what, unit: 'numbers/s', value, floor: 0.25, goal: 1 };
  if (redis === undefined) {
    rows.push({ ...row, peer: 'Redis is not on this machine', more: latencies(run) });
    return;
  }
  const { clientNumbersPerSec: client, generatorNumbersPerSec: generator } = redis;
  rows.push({
    ...row,
    peer: 'Redis SMISMEMBER × 1,000, stock client',
    peerValue: client,
    ratio: value / client,
    more: latencies(run),
  });
  rows.push({
    ...row,
    what: `${what}, again`,
    peer: 'the same, redis-benchmark',
    peerValue: generator,
    ratio: value / generator,
  });
}

async function writeRows(registry: RegistryUnderLoad): Promise<void> {
  const writes = await load(registry, registry.changes);
  rows.push({
    what: 'durable preference writes',
    unit: 'changes/s',
    value: writes.requestsPerSec,
    more: latencies(writes),
  });
  const calm = () => load(registry, registry.repeated, { ratePerSec: 1_000, connections: 8 });
  const idle = await calm();
  const writing = load(registry, registry.changes, { ratePerSec: 1_000, connections: 8 });
  const busy = await calm();
  const written = await writing;
  rows.push({
    what: `lookup p99 while ${Math.round(written.requestsPerSec)} durable writes/s come in`,
    unit: 'ms',
    value: busy.p99Ms,
    peer: 'the same, idle',
    peerValue: idle.p99Ms,
    ratio: busy.p99Ms / idle.p99Ms,
    floor: 2,
    goal: 1.3,
    lessIsMore: true,
  });
}

async function sizes({ dataDir, importSec, diskBytes }: FilledFolder): Promise<void> {
  const memory = execFileSync(
    process.execPath,
    ['--expose-gc', 'bench/memory.ts', join(dataDir, 'registry.sqlite'), String(registered)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  rows.push(
    {
      what: 'memory per registered number, dense blocks',
      unit: 'bytes',
      value: Number(memory),
      floor: 4,
      goal: 2,
      lessIsMore: true,
    },
    {
      what: 'disk per registered number after a bulk import',
      unit: 'bytes',
      value: diskBytes / registered,
      floor: 64,
      goal: 24,
      lessIsMore: true,
    },
    { what: 'bulk import', unit: 'numbers/s', value: registered / importSec },
  );
  await startUpRow(dataDir);
}

async function startUpRow(dataDir: string): Promise<void> {
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
  rows.push({
    what: `start-up with ${registered.toLocaleString('en')} registered`,
    unit: 'ms',
    value,
    peer: 'an empty registry',
    peerValue,
    ratio: value / peerValue,
    floor: 1.5,
    goal: 1.1,
    lessIsMore: true,
  });
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

interface Pace {
  readonly seconds?: number;
  readonly connections?: number;
  readonly ratePerSec?: number;
}

function load(peer: Peer, requestsOf: (connection: number) => readonly Sent[], pace: Pace = {}): Promise<Measured> {
  return measure({
    url: peer.url,
    pid: peer.pid,
    connections: pace.connections ?? connections,
    durationSec: pace.seconds ?? durationSec,
    requestsOf,
    ...(pace.ratePerSec === undefined ? {} : { ratePerSec: pace.ratePerSec }),
  });
}

interface Pair {
  readonly peer: Measured;
  readonly own: Measured;
  readonly ratio: number;
}

/** Peer and registry in turn, several times; the ratio is the median of the pairs'. */
async function beside(peer: () => Promise<Measured>, own: () => Promise<Measured>): Promise<Pair> {
  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round++) {
    const [peerRun, ownRun] = [await peer(), await own()];
    pairs.push({ peer: peerRun, own: ownRun, ratio: ownRun.requestsPerSec / peerRun.requestsPerSec });
  }
  return pairs.sort((a, b) => a.ratio - b.ratio)[Math.floor(rounds / 2)] as Pair;
}

function speedRow(what: string, peer: string, pair: Pair, floor: number, goal: number, unit: string): Row {
  const { own, ratio } = pair;
  const peerValue = pair.peer.requestsPerSec;
  return { what, unit, value: own.requestsPerSec, peer, peerValue, ratio, floor, goal, more: latencies(own) };
}

function latencies({ p50Ms, p99Ms, failures, serverBusy, loadBusy }: Measured): string {
  const busy = `server ${Math.round(serverBusy * 100)} % of a core, load ${Math.round(loadBusy * 100)} %`;
  return `p50 ${p50Ms} ms, p99 ${p99Ms} ms; ${busy}${failures === 0 ? '' : `; ${failures} FAILURES`}`;
}

function median(runs: readonly Measured[]): Measured {
  return [...runs].sort((a, b) => a.requestsPerSec - b.requestsPerSec)[Math.floor(runs.length / 2)] as Measured;
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}

async function answerSize(registry: RegistryUnderLoad): Promise<number> {
  const { path, method, headers, body } = registry.repeated(0)[0] as Sent;
  return (await (await fetch(registry.url + path, { method, headers, body })).arrayBuffer()).byteLength;
}

function report(): void {
  const processor = cpus()[0]?.model ?? 'unknown processor';
  const machine = `${cpus().length} × ${processor}, Linux ${release()}, Node ${process.version}`;
  const text = resultsText(rows, machine, registered);
  mkdirSync('bench/results', { recursive: true });
  writeFileSync('bench/results/latest.md', text);
  process.stdout.write(text);
}
