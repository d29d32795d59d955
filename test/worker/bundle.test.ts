import { builtinModules } from 'node:module';
import { build, type Metafile } from 'esbuild';
import { beforeAll, expect, test } from 'vitest';

/** Of Node's own, what workerd has by `nodejs_compat` and the registry uses. */
const takenOfNode = ['node:crypto', 'node:events', 'node:stream', 'node:stream/promises', 'node:util', 'node:zlib'];

let inputs: Metafile['inputs'];
let external: ReadonlyMap<string, string>;

beforeAll(async () => {
  const { metafile } = await build({
    entryPoints: ['src/worker.ts'],
    ...{ bundle: true, write: false, metafile: true, format: 'esm', logLevel: 'error' },
    // As wrangler resolves what it bundles.
    conditions: ['workerd', 'worker', 'browser'],
    mainFields: ['browser', 'module', 'main'],
    external: ['node:*', 'cloudflare:*', ...builtinModules],
    loader: { '.sql': 'text' },
  });
  inputs = metafile.inputs;
  external = new Map(
    Object.entries(inputs).flatMap(([file, { imports }]) =>
      imports.filter((one) => one.external).map(({ path }) => [named(path), file] as const),
    ),
  );
});

function named(path: string): string {
  return path.includes(':') ? path : `node:${path}`;
}

test('of Node the worker takes only what workerd has', () => {
  const strangers = [...external].filter(([path]) => ![...takenOfNode, 'cloudflare:workers'].includes(path));
  expect(strangers).toEqual([]);
});

test('nothing of files, threads, processes or sockets gets into the worker', () => {
  const elsewhere =
    /^src\/(?:node|cli|wrangler|storage\/sqlite|sms\/smpp)\/|node_modules\/(?:better-sqlite3|pino|prom-client|@hono\/node-server|commander|smpp)\//;
  expect(Object.keys(inputs).filter((file) => elsewhere.test(file))).toEqual([]);
});

test('what is evaluated at the start, also in front of the objects, is small: no package, no application', () => {
  const start = new Set<string>();
  const visit = (file: string): void => {
    if (start.has(file)) return;
    start.add(file);
    for (const { path, kind, external: isExternal } of inputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && isExternal !== true) visit(path);
    }
  };
  visit('src/worker.ts');
  expect(
    [...start].filter(
      (file) => !/^src\/(?:(?:worker|core|http|runtime)\/|api\/(?:problem|rate-limit)|worker\.ts$)/.test(file),
    ),
  ).toEqual([]);
});
