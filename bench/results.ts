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

/** The table of a run, as Markdown. */
export function resultsText(rows: readonly Row[], machine: string, registered: number): string {
  const lines = rows.map((row) => `| ${cells(row).join(' | ')} |`);
  return [
    `Machine: ${machine}. ${registered.toLocaleString('en')} numbers registered.`,
    '',
    '| what | measured | beside | ratio | floor | goal | verdict | more |',
    '|---|---|---|---|---|---|---|---|',
    ...lines,
    '',
  ].join('\n');
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
