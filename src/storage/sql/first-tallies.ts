import { addBlockLog } from '../block-tallies.ts';
import { BlockLogs } from './block-logs.ts';
import type { SqlDatabase } from './sql-database.ts';
import { StateTable } from './state-table.ts';
import { TallyWrites } from './tally-writes.ts';

/**
 * Counts what the log of a file says that was written by a version that did not count; to be run once, within the write
 * transaction that upgrades it. Reads the log once, block by block.
 */
export function countLog({ connection, queries }: SqlDatabase): void {
  const states = new StateTable(queries);
  const logs = new BlockLogs(queries);
  const tallies = new TallyWrites(connection);
  const blocks = connection.prepare<[], number>('SELECT block FROM blocks ORDER BY block').pluck().all();
  for (const block of blocks) {
    addBlockLog(block, logs.of(block), (state) => states.intern(state), tallies.add);
    tallies.flush();
  }
}
