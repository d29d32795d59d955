import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { regionOf, unknownRegion } from '../../../src/core/regions/regions.ts';
import { recount } from '../../../src/registry/statistics/recount.ts';
import { openSqliteStore } from '../../../src/storage/sqlite/sqlite-store.ts';
import { operatorAtConsole } from '../../registry/memory-registry.ts';
import { countedFromLog, countedFromState, kept, ofState } from '../../storage/counted-anew.ts';
import { GeneratedYear } from './generated-year.ts';

const subscribers = 1_000_000;
const changes = 100_000;
/** Half of each block is registered: of Chinese mobile numbers all over the country, Spanish ones and American ones. */
const blocks = Array.from({ length: subscribers / 5_000 }, (_, at) => {
  if (at % 20 === 18) return 3_461_200 + at;
  return at % 20 === 19 ? 1_212_555 + at : 861_300_000 + at * 3_571;
});

test('a year of a million subscribers is counted as it happens: what stands and the replayed log say the same', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dnd-year-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const store = await openSqliteStore({ file: join(folder, 'registry.db') });
  onTestFinished(() => store.close());
  const year = new GeneratedYear(20_260_101, blocks);
  await year.register(store);
  await year.happen(store, changes);
  expect(store.head()).toBeGreaterThan(changes * 0.9);

  const recounted = await recount({ store }, operatorAtConsole, { repairs: false });
  expect(recounted).toMatchObject({ blocks: blocks.length, differences: [] });
  const counted = kept(store);
  expect(counted).toEqual(countedFromLog(store));
  const today = '2027-01-01';
  expect(ofState(counted, today)).toEqual(countedFromState(store, blocks, today));
  // It is a year of everything, of people of many regions.
  expect(new Set(blocks.map(regionOf).filter((region) => region !== unknownRegion)).size).toBeGreaterThan(10);
  for (const change of ['GIVEN', 'WITHDRAWN', 'ENDED']) {
    expect(Object.keys(counted).some((key) => key.startsWith('CONSENT_CHANGES/') && key.endsWith(change))).toBe(true);
  }
}, 600_000);
