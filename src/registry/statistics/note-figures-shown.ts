import type { FiguresShown } from '../../core/statistics/release.ts';
import { formatInstant } from '../../core/time.ts';
import { requireOrganisation } from '../access/permission.ts';
import { addEntity } from '../organisations/entity-change.ts';
import type { Registry } from '../registry.ts';
import type { StatisticsReader } from './reader.ts';

const queryCharsMax = 1_000;

/**
 * Writes to the log that an organisation is about to be shown figures; to be awaited before they are, so that nothing
 * is shown without a trace. The public, and the operator at the console, leave none.
 */
export async function noteFiguresShown(
  registry: Registry,
  reader: StatisticsReader,
  { what, query }: Pick<FiguresShown, 'what' | 'query'>,
): Promise<void> {
  if (reader.kind === 'PUBLIC' || reader.kind === 'CONSOLE') return;
  const { organisationId, person } = requireOrganisation(reader, 'dnd:statistics:read');
  const shown: FiguresShown = {
    organisationId,
    ...(person === undefined ? {} : { person }),
    what,
    query: query.slice(0, queryCharsMax),
  };
  await addEntity(registry, reader, 'FIGURES_SHOWN', newId(registry), shown);
}

/** `20261122T040000000Z-…`: sorts by time. */
function newId({ now }: Registry): string {
  return `${formatInstant(now()).replaceAll(/[-:.]/g, '')}-${crypto.randomUUID().slice(0, 8)}`;
}
