import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, expect, test } from 'vitest';
import { auditStore } from '../../../src/storage/sqlite/audit.ts';
import { freshDataDir } from '../served-registry.ts';
import { dnd, writeLines } from './asked-list.ts';

const { dataDir, remove } = freshDataDir();
afterAll(remove);

const list = join(dataDir, 'list.txt');
const databaseFile = join(dataDir, 'registry.sqlite');
const blocks = 800;
const numbersPerBlock = 100;

interface Entry {
  readonly position: number;
  readonly block: number | null;
  readonly leafHash: string;
}

function entries(): readonly Entry[] {
  const database = new Database(databaseFile, { readonly: true });
  const rows = database.prepare('SELECT position, block, hex(leaf_hash) AS leafHash FROM changes ORDER BY position');
  const found = rows.all() as Entry[];
  database.close();
  return found;
}

function blocksOf(found: readonly Entry[]): readonly number[] {
  return found.flatMap(({ block }) => (block === null ? [] : [block]));
}

async function importKilledInTheMiddle(): Promise<void> {
  const env = { ...process.env, DATA_DIR: dataDir, POLICY: 'US' };
  const child = spawn(process.execPath, ['dist/cli/dnd.js', 'import', list, '--write'], { env, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const watched = new Database(databaseFile, { readonly: true });
  const done = watched.prepare('SELECT count(*) FROM changes WHERE block IS NOT NULL').pluck();
  while (child.exitCode === null && (done.get() as number) < blocks / 20) await wait(2);
  watched.close();
  child.kill('SIGKILL');
  await ended;
}

test('an import killed in the middle goes on where it was, and the same file once more changes nothing', async () => {
  dnd(dataDir, 'US', 'init');
  writeLines(
    list,
    Array.from({ length: blocks * numbersPerBlock }, (_, at) => {
      const block = 200 + Math.floor(at / numbersPerBlock);
      return `202,${block}${String((at % numbersPerBlock) * 37).padStart(4, '0')}`;
    }),
  );
  await importKilledInTheMiddle();
  const killed = entries();
  const doneBefore = blocksOf(killed).length;
  expect(doneBefore).toBeGreaterThan(0);
  expect(doneBefore).toBeLessThan(blocks);

  const rows = blocks * numbersPerBlock;
  const keptRows = doneBefore * numbersPerBlock;
  const again = JSON.parse(dnd(dataDir, 'US', 'import', list, '--write', '--json')) as object;
  expect(again).toMatchObject({ rows, registered: rows - keptRows, kept: keptRows });
  const finished = entries();
  expect(finished.slice(0, killed.length)).toEqual(killed);
  expect(blocksOf(finished)).toHaveLength(blocks);
  expect(new Set(blocksOf(finished)).size).toBe(blocks);
  expect(auditStore(databaseFile).findings).toEqual([]);

  const oncemore = JSON.parse(dnd(dataDir, 'US', 'import', list, '--write', '--json')) as object;
  expect(oncemore).toMatchObject({ rows, registered: 0, kept: rows });
  expect(entries()).toEqual(finished);
}, 60_000);
