import { type Latencies, openLoop } from './open-loop.ts';
import { useAllCoresBeside } from './processes.ts';
import type { RegistryUnderLoad } from './registry-under-load.ts';
import type { Row } from './results.ts';

const durationSec = 5;
const writesPerSec = 1_000;
const callsPerSec = 1_000;
const rounds = 7;
/** Of both streams, before anything is timed: compiling what answers them takes threads of its own for some seconds. */
const warmUpSec = 20;

/** How long a lookup takes where requests come at a fixed rate: half and four fifths of what the server can do. */
export async function latencyRows(registry: RegistryUnderLoad, maxPerSec: number): Promise<readonly Row[]> {
  const requests = registry.repeated(0);
  const rows: Row[] = [];
  for (const share of [0.5, 0.8]) {
    const run = await openLoop({ ...registry, ratePerSec: maxPerSec * share, durationSec, requests });
    const what = `cached lookup p99 at ${share * 100} % of the maximum (${Math.round(run.sentPerSec).toLocaleString('en')}/s)`;
    rows.push({ what, unit: 'ms', value: run.p99Ms, more: behaviour(run) });
  }
  return rows;
}

/**
 * The same rate of lookups, alone and while durable writes come in, in turn; the ratio is of the medians. The thread
 * that writes has all cores: what is looked for is whether lookups wait for writes, not how two threads share one core.
 */
export async function busyRow(registry: RegistryUnderLoad): Promise<Row> {
  useAllCoresBeside(registry.pid);
  const requests = registry.repeated(0);
  const calls = { ...registry, ratePerSec: callsPerSec, durationSec, requests };
  const meanwhile = { ratePerSec: writesPerSec, requests: registry.allChanges() };
  await openLoop({ ...calls, durationSec: warmUpSec, meanwhile });
  const idle: Latencies[] = [];
  const busy: Latencies[] = [];
  for (let round = 0; round < rounds; round++) {
    idle.push(await openLoop(calls));
    busy.push(await openLoop({ ...calls, meanwhile }));
  }
  const [value, peerValue] = [middleP99(busy), middleP99(idle)];
  const written = busy[0]?.besidesPerSec ?? 0;
  return {
    what: `lookup p99 at ${callsPerSec.toLocaleString('en')}/s while ${Math.round(written).toLocaleString('en')} durable writes/s come in`,
    unit: 'ms',
    value,
    peer: 'the same, idle',
    peerValue,
    ratio: value / peerValue,
    floor: 2,
    goal: 1.3,
    lessIsMore: true,
    more: behaviour(busy[0] as Latencies),
  };
}

function behaviour({ p50Ms, p999Ms, maxMs, failures, serverBusy }: Latencies): string {
  const times = `p50 ${p50Ms.toFixed(2)} ms, p99.9 ${p999Ms.toFixed(1)} ms, longest ${maxMs.toFixed(0)} ms`;
  const busy = `server ${Math.round(serverBusy * 100)} % of a core`;
  return `${times}; ${busy}${failures === 0 ? '' : `; ${failures} FAILURES`}`;
}

function middleP99(runs: readonly Latencies[]): number {
  return runs.map(({ p99Ms }) => p99Ms).sort((a, b) => a - b)[Math.floor(runs.length / 2)] as number;
}
