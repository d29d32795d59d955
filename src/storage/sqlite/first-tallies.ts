import type Database from 'better-sqlite3';
import { addBlockLog } from '../block-tallies.ts';
import { BlockLogs } from './block-logs.ts';
import { drizzle } from './drizzle.ts';
import { StateTable } from './state-table.ts';
import { TallyWrites } from './tally-writes.ts';

/**
 * Counts what the log of a file says that was written by a version that did not count; to be run once, within the write
 * transaction that upgrades it. Reads the log once, block by block.
 */
export function countLog(connection: Database.Database): void {
  const db = drizzle(connection);
  const states = new StateTable(db);
  const logs = new BlockLogs(db);
  const tallies = new TallyWrites(connection);
  const blocks = connection.prepare<[], number>('SELECT block FROM blocks ORDER BY block').pluck().all();
  for (const block of blocks) {
    addBlockLog(block, logs.of(block), (state) => states.intern(state), tallies.add);
    tallies.flush();
  }
}
