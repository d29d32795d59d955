import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { NumberChange, NumberEvent } from '../../../src/core/change.ts';
import { refuseAll } from '../../../src/core/preferences.ts';
import { openForReading } from '../../../src/storage/sqlite/connection.ts';
import { openSqliteStore } from '../../../src/storage/sqlite/sqlite-store.ts';
import type { Store } from '../../../src/storage/store.ts';
import { importOf, noFinance, noVoice, numberChange, numberOf, preferencesSet, senderRefused } from '../made-up.ts';
import { freshFile } from '../sqlite-folder.ts';

const line = { service: 'IN_SERVICE', tenures: [] } as const;
const forgotten: NumberEvent = { kind: 'RECORD_ERASED', after: 0, ...line };

/** What the file and its write-ahead log hold, as one text of bytes. */
function bytesOf(file: string): Buffer {
  return Buffer.concat([file, `${file}-wal`].filter(existsSync).map((path) => readFileSync(path)));
}

function asserted(offset: number, follows: number, word: string): NumberChange {
  const event: NumberEvent = { kind: 'CONSENT_REQUESTED', brand: `brand-${word}`, scope: {}, evidence: `said ${word}` };
  return { ...numberChange(offset, follows, event), actor: `organisation:${word}`, agent: `clerk ${word}` };
}

async function erase(store: Store, offset: number): Promise<void> {
  await store.append([numberChange(offset, store.number(numberOf(offset)).follows, forgotten)]);
}

test('no word and no salt of an erased entry is found in the file or beside it', async () => {
  const file = freshFile();
  const store = await openSqliteStore({ file });
  await store.append([asserted(1, 0, 'quetzal'), senderRefused(1, 1, 'axolotl'), asserted(2, 0, 'wombat')]);
  const salts = store
    .entries(0, 2)
    .map((entry) => ('salt' in entry ? Buffer.from(entry.salt) : Buffer.from('quetzal')));
  for (const trace of ['quetzal', 'axolotl', ...salts]) expect(bytesOf(file).includes(trace)).toBe(true);
  await erase(store, 1);
  for (const trace of ['quetzal', 'axolotl', ...salts]) expect(bytesOf(file).includes(trace)).toBe(false);
  expect(bytesOf(file).includes('wombat')).toBe(true);
  await store.close();
  for (const trace of ['quetzal', 'axolotl', ...salts]) expect(bytesOf(file).includes(trace)).toBe(false);
});

test('nor after thousands of changes that moved what stands from page to page', async () => {
  const file = freshFile();
  const store = await openSqliteStore({ file });
  const offsets = Array.from({ length: 300 }, (_, at) => at);
  const follows = new Map<number, number>();
  let draw = 1;
  const drawn = (below: number) => {
    draw = (draw * 48_271) % 2_147_483_647;
    return draw % below;
  };
  const changed = (at: number): NumberEvent => {
    const brand = `axolotl${at}${'y'.repeat(drawn(drawn(20) === 0 ? 3_000 : 300))}`;
    if (drawn(3) === 0) return { kind: 'NUMBER_PORTED', occurredAt: 5, servingCarrier: 'south' };
    return drawn(3) === 0
      ? { kind: 'HISTORY_ERASED', after: 0, ...line, preferences: noVoice, permissions: [] }
      : { kind: 'SENDER_REFUSED', brand };
  };
  const change = async (changes: readonly (readonly [number, NumberEvent])[]) => {
    const results = await store.append(
      changes.map(([offset, event]) => numberChange(offset, follows.get(offset) ?? 0, event)),
    );
    for (const [place, [offset]] of changes.entries()) {
      const result = results[place];
      if (result?.status === 'APPENDED') follows.set(offset, result.position);
    }
  };
  for (let round = 0; round < 15; round++) {
    const shuffled = offsets.map((offset) => [drawn(1_000), offset] as const).sort(([a], [b]) => a - b);
    await change(shuffled.map(([, offset]) => [offset, changed(offset)]));
  }
  expect(bytesOf(file).includes('axolotl')).toBe(true);
  await change(offsets.map((offset) => [offset, forgotten]));
  expect(bytesOf(file).includes('axolotl')).toBe(false);
  await store.close();
});

test('the salt of an imported row goes, and its preferences where nobody else has them', async () => {
  const file = freshFile();
  const store = await openSqliteStore({ file });
  const offsets = Array.from({ length: 400 }, (_, at) => at * 3);
  await store.importBlock(importOf('b1', [noVoice, offsets], [noFinance, [1]]));
  const connection = openForReading(file);
  const read = () =>
    connection.prepare<[], { sets: string; salts: Buffer }>('SELECT sets, salts FROM import_rows').get();
  const before = read();
  const salt = before?.salts.subarray(16, 32) ?? Buffer.from('none');
  connection.close();
  expect(before?.sets).toContain('FIN_CREDIT');
  expect(bytesOf(file).includes(salt)).toBe(true);
  await erase(store, 1);
  expect(bytesOf(file).includes(salt)).toBe(false);
  const after = openForReading(file);
  expect(after.prepare('SELECT sets FROM import_rows').pluck().get()).not.toContain('FIN_CREDIT');
  after.close();
  await store.close();
});

test('no counter says where a number stood when nobody stands there any more', async () => {
  const file = freshFile();
  const store = await openSqliteStore({ file });
  const counted = () => {
    const connection = openForReading(file);
    const keys = connection.prepare<[], string>('SELECT key FROM counters ORDER BY key').pluck().all();
    const waiting = connection.prepare<[], number>('SELECT count(*) FROM tally_journal').pluck().get();
    connection.close();
    return { keys: keys.filter((key) => key.startsWith('NUMBERS/')), waiting };
  };
  await store.append([preferencesSet(1, 0, noVoice), preferencesSet(2, 0, refuseAll), preferencesSet(3, 0)]);
  // Adds up what waits in the journal, and so do the others.
  await erase(store, 3);
  expect(counted().keys).toHaveLength(2);
  await store.append([preferencesSet(1, 1, noFinance)]);
  await erase(store, 1);
  expect(counted()).toEqual({ keys: store.counts('NUMBERS/', 10).map(({ key }) => key), waiting: 0 });
  expect(counted().keys).toHaveLength(1);
  await store.close();
});

test('while somebody reads the file the erasure is answered, and the write-ahead log is emptied by a later write', async () => {
  const file = freshFile();
  const store = await openSqliteStore({ file, use: 'COMMAND' });
  await store.append([asserted(1, 0, 'quetzal')]);
  const reader = openForReading(file);
  reader.exec('BEGIN');
  expect(reader.prepare('SELECT count(*) FROM changes').pluck().get()).toBe(1);
  await erase(store, 1);
  expect(bytesOf(file).includes('quetzal')).toBe(true);
  reader.close();
  for (let follows = 0; bytesOf(file).includes('quetzal') && follows < 100; follows++) {
    await store.append([preferencesSet(2, store.number(numberOf(2)).follows)]);
  }
  expect(bytesOf(file).includes('quetzal')).toBe(false);
  await store.close();
});

test('where a process ended before it could empty the write-ahead log, the next one does so', async () => {
  const file = freshFile();
  const ended = await openSqliteStore({ file, use: 'COMMAND' });
  await ended.append([asserted(1, 0, 'quetzal')]);
  const reader = openForReading(file);
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM changes').get();
  await erase(ended, 1);
  reader.close();
  expect(bytesOf(file).includes('quetzal')).toBe(true);
  const next = await openSqliteStore({ file });
  await next.append([preferencesSet(2, 0)]);
  expect(bytesOf(file).includes('quetzal')).toBe(false);
  await Promise.all([ended.close(), next.close()]);
});
