import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { numbersPerBlock } from '../../src/core/phone-number.ts';
import { firstBlock } from '../filled-folder.ts';
import { measure, type Sent } from '../load.ts';
import { seededRandom } from '../random.ts';
import { tokenOf } from '../token.ts';
import type { HeapUse } from './heap.ts';
import { bootstrapToken, movedIn } from './moved-in.ts';
import { bytesIn, type RunningObjects, runningObjects } from './running-objects.ts';

/** One registry in so many objects of numbers, all objects in one workerd on this machine. */
export interface ScaleRun {
  readonly shards: number;
  readonly registered: number;
  /** One object: by moving a registry in; several: by bulk import, each at the object that it falls to. */
  readonly fillPerSec: number;
  readonly lookupsPerSec: number;
  /** Processor time of workerd, gateway and object together. */
  readonly lookupMs: number;
  readonly lookupP99Ms: number;
  /** By rows of the batch. */
  readonly batches: readonly BatchRun[];
  readonly changeMs: number;
  /** A change of the directory, until every object that answers has it: the median. */
  readonly directoryChangeMs: number;
  /** Of the isolate, once every object has answered twice, and once all blocks were asked about. */
  readonly heapBefore: HeapUse;
  readonly heapAfter: HeapUse;
  /** Of workerd, runtime and garbage in it. */
  readonly residentBytes: number;
  readonly storageBytesFilled: number;
  readonly storageBytesPerChange: number;
  /** The first lookup of an object after a new start, and the second. */
  readonly coldMs: number;
  readonly warmMs: number;
}

/** That of one object, which was filled on Node. */
export interface MovedRun extends ScaleRun {
  readonly blockBytesPerNumber: number;
}

export interface BatchRun {
  readonly rows: number;
  readonly perSec: number;
  readonly ms: number;
}

const durationSec = 6;
const connections = 32;
const tokens = 20;
const batchRows = [100, 1_000] as const;
const changeRows = 50;

export async function scaleRun(shards: number, registered: number): Promise<ScaleRun> {
  const dataDir = mkdtempSync(join(tmpdir(), 'dnd-objects-'));
  try {
    const blocks = Math.ceil(registered / numbersPerBlock);
    const filled =
      shards === 1 ? await filledByMove(dataDir, registered) : await filledByImport(dataDir, shards, blocks);
    // Memory as it is once all blocks were asked about, without what the filling left behind.
    const objects = await runningObjects(dataDir, shards, bootstrapToken);
    try {
      const { coldMs, warmMs } = await firstAnswers(objects, blocks);
      const heapBefore = await objects.heap();
      const asked = await asking(objects, blocks);
      const lookups = await asked.lookups();
      const batches: BatchRun[] = [];
      for (const rows of batchRows) batches.push(await asked.batches(rows));
      const heapAfter = await objects.heap();
      const residentBytes = objects.residentBytes();
      const directoryChangeMs = await bindingMs(objects);
      const { changeMs, rows } = await asked.changes();
      await objects.stop();
      const grownBytes = (await storedBytes(dataDir)) - filled.storageBytesFilled;
      return {
        shards,
        registered,
        ...filled,
        ...lookups,
        batches,
        changeMs,
        directoryChangeMs,
        storageBytesPerChange: grownBytes / rows,
        coldMs,
        warmMs,
        heapBefore,
        heapAfter,
        residentBytes,
      };
    } finally {
      await objects.stop();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function filledByMove(dataDir: string, registered: number) {
  const { seconds, blockBytesPerNumber } = await movedIn(dataDir, registered);
  return { blockBytesPerNumber, fillPerSec: registered / seconds, storageBytesFilled: await storedBytes(dataDir) };
}

async function filledByImport(dataDir: string, shards: number, blocks: number) {
  const objects = await runningObjects(dataDir, shards);
  try {
    const startedAt = performance.now();
    await objects.fill(blocks);
    const fillPerSec = (blocks * numbersPerBlock) / ((performance.now() - startedAt) / 1_000);
    await objects.stop();
    return { fillPerSec, storageBytesFilled: await storedBytes(dataDir) };
  } finally {
    await objects.stop();
  }
}

/** Of all objects that have been stopped: what is written ahead has gone into the files by then. */
function storedBytes(dataDir: string): Promise<number> {
  return bytesIn(join(dataDir, 'objects'));
}

/** Each object's first and second lookup: medians over the objects, which fall to blocks at random. */
async function firstAnswers({ url, dataDir, shards }: RunningObjects, blocks: number) {
  const authorization = `Bearer ${await tokenOf(url, dataDir, 'demo-call-centre')}`;
  const timed = async (block: number) => {
    const startedAt = performance.now();
    const body = JSON.stringify({ ...terms, phoneNumber: numberIn(block, 1) });
    const headers = { 'content-type': 'application/json', authorization };
    const response = await fetch(`${url}/v1/lookup`, { method: 'POST', headers, body });
    if (!response.ok) throw new Error(`a lookup failed: ${await response.text()}`);
    return performance.now() - startedAt;
  };
  const rounds: number[][] = [[], []];
  for (const round of rounds) {
    for (let at = 0; at < Math.min(blocks, 4 * shards); at++) round.push(await timed(firstBlock + at));
  }
  const longest = (round: number[]) => round.sort((a, b) => b - a)[Math.floor(shards / 2)] as number;
  return { coldMs: longest(rounds[0] as number[]), warmMs: longest(rounds[1] as number[]) };
}

const directoryChanges = 40;

/** A sender identity is suspended and made active again and again, while nobody else asks. */
async function bindingMs({ url, dataDir }: RunningObjects): Promise<number> {
  const authorization = `Bearer ${await tokenOf(url, dataDir, 'demo-operator')}`;
  const sender = `${url}/v1/sender-identities/DEMO`;
  const took: number[] = [];
  for (let at = 0; at < directoryChanges; at++) {
    const present = await fetch(sender, { headers: { authorization } });
    await present.arrayBuffer();
    const headers = {
      authorization,
      'content-type': 'application/json',
      'if-match': present.headers.get('etag') ?? '',
    };
    const body = JSON.stringify({ status: at % 2 === 0 ? 'SUSPENDED' : 'ACTIVE' });
    const startedAt = performance.now();
    const changed = await fetch(sender, { method: 'PATCH', headers, body });
    if (!changed.ok) throw new Error(`a change of the directory failed: ${await changed.text()}`);
    await changed.arrayBuffer();
    took.push(performance.now() - startedAt);
  }
  return took.sort((a, b) => a - b)[directoryChanges / 2] as number;
}

const terms = { category: 'FIN_CREDIT', channel: 'VOICE', sender: 'DEMO' };

function numberIn(block: number, offset: number): string {
  return `+${block * numbersPerBlock + offset}`;
}

async function asking(objects: RunningObjects, blocks: number) {
  const { url, dataDir } = objects;
  const random = seededRandom(11);
  const bearers: string[] = [];
  for (let at = 0; at < tokens; at++) bearers.push(await tokenOf(url, dataDir, 'demo-call-centre'));
  const carrier = await tokenOf(url, dataDir, 'demo-carrier');
  const anyNumber = () => numberIn(firstBlock + Math.floor(random() * blocks), Math.floor(random() * numbersPerBlock));
  const sent = (path: string, token: string, nextBody: () => string): Sent => ({
    ...{ path, method: 'POST', body: '', nextBody },
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
  });
  const bearerAt = (connection: number) => bearers[connection % bearers.length] as string;

  /** Processor milliseconds of workerd a request, and requests a second. */
  async function cost(requestOf: (connection: number) => Sent) {
    const before = objects.processorSec();
    const startedAt = performance.now();
    const load = { url, pid: process.pid, connections, durationSec, requestsOf: (one: number) => [requestOf(one)] };
    const { requestsPerSec, p99Ms, failures } = await measure(load);
    if (failures > 0) throw new Error(`${failures} requests failed`);
    const requests = (requestsPerSec * (performance.now() - startedAt)) / 1_000;
    return { perSec: requestsPerSec, p99Ms, ms: ((objects.processorSec() - before) * 1_000) / requests };
  }

  return {
    async lookups() {
      const lookup = () => JSON.stringify({ ...terms, phoneNumber: anyNumber() });
      const { perSec, p99Ms, ms } = await cost((one) => sent('/v1/lookup', bearerAt(one), lookup));
      return { lookupsPerSec: perSec, lookupMs: ms, lookupP99Ms: p99Ms };
    },
    async batches(rows: number): Promise<BatchRun> {
      const batch = () => JSON.stringify({ ...terms, phoneNumbers: Array.from({ length: rows }, anyNumber) });
      const { perSec, ms } = await cost((one) => sent('/v1/lookup/batch', bearerAt(one), batch));
      return { rows, perSec, ms };
    },
    async changes() {
      const registrations = () =>
        JSON.stringify({
          proof: 'MO_SMS',
          registrations: Array.from({ length: changeRows }, () => ({
            ...{ phoneNumber: anyNumber(), preferences: { categories: { FIN_CREDIT: 'REFUSE' } } },
          })),
        });
      const { perSec, ms } = await cost(() => sent('/v1/registrations', carrier, registrations));
      return { changeMs: ms / changeRows, rows: perSec * durationSec * changeRows };
    },
  };
}
