import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { getTableConfig } from 'drizzle-orm/sqlite-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { refuseAll } from '../../src/core/preferences.ts';
import { countedSince } from '../../src/storage/sql/apply-migrations.ts';
import * as schema from '../../src/storage/sql/schema.ts';
import { journalPairsMax } from '../../src/storage/sql/tally-writes.ts';
import { auditStore } from '../../src/storage/sqlite/audit.ts';
import { assertDurable } from '../../src/storage/sqlite/connection.ts';
import { openSqliteStore } from '../../src/storage/sqlite/sqlite-store.ts';
import type { Store } from '../../src/storage/store.ts';
import { describeStore } from './conformance.ts';
import { countedFromLog, kept } from './counted-anew.ts';
import {
  block,
  importOf,
  noVoice,
  numberChange,
  numberOf,
  policySet,
  preferencesSet,
  senderRefused,
} from './made-up.ts';
import { freshFile } from './sqlite-folder.ts';

describeStore('SQLite store', () => openSqliteStore({ file: freshFile() }));
describeStore('SQLite store of one command', () => openSqliteStore({ file: freshFile(), use: 'COMMAND' }));

async function opened(file: string): Promise<Store> {
  const store = await openSqliteStore({ file });
  onTestFinished(() => store.close());
  return store;
}

/** Runs SQL on the file behind the store's back. */
function meddle(file: string, sql: string): void {
  const connection = new Database(file);
  connection.exec(sql);
  connection.close();
}

describe('SQLite file', () => {
  test('a reopened store is as it was, and nothing is left of the write-ahead log', async () => {
    const file = freshFile();
    const first = await openSqliteStore({ file });
    await first.append([preferencesSet(1, 0), senderRefused(1, 1, 'acme'), policySet(0, 'CN-2026.1')]);
    await first.importBlock(importOf('b1', [noVoice, [2, 3]]));
    const seen = [first.entries(0, 10), first.number(numberOf(1)), first.number(numberOf(2)), first.blockRows(block)];
    await first.close();
    expect(statSync(`${file}-wal`, { throwIfNoEntry: false })).toBeUndefined();
    const again = await opened(file);
    expect([
      again.entries(0, 10),
      again.number(numberOf(1)),
      again.number(numberOf(2)),
      again.blockRows(block),
    ]).toEqual(seen);
    expect(await again.append([preferencesSet(2, 4)])).toEqual([{ status: 'APPENDED', position: 5 }]);
  });

  test('what one command writes is there for the next, and it writes nothing once it is closed', async () => {
    const file = freshFile();
    const first = await openSqliteStore({ file, use: 'COMMAND' });
    await first.append([preferencesSet(1, 0)]);
    await first.addCounts([{ key: 'a', count: 2 }]);
    await first.close();
    expect(statSync(`${file}-wal`, { throwIfNoEntry: false })).toBeUndefined();
    await expect(first.addCounts([{ key: 'a', count: 2 }])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const again = await opened(file);
    expect([again.head(), again.counts('a', 2)]).toEqual([1, [{ key: 'a', count: 2 }]]);
  });

  test('the migrations make the tables of the schema', async () => {
    const file = freshFile();
    await opened(file);
    const connection = new Database(file);
    onTestFinished(() => void connection.close());
    for (const table of Object.values(schema)) {
      const { name, columns, indexes } = getTableConfig(table);
      const info = connection.pragma(`table_info(${name})`) as { name: string; notnull: number }[];
      const expected = columns.map((column) => ({ name: column.name, notnull: column.notNull ? 1 : 0 }));
      expect(info).toMatchObject(expected);
      const made = (connection.pragma(`index_list(${name})`) as { name: string }[]).map((index) => index.name);
      expect(made).toEqual(expect.arrayContaining(indexes.map((index) => index.config.name)));
    }
  });

  test('what groups add is added up as soon as there is much of it, and shows before', async () => {
    const file = freshFile();
    const store = await openSqliteStore({ file, use: 'COMMAND' });
    const changes = Array.from({ length: journalPairsMax / 2 + 1 }, (_, offset) => preferencesSet(offset, 0));
    for (const some of [changes.slice(0, 100), changes.slice(100), [preferencesSet(1, 2, noVoice)]]) {
      await store.append(some);
      expect(kept(store)).toEqual(countedFromLog(store));
    }
    expect(store.counts('NUMBERS/', 1)).toMatchObject([{ count: changes.length - 1 }]);
    await store.close();
    const connection = new Database(file);
    onTestFinished(() => void connection.close());
    expect(connection.prepare('SELECT sum(pairs) FROM tally_journal').pluck().get()).toBe(3);
  });

  test('a file of a version that did not count is counted when it is first opened, and once', async () => {
    const file = freshFile();
    const first = await openSqliteStore({ file, use: 'COMMAND' });
    await first.importBlock(importOf('b1', [noVoice, [2, 3]], [refuseAll, [5]]));
    await first.append([preferencesSet(1, 1), preferencesSet(2, 1), senderRefused(12_345, 0, 'acme')]);
    await first.append([numberChange(5, 1, { kind: 'RECORD_ERASED', after: 0, service: 'IN_SERVICE', tenures: [] })]);
    await first.addCounts([{ key: 'lookups', count: 2 }]);
    const counted = first.counts('', 100);
    await first.close();
    meddle(
      file,
      `DELETE FROM counters WHERE key <> 'lookups';
       DROP TABLE tally_journal;
       DELETE FROM __drizzle_migrations WHERE created_at >= ${countedSince}`,
    );
    for (const _ of ['first', 'again']) {
      const upgraded = await openSqliteStore({ file, use: 'COMMAND' });
      expect(upgraded.counts('', 100)).toEqual(counted);
      expect(kept(upgraded)).toEqual(countedFromLog(upgraded));
      await upgraded.close();
    }
  });

  test('only its owner may read the file', async () => {
    const file = freshFile();
    await opened(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('a connection that does not wait for the disk is refused', async () => {
    const file = freshFile();
    await opened(file);
    const connection = new Database(file);
    onTestFinished(() => void connection.close());
    connection.pragma('synchronous = NORMAL');
    expect(() => assertDurable(connection)).toThrow('would not be durable');
    connection.pragma('synchronous = FULL');
    expect(() => assertDurable(connection)).not.toThrow();
  });

  test('a file of a newer version is refused', async () => {
    const file = freshFile();
    await (await openSqliteStore({ file })).close();
    meddle(file, "INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('later', 9999999999999)");
    await expect(openSqliteStore({ file })).rejects.toMatchObject({ code: 'FAILED_PRECONDITION' });
  });

  test.each(['SERVER', 'COMMAND'] as const)(
    'once a newer version has opened it, nothing more is written (%s)',
    async (use) => {
      const file = freshFile();
      const store = await openSqliteStore({ file, use });
      onTestFinished(() => store.close());
      await store.append([preferencesSet(1, 0)]);
      meddle(file, "INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('later', 9999999999999)");
      const refused = { code: 'UNAVAILABLE', cause: { message: 'the data was written by a newer version' } };
      await expect(store.append([preferencesSet(2, 0)])).rejects.toMatchObject(refused);
      await expect(store.importBlock(importOf('b1', [refuseAll, [5]]))).rejects.toMatchObject(refused);
      expect([store.head(), store.number(numberOf(1)).follows]).toEqual([1, 1]);
      meddle(file, "DELETE FROM __drizzle_migrations WHERE hash = 'later'");
      expect(await store.append([preferencesSet(2, 0)])).toMatchObject([{ status: 'APPENDED' }]);
    },
  );

  test('a block’s many recent rows are folded into its image', async () => {
    const file = freshFile();
    const store = await opened(file);
    const rows = () => store.blockRows(block);
    await store.append(Array.from({ length: 255 }, (_, offset) => preferencesSet(offset, 0)));
    expect(rows()).toMatchObject({ image: undefined });
    expect(rows().recent).toHaveLength(255);
    await store.append([preferencesSet(3, 4, noVoice)]);
    expect(rows().recent).toHaveLength(255);
    await store.append([preferencesSet(9_000, 0), preferencesSet(9_001, 0)]);
    expect(rows().image).toBeInstanceOf(Uint8Array);
    expect(rows().recent).toHaveLength(1);
    expect(store.number(numberOf(3))).toMatchObject({ follows: 256, record: { state: { preferences: noVoice } } });
  });
});

describe('several on one SQLite file', () => {
  test('two opened at once on a new file share it', async () => {
    const file = freshFile();
    const [one, other] = await Promise.all([opened(file), opened(file)]);
    expect(await one.append([preferencesSet(1, 0)])).toEqual([{ status: 'APPENDED', position: 1 }]);
    expect(await other.append([preferencesSet(1, 0)])).toEqual([{ status: 'CONFLICT', head: 1 }]);
    expect(await other.append([preferencesSet(2, 0, noVoice)])).toEqual([{ status: 'APPENDED', position: 2 }]);
    expect(one.number(numberOf(2)).record.state.preferences).toEqual(noVoice);
    expect(one.tail(1, 10)).toEqual(other.tail(1, 10));
  });

  test('the version of each moves with the writes of the other', async () => {
    const file = freshFile();
    const [one, other] = [await opened(file), await opened(file)];
    const before = one.version();
    await other.append([preferencesSet(1, 0)]);
    const after = one.version();
    expect(after).not.toBe(before);
    expect(one.version()).toBe(after);
  });

  test('a snapshot does not see what the other commits meanwhile', async () => {
    const file = freshFile();
    const one = await opened(file);
    await one.append([preferencesSet(1, 0)]);
    one.snapshot(() => {
      expect(one.head()).toBe(1);
      meddle(
        file,
        `INSERT INTO changes SELECT 2, number + 1, null, null, null, null, 0, at, actor, agent, way_in, proof,
        event, state, salt, leaf_hash FROM changes`,
      );
      expect(one.head()).toBe(1);
    });
    expect(one.head()).toBe(2);
  });

  test('processes that open a new file and write at the same time lose nothing and leave no gap', async () => {
    const file = freshFile();
    const program = fileURLToPath(new URL('second-process.ts', import.meta.url));
    const processes = [1_000, 2_000].map((offset) =>
      promisify(execFile)(process.execPath, [program, file, String(offset), '40']),
    );
    const store = await opened(file);
    const own = Array.from({ length: 40 }, (_, offset) => store.append([preferencesSet(offset, 0)]));
    await Promise.all([...processes, ...own]);
    expect(store.entries(0, 1_000).map(({ position }) => position)).toEqual(
      Array.from({ length: 120 }, (_, index) => index + 1),
    );
    expect(store.number(numberOf(2_039)).record.state.preferences).toEqual(refuseAll);
    expect(auditStore(file).findings).toEqual([]);
    expect(store.counts('NUMBERS/', 10)).toMatchObject([{ count: 120 }]);
    expect(kept(store)).toEqual(countedFromLog(store));
  });
});

describe('a fault of the SQLite storage', () => {
  const poisoned = numberOf(13);
  const trigger = `CREATE TRIGGER full_disk BEFORE INSERT ON recent WHEN NEW.number = ${poisoned}
    BEGIN SELECT RAISE(ABORT, 'disk full'); END`;

  test('rejects the whole call and keeps nothing of it', async () => {
    const file = freshFile();
    const store = await opened(file);
    meddle(file, trigger);
    const call = store.append([preferencesSet(1, 0, noVoice), preferencesSet(13, 0), preferencesSet(2, 0)]);
    await expect(call).rejects.toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('nothing') });
    await expect(call).rejects.toMatchObject({ cause: { message: 'disk full' } });
    expect(store.head()).toBe(0);
    expect(store.number(numberOf(1)).follows).toBe(0);
    expect(kept(store)).toEqual({});
  });

  test('rejects every call of the group, and the writer goes on', async () => {
    const file = freshFile();
    const store = await opened(file);
    meddle(file, trigger);
    const calls = [1, 2, 13].map((offset) => store.append([preferencesSet(offset, 0, noVoice)]));
    const results = await Promise.allSettled(calls);
    expect(results[2]).toMatchObject({ status: 'rejected' });
    const appended = results.filter(({ status }) => status === 'fulfilled');
    expect(store.head()).toBe(appended.length);
    expect(kept(store)).toEqual(countedFromLog(store));
    meddle(file, 'DROP TRIGGER full_disk');
    const follows = store.number(numberOf(13)).follows;
    expect(await store.append([preferencesSet(13, follows, noVoice)])).toMatchObject([{ status: 'APPENDED' }]);
    expect(store.number(numberOf(13)).record.state.preferences).toEqual(noVoice);
    expect(auditStore(file).findings).toEqual([]);
    expect(kept(store)).toEqual(countedFromLog(store));
  });

  test('in the commit itself keeps nothing either', async () => {
    const file = freshFile();
    const store = await opened(file);
    meddle(
      file,
      `CREATE TABLE parent (id INTEGER PRIMARY KEY);
       CREATE TABLE child (id INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED);
       CREATE TRIGGER late BEFORE INSERT ON recent BEGIN INSERT INTO child VALUES (1); END`,
    );
    await expect(store.append([preferencesSet(1, 0)])).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('nothing of this was kept'),
    });
    expect(store.head()).toBe(0);
  });

  test('leaves an import without a trace', async () => {
    const file = freshFile();
    const store = await opened(file);
    meddle(file, "CREATE TRIGGER full_disk BEFORE INSERT ON images BEGIN SELECT RAISE(ABORT, 'disk full'); END");
    await expect(store.importBlock(importOf('b1', [refuseAll, [1, 2]]))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect([store.head(), store.blocksHeld(Math.floor(block / 1024))]).toEqual([0, []]);
    expect(kept(store)).toEqual({});
    meddle(file, 'DROP TRIGGER full_disk');
    expect(await store.importBlock(importOf('b1', [refuseAll, [1, 2]]))).toMatchObject({ registered: 2 });
    expect(kept(store)).toEqual(countedFromLog(store));
    expect(auditStore(file).findings).toEqual([]);
  });

  test('after closing, writes are refused and closing again does no harm', async () => {
    const store = await openSqliteStore({ file: freshFile() });
    const last = store.append([preferencesSet(1, 0)]);
    await Promise.all([store.close(), store.close()]);
    expect(await last).toMatchObject([{ status: 'APPENDED' }]);
    await expect(store.append([preferencesSet(2, 0)])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
