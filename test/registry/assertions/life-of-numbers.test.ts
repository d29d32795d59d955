import fc from 'fast-check';
import { expect, test } from 'vitest';
import { auditStore } from '../../../src/storage/sqlite/audit.ts';
import { openSqliteStore } from '../../../src/storage/sqlite/sqlite-store.ts';
import { freshFile } from '../../storage/sqlite-folder.ts';
import { freshStore, setOrganisation } from '../memory-registry.ts';
import { allowsCredit, withBulkCarriers } from './bulk-carriers.ts';
import { type Step, steps } from './life-steps.ts';
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

test('of rows of one assertion that say the same the last one takes effect, with its own proof', async () => {
  const credit = { line: 0, words: { all: false, levels: [0, 1] } } as const;
  const register = { do: 'REGISTER', by: 'carrier-1', proof: 'CARRIER_ASSERTED' } as const;
  const all: readonly Step[] = [
    { ...register, rows: [credit, { line: 2, words: { all: false, levels: [0, 0] } }] },
    { ...register, rows: [{ line: 0, words: { all: false, levels: [1, 0] } }] },
    { ...register, rows: [credit], proof: 'MO_SMS' },
    { do: 'WAIT', hours: 192 },
    { do: 'SETTLE', breaksAfter: 0 },
    // Not less than the holder chose by text; of what bound meanwhile it would be.
    { ...register, rows: [{ line: 0, words: { all: false, levels: [0, 2] } }] },
  ];
  const living = await LivingRegistry.over(freshStore());
  for (const step of all) {
    await living.perform(step);
    living.check();
  }
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

test('what a carrier asserted waits on while it is suspended, and takes effect once it is active again', async () => {
  const { registry, register, record, settle, unfinished, waitOut } = await withBulkCarriers();
  const chosen = () => [1, 2, 3].map((last) => record(last).state.preferences.categories);
  await register([1, 2, 3], allowsCredit);
  const active = registry.directory.organisation('carrier-1')?.document;
  await setOrganisation(registry, 'carrier-1', { ...active, status: 'SUSPENDED' });
  await waitOut();
  expect(chosen()).toEqual([{}, {}, {}]);
  expect(await unfinished()).toMatchObject([{ status: 'PENDING', isHeld: true }]);
  await setOrganisation(registry, 'carrier-1', active);
  await settle();
  expect(chosen()).toEqual([allowsCredit, allowsCredit, allowsCredit].map(({ categories }) => categories));
  expect(await unfinished()).toEqual([]);
});
