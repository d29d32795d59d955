import type { FilledFolder } from './filled-folder.ts';
import { type Measured, measure, type Sent } from './load.ts';
import { postgresSpeed } from './peers/postgres.ts';
import { redisSpeed } from './peers/redis.ts';
import { type Peer, startPeer } from './processes.ts';
import type { RegistryUnderLoad } from './registry-under-load.ts';
import type { Row } from './results.ts';

export const rounds = 7;
const durationSec = Number(process.env['BENCH_SECONDS'] ?? 2);
const connections = 32;
const batchConnections = 4;
const batchRows = 1_000;

/** What is asked as fast as answers come, each beside a bare HTTP server in turn: 32 connections, POST bodies. */
export async function lookupRows(registry: RegistryUnderLoad, bare: Peer): Promise<readonly Row[]> {
  await load(registry, registry.repeated, { seconds: 3 });
  const floor = () => load(bare, registry.repeated);
  const against = async (what: string, requestsOf: RequestsOf, floorRatio: number, goal: number): Promise<Row> =>
    speedRow(what, 'bare node:http', await beside(floor, () => load(registry, requestsOf)), floorRatio, goal);
  return [
    await against('signed lookup from the receipt cache', registry.repeated, 0.4, 0.75),
    await against('cold lookup, each signed alone', registry.fresh, 0.14, 0.25),
    await against('cold lookup, shared signatures', registry.shared, 0.25, 0.5),
  ];
}

/** A first version's point reads, to see what images, caches and signatures cost or gain. */
export async function pointReadRow(
  registry: RegistryUnderLoad,
  folder: FilledFolder,
  answerBytes: number,
): Promise<Row> {
  const file = `${folder.dataDir}/point-reads.sqlite`;
  const command = ['bench/peers/point-read-server.ts', file, String(folder.registered), String(answerBytes)];
  const peer = await startPeer([process.execPath, ...command]);
  try {
    const reads = await beside(
      () => load(peer, registry.repeated),
      () => load(registry, registry.repeated),
    );
    return speedRow('the same again', 'better-sqlite3 point read behind Hono, unsigned', reads);
  } finally {
    await peer.stop();
  }
}

export async function batchRow(registry: RegistryUnderLoad, registered: number): Promise<readonly Row[]> {
  const membersAsked = (_: unknown, connection: number) => registry.batches(batchRows)(connection).map(membersOf);
  const redis = await redisSpeed(registered, Array.from({ length: batchConnections }, membersAsked));
  const runs: Measured[] = [];
  for (let round = 0; round < rounds; round++) {
    runs.push(await load(registry, registry.batches(batchRows), { connections: batchConnections }));
  }
  const run = median(runs);
  const value = run.requestsPerSec * batchRows;
  const row = { what: `batch of ${batchRows}, DIGEST receipt`, unit: 'numbers/s', value, floor: 0.25, goal: 1 };
  const more = behaviour(run);
  if (redis === undefined) return [{ ...row, peer: 'Redis is not on this machine', more }];
  const { clientNumbersPerSec: client, generatorNumbersPerSec: generator, serverBusy } = redis;
  const besides = `${more}; Redis ${Math.round(serverBusy * 100)} %`;
  const { floor: _floor, goal: _goal, ...unjudged } = row;
  return [
    { ...row, peer: 'Redis SMISMEMBER × 1,000, stock client', peerValue: client, ratio: value / client, more: besides },
    { ...unjudged, what: 'the same again', peer: 'redis-benchmark', peerValue: generator, ratio: value / generator },
  ];
}

/** The same questions for a set whose members are the digits. */
function membersOf({ body }: Sent): readonly string[] {
  const { phoneNumbers } = JSON.parse(body) as { readonly phoneNumbers: readonly string[] };
  return phoneNumbers.map((number) => number.slice(1));
}

/** One number a query, and a thousand, by primary key; neither signed nor over HTTP. */
export async function postgresRows(rows: readonly Row[], registered: number): Promise<readonly Row[]> {
  const postgres = await postgresSpeed(registered, batchConnections);
  if (postgres === undefined) return [];
  const again = (what: string, like: string, unit: string, peerValue: number): Row => {
    const value = rows.find((row) => row.what === like)?.value ?? Number.NaN;
    return { what, unit, value, peer: 'PostgreSQL by primary key, pgbench', peerValue, ratio: value / peerValue };
  };
  return [
    again('cached lookup', 'signed lookup from the receipt cache', 'requests/s', postgres.singlesPerSec),
    again('batch of 1000', `batch of ${batchRows}, DIGEST receipt`, 'numbers/s', postgres.batchNumbersPerSec),
  ];
}

export async function writeRow(registry: RegistryUnderLoad): Promise<Row> {
  const writes = await load(registry, registry.changes);
  return {
    what: 'durable preference writes',
    unit: 'changes/s',
    value: writes.requestsPerSec,
    more: behaviour(writes),
  };
}

type RequestsOf = (connection: number) => readonly Sent[];

interface Pace {
  readonly seconds?: number;
  readonly connections?: number;
  readonly ratePerSec?: number;
}

export function load(peer: Peer, requestsOf: RequestsOf, pace: Pace = {}): Promise<Measured> {
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

function speedRow(what: string, peer: string, { peer: peerRun, own, ratio }: Pair, floor?: number, goal?: number): Row {
  return {
    what,
    unit: 'requests/s',
    value: own.requestsPerSec,
    peer,
    peerValue: peerRun.requestsPerSec,
    ratio,
    ...(floor === undefined || goal === undefined ? {} : { floor, goal }),
    more: behaviour(own),
  };
}

function behaviour({ p50Ms, p99Ms, failures, serverBusy, loadBusy }: Measured): string {
  const busy = `server ${Math.round(serverBusy * 100)} % of a core, load ${Math.round(loadBusy * 100)} %`;
  return `p50 ${p50Ms} ms, p99 ${p99Ms} ms; ${busy}${failures === 0 ? '' : `; ${failures} FAILURES`}`;
}

function median(runs: readonly Measured[]): Measured {
  return [...runs].sort((a, b) => a.requestsPerSec - b.requestsPerSec)[Math.floor(runs.length / 2)] as Measured;
}
