import type { Cell } from '../core/statistics/release.ts';
import { nextTurn } from '../lookup/next-turn.ts';
import { type Column, columns, schemaVersion } from './rows.ts';

/** A turn of the event loop between two groups: one takes some 15 ms. */
const groupRows = 5_000;

/**
 * The cells as Parquet: text as dictionaries (RLE_DICTIONARY), `value` as INT64, null where it is suppressed;
 * compressed by Snappy, which every reader knows. `facts` and `schemaVersion` are in the key-value metadata.
 */
export async function parquetOf(
  cells: Iterable<Cell>,
  facts: Readonly<Record<string, unknown>>,
): Promise<Uint8Array<ArrayBuffer>> {
  // Its main entry is Node’s: it opens files.
  const { ByteWriter, parquetWrite } = await import('hyparquet-writer/src/index.js');
  const writer = Object.assign(new ByteWriter(), { flush: nextTurn });
  const rows = [...cells];
  await parquetWrite({
    writer,
    columnData: columns.map((column) => columnOf(column, rows)),
    codec: 'SNAPPY',
    rowGroupSize: groupRows,
    createdBy: 'dnd-registry',
    kvMetadata: Object.entries({ schemaVersion, ...facts }).map(([key, value]) => ({ key, value: textOf(value) })),
  });
  return writer.getBytes();
}

function columnOf({ name, type, nullable, of }: Column, rows: readonly Cell[]) {
  const values = rows.map(of);
  if (type === 'STRING') return { name, type, nullable, encoding: 'RLE_DICTIONARY' as const, data: values };
  return { name, type, nullable, data: values.map((value) => (value === null ? null : BigInt(value))) };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
