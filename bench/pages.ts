import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstBlock } from './filled-folder.ts';
import type { Sent } from './load.ts';
import { type Latencies, openLoop } from './open-loop.ts';
import { startPeer } from './processes.ts';
import type { RegistryUnderLoad } from './registry-under-load.ts';
import type { Row } from './results.ts';
import { subscriberSessions } from './subscribers.ts';

const ratePerSec = 500;
const durationSec = 5;
const rounds = 3;
const people = 50;

/** Time to the first byte of the first page and of the page behind the code, in turn with a file of the same bytes. */
export async function pageRows(registry: RegistryUnderLoad, dataDir: string): Promise<readonly Row[]> {
  const sessions = await subscriberSessions(dataDir, people, [firstBlock + 100]);
  const holders = sessions.map((token): Sent => page('/me', { cookie: `dnd-subscriber=${token}` }));
  return [
    await pageRow(registry, 'first page', [page('/')]),
    await pageRow(registry, 'page of the choices, signed in', holders),
  ];
}

function page(path: string, headers: Record<string, string> = {}): Sent {
  return { method: 'GET', path, headers: { 'accept-language': 'en', ...headers }, body: '' };
}

async function pageRow(registry: RegistryUnderLoad, name: string, requests: readonly Sent[]): Promise<Row> {
  const { path, headers } = requests[0] as Sent;
  const answer = await fetch(registry.url + path, { headers, redirect: 'manual' });
  if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const folder = mkdtempSync(join(tmpdir(), 'bench-page-'));
  const file = join(folder, 'page.html');
  writeFileSync(file, bytes);
  const peer = await startPeer([process.execPath, 'bench/peers/file-server.ts', file]);
  const timing = { ratePerSec, durationSec, untilFirstByte: true };
  const [ours, theirs]: [Latencies[], Latencies[]] = [[], []];
  try {
    for (let round = 0; round < rounds; round++) {
      ours.push(await openLoop({ ...registry, ...timing, requests }));
      theirs.push(await openLoop({ ...peer, ...timing, requests: [page('/')] }));
    }
  } finally {
    await peer.stop();
    rmSync(folder, { recursive: true });
  }
  const [value, peerValue] = [middle(ours, 'p99Ms'), middle(theirs, 'p99Ms')];
  const failures = [...ours, ...theirs].reduce((sum, run) => sum + run.failures, 0);
  const half = `p50 ${middle(ours, 'p50Ms').toFixed(2)} ms, the file ${middle(theirs, 'p50Ms').toFixed(2)} ms`;
  const busy = Math.round(middle(ours, 'serverBusy') * 100);
  return {
    what: `${name}, p99 of the time to first byte at ${ratePerSec}/s`,
    unit: 'ms',
    value,
    peer: 'a static file of the same bytes',
    peerValue,
    ratio: value / peerValue,
    lessIsMore: true,
    more: `${bytes.length} bytes; ${half}; server ${busy} % of a core${failures === 0 ? '' : `; ${failures} FAILURES`}`,
  };
}

function middle(runs: readonly Latencies[], figure: 'p50Ms' | 'p99Ms' | 'serverBusy'): number {
  return runs.map((run) => run[figure]).sort((a, b) => a - b)[Math.floor(runs.length / 2)] as number;
}
