import { Fault } from '../../core/fault.ts';
import type { FiguresShown } from '../../core/statistics/release.ts';
import { dayMs, minuteMs } from '../../core/time.ts';
import { requireOrganisation } from '../access/permission.ts';
import type { RateLimit } from '../access/rate-limit.ts';
import { countUses } from '../access/rate-limits.ts';
import { addEntity } from '../organisations/entity-change.ts';
import type { Registry } from '../registry.ts';
import { timedId } from '../timed-id.ts';
import type { StatisticsReader } from './reader.ts';

const queryCharsMax = 1_000;

/** How often somebody may look: each look stays in the log for good. */
export const shownLimits = {
  asker: {
    name: 'figures asker',
    max: 240,
    windowMs: minuteMs,
    reason: 'three years of releases with all their files, as for everybody',
    per: 'for one person, or for the programs of one organisation',
  },
  organisation: {
    name: 'figures organisation',
    max: 20_000,
    windowMs: dayMs,
    reason: 'the log grows by some ten megabytes',
    per: 'for one organisation',
  },
} as const satisfies Record<string, RateLimit>;

/**
 * Writes to the log that an organisation is about to be shown figures; to be awaited before they are, so that nothing
 * is shown without a trace. The public, and the operator at the console, leave none. Fault TOO_MANY_REQUESTS;
 * OUT_OF_RANGE where the entry could not hold the whole query.
 */
export async function noteFiguresShown(
  registry: Registry,
  reader: StatisticsReader,
  { what, query }: Pick<FiguresShown, 'what' | 'query'>,
): Promise<void> {
  if (reader.kind === 'PUBLIC' || reader.kind === 'CONSOLE') return;
  const { organisationId, person } = requireOrganisation(reader, 'dnd:statistics:read');
  if (query.length > queryCharsMax) {
    throw new Fault('OUT_OF_RANGE', 'this is longer than what the log notes of a question: name fewer members', {
      field: 'query',
      limit: `at most ${queryCharsMax} characters`,
    });
  }
  await countUses(registry, [
    { limit: shownLimits.asker, subject: JSON.stringify([organisationId, person]) },
    { limit: shownLimits.organisation, subject: organisationId },
  ]);
  const shown: FiguresShown = { organisationId, ...(person === undefined ? {} : { person }), what, query };
  await addEntity(registry, reader, 'FIGURES_SHOWN', timedId(registry.now()), shown);
}
