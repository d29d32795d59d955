import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sourceFiles } from './source-tree.ts';

const sources = sourceFiles('src');
const all = [...sources, ...sourceFiles('test'), ...sourceFiles('bench')];

test('no source file is longer than 300 lines: split it by what its parts are for', () => {
  expect(sources.filter(({ lines }) => lines > 300).map(({ path, lines }) => `${path}: ${lines} lines`)).toEqual([]);
});

test('files are named for what they hold', () => {
  const saysNothing = /\/(utils?|helpers?|common|misc|shared|manager|index)\b|-(utils?|helpers?|manager)\./;
  expect(all.filter(({ path }) => saysNothing.test(path)).map(({ path }) => path)).toEqual([]);
});

test('no unfinished work, no commented-out code, no skipped or lone test', () => {
  const unfinished = /\b(TODO|FIXME|XXX|HACK)\b|not implemented|^\s*\/\/ (const|let|if|return|await|import) /m;
  const skipped = /\b(it|test|describe)\.(skip|only|todo)\b/;
  const faulty = all.filter(
    ({ path, text }) => path !== 'test/style.test.ts' && (unfinished.test(text) || skipped.test(text)),
  );
  expect(faulty.map(({ path }) => path)).toEqual([]);
});

test('the environment is read by the command line and the benchmarks alone', () => {
  const reads = sources.filter(({ text }) => /process\.env/.test(text)).map(({ path }) => path);
  expect(reads.filter((path) => !path.startsWith('src/cli/'))).toEqual([]);
});

test('at most 20 direct runtime dependencies, every version exact', () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
    'dependencies' | 'devDependencies',
    Record<string, string>
  >;
  expect(Object.keys(dependencies).length).toBeLessThanOrEqual(20);
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(([, version]) => !/^\d/.test(version));
  expect(loose).toEqual([]);
});

test('the top level holds what it is meant to hold', () => {
  const meant =
    /^(src|drizzle|test|bench|openapi|package\.json|package-lock\.json|tsconfig\.json|wrangler\.toml|README\.md|LICENSE|biome\.json|vitest\.config\.ts|\..+|node_modules|dist|data|coverage)$/;
  expect(readdirSync('.').filter((name) => !meant.test(name))).toEqual([]);
});
