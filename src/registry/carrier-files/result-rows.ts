import { formatInstant } from '../../core/time.ts';
import type { RowResult } from '../numbers/row-results.ts';
import { formatPosition } from '../position.ts';
import type { WishCounts } from './carrier-file.ts';

/** The columns of a result: the row's place behind the head, from 1, its own reference, and what became of it. */
export const resultHead = 'row,reference,status,code,field,message,position,pendingUntil\r\n';

/** No cell holds a phone number, or begins as a formula does. */
export function resultRow(row: number, result: RowResult<'REGISTERED'>): string {
  const { reference = '', status } = result;
  const rejected = 'code' in result ? result : undefined;
  const written = 'position' in result ? result : undefined;
  const cells = [
    ...[String(row), reference, status],
    ...[rejected?.code ?? '', rejected?.field ?? '', rejected?.message ?? ''],
    written === undefined ? '' : formatPosition(written.logId, written.position),
    written?.waits === undefined ? '' : formatInstant(written.waits.waitsUntil),
  ];
  return `${cells.map(quoted).join(',')}\r\n`;
}

/** RFC 4180. */
function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

export const noWishes: WishCounts = { registered: 0, pending: 0, unchanged: 0, rejected: 0 };

const countOf = { REGISTERED: 'registered', PENDING: 'pending', UNCHANGED: 'unchanged', REJECTED: 'rejected' } as const;

export function countedOn(before: WishCounts, results: readonly RowResult<'REGISTERED'>[]): WishCounts {
  const counts = { ...before };
  for (const { status } of results) counts[countOf[status]] += 1;
  return counts;
}
