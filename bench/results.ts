import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { ratioPlot } from './plot.ts';

/** One figure, its peer in the same run, and what the design asks of it. */
export interface Row {
  readonly what: string;
  readonly unit: string;
  readonly value: number;
  readonly peer?: string;
  readonly peerValue?: number;
  readonly ratio?: number;
  readonly floor?: number;
  readonly goal?: number;
  /** Floor and goal are upper bounds. */
  readonly lessIsMore?: boolean;
  readonly more?: string;
}

export interface Run {
  readonly registered: number;
  readonly rows: readonly Row[];
}

const folder = 'bench/results';
const readme = 'README.md';

/** Writes table, plot and the README's table; gives the table back. */
export async function writeResults(runs: readonly Run[], machine: string): Promise<string> {
  const text = resultsText(runs, machine);
  writeResult('latest.md', text);
  writeResult('latest.svg', await ratioPlot(runs));
  putIntoReadme('bench', text);
  return text;
}

export function writeResult(name: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/${name}`, text);
}

/** Puts a text where the README has a place of the name for it, between two marks. */
export function putIntoReadme(place: string, text: string): void {
  const page = readFileSync(readme, 'utf8');
  const [start, end] = [`<!-- ${place} -->`, `<!-- /${place} -->`];
  const [before, after] = [page.indexOf(start), page.indexOf(end)];
  if (before === -1 || after === -1) throw new Error(`${readme} has no place for ${place}`);
  writeFileSync(readme, `${page.slice(0, before + start.length)}\n${text}${page.slice(after)}`);
}

function resultsText(runs: readonly Run[], machine: string): string {
  const tables = runs.map(({ registered, rows }) =>
    [
      `${registered.toLocaleString('en')} numbers registered:`,
      '',
      '| what | measured | beside | ratio | floor | goal | verdict | more |',
      '|---|---|---|---|---|---|---|---|',
      ...rows.map((row) => `| ${cells(row).join(' | ')} |`),
      '',
    ].join('\n'),
  );
  return [`Machine: ${machine}.`, '', ...tables].join('\n');
}

function cells({ what, unit, value, peer, peerValue, ratio, floor, goal, lessIsMore = false, more }: Row): string[] {
  const compared = ratio ?? value;
  const beside = peer === undefined ? '' : `${peer}${peerValue === undefined ? '' : `: ${shown(peerValue)} ${unit}`}`;
  return [
    what,
    `${shown(value)} ${unit}`,
    beside,
    ratio === undefined ? '' : ratio.toFixed(2),
    floor === undefined ? '' : String(floor),
    goal === undefined ? '' : String(goal),
    verdict(compared, floor, goal, lessIsMore, peer !== undefined && ratio === undefined),
    more ?? '',
  ];
}

function verdict(
  compared: number,
  floor = Number.NaN,
  goal = Number.NaN,
  lessIsMore: boolean,
  unknown: boolean,
): string {
  if (Number.isNaN(floor) || unknown) return '';
  const reaches = (bound: number) => (lessIsMore ? compared <= bound : compared >= bound);
  if (reaches(goal)) return 'goal';
  return reaches(floor) ? 'floor' : 'BELOW THE FLOOR';
}

function shown(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(value < 10 ? 2 : 1);
}
