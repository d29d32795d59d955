import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { Miniflare } from 'miniflare';
import { afterAll } from 'vitest';

const runner = resolve('test/workerd/inner-vitest.ts');

/** The tests' `vitest` is the runner within; the runner's is Vitest. */
const innerVitest: Plugin = {
  name: 'inner-vitest',
  setup({ onResolve }) {
    onResolve({ filter: /^vitest$/ }, ({ importer }) => (importer === runner ? undefined : { path: runner }));
  },
};

interface StartedWorker extends Pick<Miniflare, 'dispatchFetch'> {
  stop(): Promise<void>;
}

/** workerd with a worker of tests, whose Durable Objects have SQLite, and a bucket, in a folder. Without a network. */
async function startedWorker(file: string, className: string, folder: string): Promise<StartedWorker> {
  const worker = new Miniflare({
    modules: [{ type: 'ESModule', path: 'worker.mjs', contents: await bundled(file) }],
    compatibilityDate: '2026-04-01',
    compatibilityFlags: ['nodejs_compat'],
    durableObjects: { TESTS: { className, useSQLite: true } },
    durableObjectsPersist: folder,
    r2Buckets: ['FILES'],
    r2Persist: join(folder, 'r2'),
    cf: false,
  });
  await worker.ready;
  return Object.assign(worker, { stop: () => worker.dispose() });
}

/** A worker whose objects run tests by name, in a folder of its own, for all tests of a file. */
export interface NamedTests {
  readonly names: readonly string[];
  /** Runs one in an object, a fresh one where none is named. */
  run(name: string, object?: string): Promise<Response>;
  /** Ends the process, and starts another on the same folder. */
  restart(): Promise<void>;
}

export async function namedTests(file: string): Promise<NamedTests> {
  const folder = mkdtempSync(join(tmpdir(), 'dnd-workerd-'));
  const start = () => startedWorker(file, 'TestObject', folder);
  let worker = await start();
  afterAll(async () => {
    await worker.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const names = (await (await worker.dispatchFetch('http://tests/')).json()) as readonly string[];
  return {
    names,
    async run(name, object = crypto.randomUUID()) {
      return (await worker.dispatchFetch(`http://tests/${object}`, {
        method: 'POST',
        body: name,
      })) as unknown as Response;
    },
    async restart() {
      await worker.stop();
      worker = await start();
    },
  };
}

async function bundled(file: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [file],
    write: false,
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    target: 'esnext',
    mainFields: ['module', 'main'],
    conditions: ['workerd', 'worker', 'browser'],
    external: ['node:*', 'cloudflare:*'],
    loader: { '.sql': 'text' },
    plugins: [innerVitest],
    logLevel: 'warning',
  });
  return outputFiles.map(({ text }) => text).join('');
}
