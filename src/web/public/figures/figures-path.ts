import { all, type PeriodId } from '../../../core/statistics/release.ts';

/** Where the figures of a period and region stand, to be linked to and kept. */
export function figuresPath(period: PeriodId, region: string): string {
  const query = new URLSearchParams({ period, ...(region === all ? {} : { region }) });
  return `/figures?${query}`;
}
