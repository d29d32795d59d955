import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // Most of the time goes to opening files and to servers that start: more workers than cores keep both busy.
    maxWorkers: 4,
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/server/**'] } },
      {
        extends: true,
        test: { name: 'server', include: ['test/server/**/*.test.ts'], globalSetup: ['test/server/build.ts'] },
      },
    ],
  },
});
