import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const isLinux = process.platform === 'linux';
const script = `
  import { getPriority } from 'node:os';
  import { giveWay } from '${resolve('src/storage/sqlite/give-way.ts')}';
  giveWay(5);
  process.stdout.write(String(getPriority(0)));
`;

test.skipIf(!isLinux).for([
  [0, 5],
  [5, 5],
  [12, 12],
])('a process at %i goes on at %i', ([before, after]) => {
  const line = ['-n', String(before), process.execPath, '--input-type=module-typescript', '-e', script];
  const { stdout } = spawnSync('nice', line, { encoding: 'utf8' });
  expect(Number(stdout)).toBe(after);
});
