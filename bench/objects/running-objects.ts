import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Miniflare } from 'miniflare';
import { shardLogId } from '../../src/core/log-layout.ts';
import { shardOfBlock } from '../../src/core/number-shard.ts';
import { numbersPerBlock } from '../../src/core/phone-number.ts';
import { refuseAll } from '../../src/core/preferences.ts';
import type { RegistryObject } from '../../src/worker/registry-object.ts';
import { demoSettings } from '../../src/wrangler/demo-settings.ts';
import { firstBlock } from '../filled-folder.ts';
import { freePort, processorSec, residentBytes } from '../processes.ts';
import { type HeapUse, heapUse } from './heap.ts';

/** The built worker in workerd, over a folder: `npm run build:worker` makes it. */
export interface RunningObjects {
  readonly url: string;
  readonly dataDir: string;
  readonly shards: number;
  /** Of workerd, all objects together. */
  processorSec(): number;
  /** Of the one isolate that all objects share here. */
  heap(): Promise<HeapUse>;
  residentBytes(): number;
  /** Registers whole blocks from `firstBlock` on, each at the object that it falls to. */
  fill(blocks: number): Promise<void>;
  /** Once, however often. */
  stop(): Promise<void>;
}

const workerName = 'dnd-registry';
const bundle = 'dist/worker/bundle/worker.js';

/** `bootstrapToken`: by which a registry may be taken in, where the folder has none. */
export async function runningObjects(
  dataDir: string,
  shards: number,
  bootstrapToken?: string | undefined,
): Promise<RunningObjects> {
  const port = await freePort();
  const inspectorPort = await freePort();
  const url = `http://127.0.0.1:${port}`;
  mkdirSync(join(dataDir, 'demo'), { recursive: true });
  const settings = await demoSettings(url, join(dataDir, 'demo', 'clients.json'));
  const objects = join(dataDir, 'objects');
  const worker = new Miniflare({
    ...{ name: workerName, port, host: '127.0.0.1', cf: false, inspectorPort },
    ...{ modules: true, scriptPath: bundle, modulesRules: [{ type: 'Text', include: ['**/*.sql'] }] },
    ...{ compatibilityDate: '2026-04-01', compatibilityFlags: ['nodejs_compat'] },
    bindings: {
      ...{ ...settings, POLICY: 'CN', LOG_LEVEL: 'error', DND_SHARDS: String(shards) },
      ...(bootstrapToken === undefined ? {} : { DND_BOOTSTRAP_TOKEN: bootstrapToken }),
    },
    durableObjects: { REGISTRY: { className: 'RegistryObject', useSQLite: true } },
    durableObjectsPersist: objects,
    r2Buckets: ['FILES'],
    r2Persist: join(dataDir, 'r2'),
    serviceBindings: { STATIC: () => new Response(readFileSync('dist/worker/static/pages.json')) as never },
  });
  await worker.ready;
  const pid = workerdPid();
  let stopped: Promise<void> | undefined;
  return {
    ...{ url, dataDir, shards },
    processorSec: () => processorSec(pid),
    heap: () => heapUse(inspectorPort, workerName),
    residentBytes: () => residentBytes(pid),
    fill: (blocks) => fill(worker, shards, blocks),
    async stop() {
      stopped ??= worker.dispose();
      await stopped;
    },
  };
}

/** The child of this process that computes: the other one only waits. */
function workerdPid(): number {
  const listed = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' });
  const found = listed.split('\n').filter((line) => line.includes('workerd serve'));
  const [pid] = found.map((line) => Number(line.trim().split(' ')[0]));
  if (pid === undefined) throw new Error('there is no workerd');
  return pid;
}

/** Of all files below a folder. */
export async function bytesIn(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile())
    .reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0);
}

const atOnce = 8;

async function fill(worker: Miniflare, shards: number, blocks: number): Promise<void> {
  const namespace = await worker.getDurableObjectNamespace('REGISTRY');
  const offsets = Uint16Array.from({ length: numbersPerBlock }, (_, offset) => offset);
  const objects = Array.from({ length: shards }, (_, at) => {
    const id = namespace.idFromName(shardLogId(at + 1));
    return namespace.get(id) as unknown as Pick<RegistryObject, 'numbers'>;
  });
  for (let from = 0; from < blocks; from += atOnce) {
    const some = Array.from({ length: Math.min(atOnce, blocks - from) }, (_, at) => firstBlock + from + at);
    await Promise.all(
      some.map((block) => {
        const place = shardOfBlock(block, shards);
        const groups = [{ preferences: refuseAll, offsets }];
        const rows = { block, batchId: 'bench', at: Date.now(), actor: 'operator:bench', groups };
        return objects[place]?.numbers({ place: place + 1, count: shards }, 'importBlock', [rows]);
      }),
    );
  }
}
