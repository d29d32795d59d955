import { expect, test } from 'vitest';
import { openDurableTarget } from '../../../src/storage/durable/durable-moving.ts';
import { sha256 } from '../../../src/storage/sqlite/sha256.ts';
import { standInStorage } from './stand-in-storage.ts';

const log = { logId: 'log', head: 0, rootHash: '', parts: [] };

test('nothing counts as taken in before it is durable', async () => {
  const storage = standInStorage();
  const target = openDurableTarget(storage, { sha256 });
  const synced = Promise.withResolvers<void>();
  storage.sync = () => synced.promise;
  let isAnswered: boolean = false;
  const begun = target.begin({ log, shards: 1, manifestDigest: 'm' }).then(() => {
    isAnswered = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(isAnswered).toBe(false);
  synced.resolve();
  await begun;
  expect(target.taking()).toMatchObject({ manifestDigest: 'm' });
});

test('what could not be made durable is not said to be', async () => {
  const storage = standInStorage();
  const target = openDurableTarget(storage, { sha256 });
  storage.syncError = new Error('the object was reset');
  await expect(target.begin({ log, shards: 1, manifestDigest: 'm' })).rejects.toThrow('the object was reset');
});
