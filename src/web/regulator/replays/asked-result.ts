import type { ReplayRow } from '../../../core/replay/replay-row.ts';
import { all } from '../../../core/statistics/release.ts';
import type { ReplayResult } from '../../../registry/statistics/replays/run-replay.ts';
import type { FormError } from '../../shell/error-summary.tsx';
import type { WebContext } from '../../web-context.ts';

/** The rows of a result that an address asks for: of one region every cell, or of one cell every region. */
export interface AskedResult {
  readonly messageClass: ReplayRow['messageClass'];
  readonly region: string;
  /** Absent: every cell. */
  readonly cell?: Pick<ReplayRow, 'category' | 'channel'>;
  readonly rows: readonly ReplayRow[];
  /** Cells of the class in which the law is the same, and all of them. */
  readonly same: number;
  readonly cells: number;
  readonly errors: readonly FormError[];
}

const classes = ['PROMOTIONAL', 'SERVICE'] as const;

export function askedResult(c: WebContext, { rows }: ReplayResult): AskedResult {
  const { errors: words } = c.get('words').replays;
  const given = (name: string, otherwise: string) => (c.req.query(name) ?? otherwise).slice(0, 60);
  const askedClass = given('class', classes[0]);
  const messageClass = classes.find((one) => one === askedClass);
  const region = given('region', all);
  const [category, channel] = [given('category', ''), given('channel', '')];
  const ofClass = rows.filter((row) => row.messageClass === (messageClass ?? classes[0]));
  const ofCountry = ofClass.filter((row) => row.region === all);
  const isCell = category !== '' || channel !== '';
  const isOfCell = (row: ReplayRow) => row.category === category && row.channel === channel;
  return {
    messageClass: messageClass ?? classes[0],
    region,
    ...(isCell ? { cell: { category, channel } } : {}),
    rows: ofClass.filter((row) => row.law !== 'SAME' && (isCell ? isOfCell(row) : row.region === region)),
    same: ofCountry.filter(({ law }) => law === 'SAME').length,
    cells: ofCountry.length,
    errors: [
      ...(messageClass === undefined ? [{ field: 'class', text: words.none(askedClass) }] : []),
      ...(region === all || rows.some((row) => row.region === region)
        ? []
        : [{ field: 'region', text: words.none(region) }]),
      ...(isCell && !ofCountry.some(isOfCell) ? [{ field: 'region', text: words.none(`${category} ${channel}`) }] : []),
    ],
  };
}
