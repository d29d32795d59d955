import type { Sha256 } from '../leaf-hash.ts';
import { Appender, type WriterReads } from './append.ts';
import { BlockWrites } from './block-writes.ts';
import { BlockImporter, ImportReads } from './import-block.ts';
import { LogReads } from './log-reads.ts';
import { NumberReads } from './number-reads.ts';
import { SideReads } from './side-reads.ts';
import type { SqlDatabase } from './sql-database.ts';
import { StateTable } from './state-table.ts';
import { TallyWrites } from './tally-writes.ts';

/** What adds entries to the log. */
export interface EntryWrites {
  readonly reads: WriterReads;
  readonly blocks: BlockWrites;
  readonly states: StateTable;
  readonly tallies: TallyWrites;
  readonly appender: Appender;
  readonly importer: BlockImporter;
}

export function entryWrites(database: SqlDatabase, sha256: Sha256): EntryWrites {
  const { queries: db, connection } = database;
  const states = new StateTable(db);
  const numbers = new NumberReads(database, states);
  const reads: WriterReads = { log: new LogReads(db), numbers, sides: new SideReads(db), states };
  const blocks = new BlockWrites(db, numbers);
  const tallies = new TallyWrites(connection);
  const importer = new BlockImporter(db, sha256, reads, new ImportReads(db, numbers), blocks, tallies);
  return { reads, blocks, states, tallies, appender: new Appender(db, sha256, reads, blocks, tallies), importer };
}
