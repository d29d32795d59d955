import { expect, test } from 'vitest';
import { dataFolder } from '../../../../src/node/data-folder.ts';
import { openSqliteStore } from '../../../../src/storage/sqlite/sqlite-store.ts';
import { demoShell } from '../../demo-shell.ts';

test('counters are compared, and put right only with --write', async () => {
  const one = await demoShell();
  expect(await one.done('statistics', 'recount')).toMatch(
    /^\d+ counters of \d+ blocks compared at position \d+, 0 differ$/,
  );
  const store = await openSqliteStore({ file: dataFolder(one.dataDir).databaseFile, use: 'COMMAND' });
  const key = 'CHANGES/2026-01-01/CN-BJ/NUMBER_PORTED/API';
  await store.addCounts([{ key, count: 3 }]);
  await store.close();
  for (const _ of ['once', 'again']) {
    const { exitCode, out, notes } = await one.run(['statistics', 'recount']);
    expect(exitCode).toBe(1);
    expect(out).toMatch(new RegExp(`${key} +3 +0\\n`));
    expect(notes).toContain('1 counters are wrong; --write puts them right');
  }
  expect(await one.done('statistics', 'recount', '--write')).toMatch(/repaired\n.*, 1 differ$/);
  expect(JSON.parse(await one.done('statistics', 'recount', '--json'))).toMatchObject({ differences: [] });
});
