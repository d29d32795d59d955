import { describe, expect, onTestFinished, test } from 'vitest';
import { noPreferences, type Preferences, refuseAll } from '../../../src/core/preferences.ts';
import { openDurableStore } from '../../../src/storage/durable/durable-store.ts';
import { rowBytesMax } from '../../../src/storage/durable/row-limit.ts';
import { auditLog } from '../../../src/storage/sql/audit-log.ts';
import { sqlDatabase } from '../../../src/storage/sqlite/connection.ts';
import { sha256 } from '../../../src/storage/sqlite/sha256.ts';
import type { ShortRecordPut, Store } from '../../../src/storage/store.ts';
import { describeStore } from '../conformance.ts';
import { countedFromLog, kept } from '../counted-anew.ts';
import { block, importOf, noVoice, numberOf, policySet, preferencesSet } from '../made-up.ts';
import { type StandIn, standInStorage } from './stand-in-storage.ts';

describeStore('durable store, its platform played', async () => openDurableStore(standInStorage(), { sha256 }));

function opened(): StandIn & { readonly store: Store } {
  const storage = standInStorage();
  onTestFinished(() => void storage.connection.close());
  return Object.assign(storage, { store: openDurableStore(storage, { sha256 }) });
}

function put(id: string, body: string): ShortRecordPut {
  return { kind: 'IDEMPOTENCY', id, expected: 0, body, expiresAt: 10, now: 0 };
}

describe('durable store', () => {
  test('nothing is acknowledged before it is durable', async () => {
    const storage = opened();
    const synced = Promise.withResolvers<void>();
    storage.sync = () => synced.promise;
    let acknowledged = false;
    const call = storage.store.append([preferencesSet(1, 0)]).finally(() => {
      acknowledged = true;
    });
    for (let turn = 0; turn < 20; turn++) await undefined;
    expect([storage.store.head(), acknowledged]).toEqual([1, false]);
    synced.resolve();
    expect(await call).toEqual([{ status: 'APPENDED', position: 1 }]);
  });

  test('what is asked for in one turn is synced together, and does not fail together', async () => {
    const storage = opened();
    storage.connection.exec(`CREATE TRIGGER poisoned BEFORE INSERT ON recent WHEN NEW.number = ${numberOf(13)}
      BEGIN SELECT RAISE(ABORT, 'disk full'); END`);
    const calls = [
      [preferencesSet(1, 0)],
      [preferencesSet(2, 0, noVoice), preferencesSet(13, 0)],
      [preferencesSet(3, 0, noVoice)],
    ].map((changes) => storage.store.append(changes));
    const results = await Promise.allSettled(calls);
    expect(storage.syncs).toBe(1);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({
      reason: {
        code: 'UNAVAILABLE',
        message: expect.stringContaining('nothing of this was kept'),
        cause: { message: expect.stringContaining('disk full'), code: 'SQLITE_CONSTRAINT' },
      },
    });
    expect(storage.store.entries(0, 10)).toMatchObject([{ number: numberOf(1) }, { number: numberOf(3) }]);
    expect(kept(storage.store)).toEqual(countedFromLog(storage.store));
    expect(auditLog(sqlDatabase(storage.connection), sha256).findings).toEqual([]);
  });

  test('where it cannot be made durable its fate is unknown, and nothing more is written', async () => {
    const storage = opened();
    storage.syncError = new Error('the object was reset');
    const first = storage.store.append(Array.from({ length: 500 }, (_, offset) => preferencesSet(offset, 0)));
    const behind = storage.store.append([preferencesSet(501, 0)]);
    const refused = { code: 'UNAVAILABLE', message: expect.stringContaining('nothing of this was kept') };
    const unknown = { code: 'UNAVAILABLE', message: expect.stringContaining('unknown') };
    expect(await Promise.allSettled([first, behind])).toMatchObject([
      { reason: { ...unknown, cause: { message: 'the object was reset' } } },
      { reason: refused },
    ]);
    await expect(storage.store.append([preferencesSet(502, 0)])).rejects.toMatchObject(refused);
    expect(storage.store.writerFault()).toMatchObject(refused);
    expect(storage.syncs).toBe(1);
  });

  test('too much waiting is refused at once, one large call is not', async () => {
    const { store } = opened();
    const large = store.append(Array.from({ length: 20_000 }, (_, offset) => preferencesSet(offset, 0)));
    await expect(store.append([preferencesSet(30_000, 0)])).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      retryAfterSec: 1,
      message: expect.stringContaining('Too many'),
    });
    expect(await large).toHaveLength(20_000);
    expect(await store.append([preferencesSet(30_000, 0)])).toMatchObject([{ status: 'APPENDED' }]);
    expect(kept(store)).toEqual(countedFromLog(store));
  });

  test('what one row does not hold is refused, names the limit, and leaves nothing behind', async () => {
    const { store } = opened();
    const limit = { code: 'PAYLOAD_TOO_LARGE', limit: `at most ${rowBytesMax} bytes in a row` };
    const large = 'ф'.repeat(rowBytesMax / 2);
    await expect(store.putShortRecords([put('a', 'b'), put('large', large)])).rejects.toMatchObject(limit);
    expect(store.shortRecord('IDEMPOTENCY', 'a', 0)).toBeUndefined();
    expect(await store.putShortRecord(put('fits', 'x'.repeat(rowBytesMax - 100)))).toBe(true);
    await expect(store.append([preferencesSet(1, 0), policySet(0, 'x'.repeat(rowBytesMax))])).rejects.toMatchObject(
      limit,
    );
    expect([store.head(), store.number(numberOf(1)).follows]).toEqual([0, 0]);
    const sets = Array.from({ length: 5_000 }, (_, at): readonly [Preferences, readonly number[]] => [
      { ...noPreferences, categories: { [`${at} ${'x'.repeat(400)}`]: 'REFUSE' } },
      [at],
    ]);
    await expect(store.importBlock(importOf('b1', ...sets))).rejects.toMatchObject(limit);
    expect([store.head(), store.blocksHeld(Math.floor(block / 1_024)), kept(store)]).toEqual([0, [], {}]);
    expect(await store.importBlock(importOf('b1', [refuseAll, [1]]))).toMatchObject({ registered: 1 });
    expect(kept(store)).toEqual(countedFromLog(store));
  });

  test('opened again it is as it was; one that a newer version migrated is refused', async () => {
    const { store, ...storage } = opened();
    await store.append([preferencesSet(1, 0), policySet(0, 'CN-2026.1')]);
    await store.close();
    await expect(store.append([preferencesSet(2, 0)])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const again = openDurableStore(storage, { sha256 });
    expect(again.entries(0, 10)).toHaveLength(2);
    expect(again.number(numberOf(1)).record.state.preferences).toEqual(refuseAll);
    storage.connection.exec("INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('later', 9999999999999)");
    expect(() => openDurableStore(storage, { sha256 })).toThrow('a newer version');
  });
});
