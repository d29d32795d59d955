import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { refuseAll } from '../../../src/core/preferences.ts';
import { dayMs } from '../../../src/core/time.ts';
import { recount } from '../../../src/registry/statistics/recount.ts';
import { memoryStore } from '../../../src/storage/memory/memory-store.ts';
import { sha256 } from '../../../src/storage/sqlite/sha256.ts';
import { openSqliteStore } from '../../../src/storage/sqlite/sqlite-store.ts';
import type { Store } from '../../../src/storage/store.ts';
import { at, importOf, noFinance, noVoice, numberChange, policySet, preferencesSet } from '../../storage/made-up.ts';
import { freshFile } from '../../storage/sqlite-folder.ts';
import { operatorAtConsole } from '../memory-registry.ts';

const dryRun = { repairs: false };

/** Numbers of two blocks with consents that run out soon, late and never, and something erased. */
async function filled(store: Store): Promise<Store> {
  await store.importBlock(importOf('b1', [refuseAll, [1, 2, 3]], [noVoice, [4]]));
  const given = (brand: string, expiresAt?: number) =>
    ({ kind: 'CONSENT_GIVEN', brand, scope: {}, ...(expiresAt === undefined ? {} : { expiresAt }) }) as const;
  const erased = { kind: 'RECORD_ERASED', after: 0, service: 'IN_SERVICE', tenures: [] } as const;
  await store.append([
    numberChange(10_001, 0, given('acme')),
    numberChange(10_001, 2, given('zeta', at + 100 * dayMs)),
    numberChange(10_002, 0, given('acme', at + dayMs)),
    numberChange(1, 1, erased),
    preferencesSet(2, 1, noFinance),
    policySet(0, 'CN-2026.1'),
  ]);
  await store.append([{ ...preferencesSet(10_002, 4), at: at + 5 * dayMs }]);
  await store.addCounts([{ key: 'lookups', count: 7 }]);
  return store;
}

const fresh = () => filled(memoryStore({ sha256 }));

test('what was counted as it happened is what is counted anew', async () => {
  const store = await fresh();
  const seen: (readonly number[])[] = [];
  const counted = await recount({ store }, operatorAtConsole, dryRun, (done, total) => seen.push([done, total]));
  expect(counted).toMatchObject({ position: 8, blocks: 2, differences: [] });
  expect(seen).toEqual([
    [1, 2],
    [2, 2],
  ]);
});

test('counters that are too high, too low, missing or of nothing are told by key, and put right when that is wanted', async () => {
  const store = await fresh();
  const before = store.counts('', 1_000);
  const [consent = ''] = store.counts('CONSENTS/', 10).map(({ key }) => key);
  const [change = ''] = store.counts('CONSENT_CHANGES/', 10).map(({ key }) => key);
  const [numbers = ''] = store.counts('NUMBERS/', 10).map(({ key }) => key);
  await store.addCounts([
    { key: consent, count: -1 },
    { key: change, count: 5 },
    { key: numbers, count: 1 },
    { key: 'CHANGES/2020-01-01/UNKNOWN/NUMBER_PORTED/API', count: 3 },
    { key: 'NUMBERS/UNKNOWN/4711', count: 2 },
  ]);
  const { differences } = await recount({ store }, operatorAtConsole, dryRun);
  expect(differences.map(({ key, kept, fromLog }) => [key, kept - fromLog])).toEqual(
    [
      ['CHANGES/2020-01-01/UNKNOWN/NUMBER_PORTED/API', 3],
      [consent, -1],
      [change, 5],
      [numbers, 1],
      ['NUMBERS/UNKNOWN/4711', 2],
    ].sort(),
  );
  expect(differences.every(({ repaired }) => !repaired)).toBe(true);
  const written = await recount({ store }, operatorAtConsole, { repairs: true });
  expect(written.differences.map(({ repaired }) => repaired)).toEqual([true, true, true, true, true]);
  expect(store.counts('', 1_000)).toEqual(before);
  expect(await recount({ store }, operatorAtConsole, dryRun)).toMatchObject({ differences: [] });
});

test('where what stands is not what the log says, nothing is put right', async () => {
  const file = freshFile();
  await (await filled(await openSqliteStore({ file, use: 'COMMAND' }))).close();
  const connection = new Database(file);
  // The number that refuses something of its own, of an image that knows it otherwise.
  connection.exec('DELETE FROM recent WHERE number % 10000 = 2 AND number / 10000 = (SELECT min(block) FROM blocks)');
  connection.close();
  const store = await openSqliteStore({ file, use: 'COMMAND' });
  onTestFinished(() => store.close());
  const counters = store.counts('', 1_000);
  const { differences } = await recount({ store }, operatorAtConsole, { repairs: true });
  expect(differences).toHaveLength(2);
  for (const { fromLog, fromState, repaired } of differences) {
    expect(fromState).not.toBe(fromLog);
    expect(repaired).toBe(false);
  }
  expect(store.counts('', 1_000)).toEqual(counters);
});

test('only an operator may', async () => {
  const regulator = { kind: 'ORGANISATION', organisationId: 'r', role: 'REGULATOR', scopes: ['dnd:statistics:read'] };
  const asked = recount({ store: await fresh() }, regulator as never, dryRun);
  await expect(asked).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
});
