import type { EntityEvent, NumberEvent } from '../../core/change.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import type { ErasedEntry, LogEntry } from '../store.ts';
import type { changes } from './schema.ts';

/** A row of the log, with what an import's entry says of its rows. */
export interface EntryRow {
  readonly change: typeof changes.$inferSelect;
  readonly rows: number | null;
  readonly rowsRoot: Uint8Array | null;
}

/** The entry that a row stores, or what is left of it. */
export function toAnyEntry(row: EntryRow): LogEntry | ErasedEntry {
  const { position, number, follows, event, leafHash } = row.change;
  if (number === null || follows === null || event !== null) return toLogEntry(row);
  return { isErased: true, position, number: number as PhoneNumber, follows, leafHash };
}

/** The entry that a row stores. Throws where the row is about nothing: the file was tampered with. */
export function toLogEntry({ change, rows, rowsRoot }: EntryRow): LogEntry {
  const { position, at, actor, salt, leafHash } = change;
  const stored = { position, at, actor, salt, leafHash };
  const { number, block, batchId, entityId, event, follows, wayIn, proof } = change;
  if (block !== null && batchId !== null && rows !== null && rowsRoot !== null) {
    return { ...stored, block, batchId, rows, rowsRoot };
  }
  if (event === null || follows === null || wayIn === null) throw new Error(`log entry ${position} is incomplete`);
  const common = { ...stored, follows, wayIn, ...(change.agent === null ? {} : { agent: change.agent }) };
  if (number !== null && proof !== null) {
    return { ...common, number: number as PhoneNumber, proof, event: event as NumberEvent };
  }
  if (entityId === null) throw new Error(`log entry ${position} is about nothing`);
  return { ...common, entityId, event: event as EntityEvent };
}
