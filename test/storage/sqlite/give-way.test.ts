import { spawnSync } from 'node:child_process';
import { getPriority } from 'node:os';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const isLinux = process.platform === 'linux';
const script = `
  import { getPriority } from 'node:os';
  import { giveWay } from '${resolve('src/storage/sqlite/give-way.ts')}';
  giveWay(5);
  process.stdout.write(String(getPriority(0)));
`;

// Whoever runs the tests may give way himself: a process begins where he is, or further down.
test.skipIf(!isLinux).for<[number, number]>([
  [0, 5],
  [5, 5],
  [12, 12],
])('a process at %i goes on at %i', ([wanted, after]) => {
  const own = getPriority(0);
  const before = Math.max(wanted, own);
  const line = ['-n', String(before - own), process.execPath, '--input-type=module-typescript', '-e', script];
  const { stdout } = spawnSync('nice', line, { encoding: 'utf8' });
  expect(Number(stdout)).toBe(Math.max(before, after));
});
