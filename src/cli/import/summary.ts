import { tableText } from '../table.ts';

/** What became of a list: `rows` = registered + kept + duplicates + rejected. */
export interface ImportSummary {
  readonly file: string;
  /** False: nothing was changed, and `registered` is what would be. */
  readonly written: boolean;
  readonly batch: string;
  readonly rows: number;
  readonly registered: number;
  readonly kept: number;
  readonly duplicates: number;
  readonly rejected: number;
  /** Rejected rows by reason. */
  readonly reasons: Readonly<Record<string, number>>;
}

export function summaryText(summary: ImportSummary): string {
  const { file, written, batch, rows, registered, kept, duplicates, rejected, reasons } = summary;
  const why = Object.entries(reasons).map(([reason, count]) => `${grouped(count)} ${reason}`);
  const lines: readonly (readonly [string, number, string])[] = [
    ['rows', rows, file === '-' ? 'of standard input' : `of ${file}`],
    [written ? 'registered' : 'to register', registered, ''],
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

function grouped(count: number): string {
  return count.toLocaleString('en');
}
