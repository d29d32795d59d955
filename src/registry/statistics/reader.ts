import { type Measure, measures } from '../../core/statistics/measures.ts';
import type { Actor } from '../access/actor.ts';
import { requireScopeOrConsole } from '../access/permission.ts';

/** Anybody, without having signed in. */
export interface PublicReader {
  readonly kind: 'PUBLIC';
}

/** Who reads figures: the public sees the measures that are open data, everybody else needs `dnd:statistics:read`. */
export type StatisticsReader = PublicReader | Actor;

export const publicReader: PublicReader = { kind: 'PUBLIC' };

/** The measures that the reader may see, in the order in which they are shown. */
export function measuresFor(reader: StatisticsReader): readonly Measure[] {
  if (reader.kind === 'PUBLIC') return measures.filter(({ audience }) => audience === 'PUBLIC');
  requireScopeOrConsole(reader, 'dnd:statistics:read');
  return measures;
}
