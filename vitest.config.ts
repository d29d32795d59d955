import { existsSync, statfsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** Memory takes half the time of a disk, and a killed process loses no more in it. */
const memoryFolder = '/dev/shm';
const roomBytesMin = 2 ** 30;
const quickly = {
  // Every store has a thread that would compile the same files again: with it half the time goes.
  NODE_COMPILE_CACHE: 'node_modules/.cache/node',
  ...(hasRoom(memoryFolder) ? { TMPDIR: memoryFolder } : {}),
};

function hasRoom(folder: string): boolean {
  if (!existsSync(folder)) return false;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize >= roomBytesMin;
}

/** As the bundler of a Worker does. */
const sqlAsText = {
  name: 'sql-as-text',
  transform: (text: string, file: string) => (file.endsWith('.sql') ? `export default ${JSON.stringify(text)}` : null),
};

export default defineConfig({
  plugins: [sqlAsText],
  test: {
    // Many times what a test takes on a quiet machine: a busy one must not turn it red.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Most of the time goes to opening files and to servers that start: more workers than cores keep both busy.
    maxWorkers: 4,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          env: quickly,
          include: ['test/**/*.test.ts'],
          exclude: ['test/server/**', 'test/workerd/**'],
          globalSetup: ['test/prepared.ts'],
          // Files share their process, and load the code once: half the time of most of them. None changes globals,
          // other than timers within one test.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'server',
          env: quickly,
          include: ['test/server/*.test.ts'],
          globalSetup: ['test/server/build.ts'],
        },
      },
      {
        extends: true,
        // What takes whole minutes of servers and commands: the README's lines, a list from file to answer.
        test: {
          name: 'journeys',
          env: quickly,
          include: ['test/server/journeys/*.test.ts'],
          globalSetup: ['test/server/build.ts'],
        },
      },
      {
        extends: true,
        // The pages in a real Chromium: the machine's, or one that is got as a package.
        test: {
          name: 'browser',
          env: quickly,
          include: ['test/server/browser/*.test.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          globalSetup: ['test/server/build.ts', 'test/server/browser/found-browser.ts'],
        },
      },
      {
        extends: true,
        // On demand: takes disks, locks and clocks away from servers that run, one file after another.
        test: {
          name: 'faults',
          include: ['test/server/faults/*.test.ts'],
          globalSetup: ['test/server/build.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        // What runs on Workers, in the workerd that comes with wrangler: no account, no network.
        test: {
          name: 'workerd',
          env: quickly,
          include: ['test/workerd/**/*.test.ts'],
          globalSetup: ['test/workerd/build.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        // On demand: a real Kannel between a phone and us. It has to be installed (Debian: kannel, kannel-extras).
        test: { name: 'kannel', env: quickly, include: ['test/server/kannel/*.test.ts'], fileParallelism: false },
      },
      {
        extends: true,
        // On demand: a list of ten million rows, on a disk; lists that would fill a memory.
        test: { name: 'large', include: ['test/server/large/*.test.ts'], globalSetup: ['test/server/build.ts'] },
      },
    ],
  },
});
