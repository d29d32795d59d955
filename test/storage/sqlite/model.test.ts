import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noPreferences, type Preferences, refuseAll } from '../../../src/core/preferences.ts';
import { memoryStore } from '../../../src/storage/memory/memory-store.ts';
import { auditStore } from '../../../src/storage/sqlite/audit.ts';
import { sha256 } from '../../../src/storage/sqlite/sha256.ts';
import { openSqliteStore } from '../../../src/storage/sqlite/sqlite-store.ts';
import { noFinance, noVoice } from '../made-up.ts';
import { type Operation, operation, perform, shown } from '../model-operations.ts';
import { freshFile } from '../sqlite-folder.ts';

async function expectSame(operations: readonly Operation[]): Promise<void> {
  const file = freshFile();
  const [sqlite, memory] = [await openSqliteStore({ file }), memoryStore({ sha256 })];
  try {
    for (const operation of operations) {
      expect(await perform(sqlite, operation)).toEqual(await perform(memory, operation));
    }
    expect(shown(sqlite)).toEqual(shown(memory));
    expect(auditStore(file).findings).toEqual([]);
  } finally {
    await sqlite.close();
  }
}

test('SQLite answers as the memory store does, and its state is what its log adds up to', async () => {
  await fc.assert(fc.asyncProperty(fc.array(operation, { minLength: 5, maxLength: 25 }), expectSame), {
    numRuns: 6,
    interruptAfterTimeLimit: 12_000,
  });
});

test('so it does of a number that changes again and again', async () => {
  const changed = (preferences: Preferences): Operation => ({
    kind: 'CHANGES',
    changes: [{ offset: 1, event: { kind: 'PREFERENCES_SET', preferences }, stale: 0 }],
  });
  const imported: Operation = { kind: 'IMPORT', batchId: 'b1', offsets: [1, 2], preferences: refuseAll };
  await expectSame([imported, changed(noVoice), changed(noFinance), changed(noPreferences)]);
});
