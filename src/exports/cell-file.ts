import type { Cell } from '../core/statistics/release.ts';
import { csvOf } from './csv.ts';
import { jsonOf } from './json.ts';
import { parquetOf } from './parquet.ts';

/** The forms in which figures can be taken away. Their libraries are loaded when the first file is asked for. */
export const cellForms = ['csv', 'json', 'parquet'] as const;
export type CellForm = (typeof cellForms)[number];

export const mediaTypes: Readonly<Record<CellForm, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  json: 'application/json',
  parquet: 'application/vnd.apache.parquet',
};

type Facts = Readonly<Record<string, unknown>>;

const writers: Readonly<Record<CellForm, (cells: Iterable<Cell>, facts: Facts) => Promise<Uint8Array<ArrayBuffer>>>> = {
  csv: csvOf,
  json: jsonOf,
  parquet: parquetOf,
};

/**
 * Cells as a file: a row a cell, in their order, the same columns in every form. The same cells and facts give the same
 * bytes. `facts`: what the file says of itself, where its form has room for it (CSV has none).
 */
export function cellFile(form: CellForm, cells: Iterable<Cell>, facts: Facts = {}): Promise<Uint8Array<ArrayBuffer>> {
  return writers[form](cells, facts);
}
