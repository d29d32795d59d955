import { tableText } from '../table.ts';
import type { FormatName } from './list-format.ts';

/** What became of a list: `rows` = registered + withdrawn + kept + duplicates + rejected. */
export interface ImportSummary {
  readonly file: string;
  readonly format: FormatName;
  /** False: nothing was changed, and `registered` is what would be. */
  readonly written: boolean;
  readonly batch: string;
  readonly rows: number;
  readonly registered: number;
  readonly withdrawn: number;
  readonly kept: number;
  readonly duplicates: number;
  readonly rejected: number;
  /** Rows that refuse more than they say: see `preferenceRecordReader`. */
  readonly widened: number;
  /** Rejected rows by reason. */
  readonly reasons: Readonly<Record<string, number>>;
}

export function summaryText(summary: ImportSummary): string {
  const { file, format, written, batch, rows, registered, withdrawn, kept, duplicates, rejected } = summary;
  const why = Object.entries(summary.reasons).map(([reason, count]) => `${grouped(count)} ${reason}`);
  const lines: readonly (readonly [string, number, string])[] = [
    ['rows', rows, `of ${file === '-' ? 'standard input' : file} (${format})`],
    [written ? 'registered' : 'to register', registered, widened(summary)],
    ...(withdrawn === 0
      ? []
      : ([[written ? 'withdrawn' : 'to withdraw', withdrawn, 'no longer on the list']] as const)),
    ['kept', kept, 'as they are: on record already, or of this batch'],
    ['duplicate', duplicates, ''],
    ['rejected', rejected, why.join(', ')],
  ];
  const width = Math.max(...lines.map(([, count]) => grouped(count).length));
  return [
    tableText(lines.map(([name, count, words]) => [name, grouped(count).padStart(width), count === 0 ? '' : words])),
    `batch ${batch}`,
  ].join('\n');
}

function widened({ widened: rows }: ImportSummary): string {
  return rows === 0 ? '' : `${grouped(rows)} rows refuse more than they say, being refused at some times alone`;
}

function grouped(count: number): string {
  return count.toLocaleString('en');
}
