import type { LogTallies, LogTally } from '../../lookup/number-log.ts';
import type { Registry } from '../registry.ts';

/** What the counters of one log say. */
export interface TalliesOfLog extends LogTallies {
  readonly logId: string;
}

/**
 * What the counters of every log say whose keys begin with the prefixes, those of one log all at one moment. Fault
 * UNAVAILABLE where one cannot be had: nothing is counted without it.
 */
export function talliesOfAll(
  { shard }: Pick<Registry, 'shard'>,
  prefixes: readonly string[],
): Promise<readonly TalliesOfLog[]> {
  return Promise.all(shard.logs.map(async (log) => ({ logId: log.logId, ...(await log.tallies(prefixes)) })));
}

/** What they all say of one of the prefixes, by its place: a key comes once for each log that has it. */
export function talliesAt(all: readonly TalliesOfLog[], place: number): readonly LogTally[] {
  const [only] = all;
  if (only !== undefined && all.length === 1) return only.counts[place] ?? [];
  return all.flatMap(({ counts }) => counts[place] ?? []);
}
