import { join, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { Miniflare } from 'miniflare';

const runner = resolve('test/workerd/inner-vitest.ts');

/** The tests' `vitest` is the runner within; the runner's is Vitest. */
const innerVitest: Plugin = {
  name: 'inner-vitest',
  setup({ onResolve }) {
    onResolve({ filter: /^vitest$/ }, ({ importer }) => (importer === runner ? undefined : { path: runner }));
  },
};

export interface StartedWorker extends Pick<Miniflare, 'dispatchFetch'> {
  stop(): Promise<void>;
}

/** workerd with a worker of tests, whose Durable Objects have SQLite, and a bucket, in a folder. Without a network. */
export async function startedWorker(file: string, className: string, folder: string): Promise<StartedWorker> {
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
