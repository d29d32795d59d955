import fc from 'fast-check';
import { expect, test } from 'vitest';
import { auditStore } from '../../../src/storage/sqlite/audit.ts';
import { openSqliteStore } from '../../../src/storage/sqlite/sqlite-store.ts';
import { freshFile } from '../../storage/sqlite-folder.ts';
import { freshStore } from '../memory-registry.ts';
import { steps } from './life-steps.ts';
import { LivingRegistry } from './living-registry.ts';

/** Long enough for a failure to be made small. */
const timeout = 120_000;

test('whatever carriers, holders and operators do, numbers stand as a plain model has them', { timeout }, async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const living = await LivingRegistry.over(freshStore());
      for (const step of all) {
        await living.perform(step);
        living.check();
      }
    }),
    { numRuns: 60, interruptAfterTimeLimit: 15_000 },
  );
});

test('over SQLite too, and an audit finds nothing', { timeout }, async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const file = freshFile();
      const store = await openSqliteStore({ file });
      try {
        const living = await LivingRegistry.over(store);
        for (const step of all) {
          await living.perform(step);
          living.check();
        }
        expect(auditStore(file).findings).toEqual([]);
      } finally {
        await store.close();
      }
    }),
    { numRuns: 6, interruptAfterTimeLimit: 10_000 },
  );
});
