import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Latencies, openLoop } from './open-loop.ts';
import { useAllCores } from './processes.ts';
import { type RegistryUnderLoad, registryUnderLoad } from './registry-under-load.ts';
import type { ScrubFiles } from './scrub-files.ts';
import { tokenOf } from './token.ts';

/** A list scrubbed by a running registry on the same machine, and what that does to single lookups. */
export interface ServedScrub {
  readonly what: string;
  /** From the shell's prompt to its next, the last byte of the result included, seconds; one for each round. */
  readonly sec: readonly number[];
  /** Of the same list by `dnd scrub`, in turn. */
  readonly localSec: readonly number[];
}

export interface LookupsBeside {
  readonly idle: Latencies;
  /** While the server decides one list after the other. */
  readonly busy: Latencies;
  readonly lists: number;
}

/** What a streamed request takes. */
const streamedBytesMax = 64 * 2 ** 20;
const lookupsPerSec = 1_000;
const durationSec = 10;
/** Between two looks at a job. */
const lookMs = 20;

/** A job, and then what changed in it: from the request to the end of the job, seconds. */
export interface Rechecked {
  readonly firstSec: number;
  readonly changesSec: number;
  /** Changes of preferences in between. */
  readonly written: number;
  readonly decidedAgain: number;
}

export interface Served {
  readonly scrubs: readonly ServedScrub[];
  readonly recheck: Rechecked;
  readonly lookups: LookupsBeside;
}

export async function servedScrubs(files: ScrubFiles, rounds: number): Promise<Served> {
  const registry = await registryUnderLoad(files.dataDir, files.blocks.slice(0, 8));
  try {
    useAllCores(registry.pid);
    const lines = await commandLines(files, registry);
    const scrubs = lines.map(({ what }) => ({ what, sec: [] as number[], localSec: [] as number[] }));
    for (let round = 0; round < rounds; round++) {
      for (const [at, { line, local }] of lines.entries()) {
        scrubs[at]?.localSec.push(secondsOf(local));
        scrubs[at]?.sec.push(secondsOf(line));
      }
    }
    const client = await clientOf(files, registry);
    const first = await uploaded(client, files);
    const recheck = await rechecked(client, first, registry);
    return { scrubs, recheck, lookups: await lookupsBeside(client, first.job, registry) };
  } finally {
    await registry.stop();
  }
}

interface CommandLine {
  readonly what: string;
  readonly line: string;
  readonly local: string;
}

async function commandLines(files: ScrubFiles, { url }: RegistryUnderLoad): Promise<readonly CommandLine[]> {
  const { folder, dataDir, list } = files;
  const dnd = `${process.execPath} dist/cli/dnd.js scrub ${list} --category FIN_CREDIT --channel VOICE --sender DEMO`;
  const at = (name: string) => join(folder, name);
  const token = await tokenOf(url, dataDir, 'demo-call-centre');
  const streamed = {
    what: 'POST /v1/scrubs by curl, annotated',
    line: `curl -sSf '${url}/v1/scrubs?category=FIN_CREDIT&channel=VOICE&sender=DEMO' -H 'Authorization: Bearer ${token}' -H 'Content-Type: text/csv' --data-binary @${list} -o ${at('streamed.txt')}`,
    local: `rm -f ${at('local.txt')}; ${dnd} --data-dir ${dataDir} --out ${at('local.txt')}`,
  };
  const job = {
    what: 'dnd scrub --remote, a job: split, certificate',
    line: `rm -rf ${at('remote')}; DND_TOKEN=${token} ${dnd} --remote ${url} --split ${at('remote')} --certificate ${at('remote.jws')}`,
    local: `rm -rf ${at('local')}; ${dnd} --data-dir ${dataDir} --split ${at('local')} --certificate ${at('local.jws')}`,
  };
  return statSync(list).size <= streamedBytesMax ? [streamed, job] : [job];
}

function secondsOf(line: string): number {
  const startedAt = performance.now();
  const { status, stderr } = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return (performance.now() - startedAt) / 1_000;
}

interface Job {
  readonly scrubId: string;
  readonly status: string;
  readonly summary?: { readonly recheck?: { readonly decidedAgain: number } };
}

/** The scrubs of one organisation. */
interface Client {
  ask(method: string, path: string, more?: RequestInit): Promise<Job>;
  /** Resolves when the job is completed, with how long that took from now, seconds. */
  completed(job: Job): Promise<{ readonly job: Job; readonly sec: number }>;
}

async function clientOf({ dataDir }: ScrubFiles, { url }: RegistryUnderLoad): Promise<Client> {
  const authorization = `Bearer ${await tokenOf(url, dataDir, 'demo-call-centre')}`;
  const ask = async (method: string, path: string, more: RequestInit = {}): Promise<Job> => {
    const headers = { authorization, ...(more.headers as Record<string, string> | undefined) };
    const response = await fetch(`${url}/v1/scrubs${path}`, { ...more, method, headers });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return response.status === 204 ? { scrubId: '', status: '' } : ((await response.json()) as Job);
  };
  const completed = async ({ scrubId }: Job) => {
    const startedAt = performance.now();
    for (;;) {
      const job = await ask('GET', `/${scrubId}`);
      if (job.status === 'COMPLETED') return { job, sec: (performance.now() - startedAt) / 1_000 };
      if (job.status === 'FAILED') throw new Error(JSON.stringify(job));
      await wait(lookMs);
    }
  };
  return { ask, completed };
}

/** A job whose list is kept. */
async function uploaded({ ask, completed }: Client, { list }: ScrubFiles) {
  const opened = await ask('POST', '?category=FIN_CREDIT&channel=VOICE&sender=DEMO', {
    headers: { prefer: 'respond-async' },
  });
  const headers = { 'content-type': 'application/partial-upload', 'upload-offset': '0', 'upload-complete': '?1' };
  return completed(await ask('PATCH', `/${opened.scrubId}/input`, { headers, body: readFileSync(list) }));
}

async function rechecked(
  client: Client,
  first: { readonly job: Job; readonly sec: number },
  registry: RegistryUnderLoad,
) {
  const changes = await openLoop({ ...registry, ratePerSec: 500, durationSec: 2, requests: registry.allChanges() });
  const opened = await client.ask('POST', `/${first.job.scrubId}/rechecks?layout=CHANGES`);
  const { job, sec } = await client.completed(opened);
  return {
    firstSec: first.sec,
    changesSec: sec,
    written: Math.round(changes.sentPerSec * 2),
    decidedAgain: job.summary?.recheck?.decidedAgain ?? Number.NaN,
  };
}

/** The kept list is decided whole again and again, so that nobody but the server has work with it. */
async function lookupsBeside(client: Client, { scrubId }: Job, registry: RegistryUnderLoad): Promise<LookupsBeside> {
  const calls = { ...registry, ratePerSec: lookupsPerSec, durationSec, requests: registry.repeated(0) };
  await openLoop({ ...calls, durationSec: 3 });
  const idle = await openLoop(calls);
  let lists = 0;
  let isOver: boolean = false;
  const scrubbing = (async () => {
    for (; !isOver; lists++) {
      const { job } = await client.completed(await client.ask('POST', `/${scrubId}/rechecks`));
      await client.ask('DELETE', `/${job.scrubId}`);
    }
  })();
  const busy = await openLoop(calls);
  isOver = true;
  await scrubbing;
  return { idle, busy, lists };
}
