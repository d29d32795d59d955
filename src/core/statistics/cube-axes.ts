import { type NumberEvent, waysIn } from '../change.ts';
import { organisationRoles } from '../organisation.ts';
import type { Policy } from '../policy.ts';
import { regionsOf, unknownRegion } from '../regions/regions.ts';
import { type DimensionId, type Measure, type MeasureId, measures } from './measures.ts';
import { daysOf } from './period.ts';
import { type Axis, all, type Period } from './release.ts';
import { calls } from './use-keys.ts';

export const stances = ['LAW', 'REFUSE_EXCEPT', 'REFUSE_ALL'] as const;
export const choices = ['REFUSED', 'ALLOWED', 'UNSPOKEN'] as const;
export const percentiles = ['P50', 'P95', 'P99'] as const;
export const consentEnds = ['GIVEN', 'WITHDRAWN', 'EXPIRED', 'ENDED'] as const;

export type ChangeKind = NumberEvent['kind'] | 'IMPORTED';

/**
 * Kinds of entries about numbers, rows of bulk imports (`IMPORTED`) included, and what they may change of who stands
 * where: what a number chose (`CHOICE`), whether it is in service under the choices that it had (`SERVICE`), nothing
 * (`IDLE`).
 */
const kinds: Readonly<Record<ChangeKind, 'CHOICE' | 'SERVICE' | 'IDLE'>> = {
  PREFERENCES_SET: 'CHOICE',
  IMPORTED: 'CHOICE',
  CONSENT_REQUESTED: 'IDLE',
  CONSENT_GIVEN: 'IDLE',
  CONSENT_WITHDRAWN: 'IDLE',
  SENDER_REFUSED: 'IDLE',
  SENDER_READMITTED: 'IDLE',
  NUMBER_DISCONNECTED: 'SERVICE',
  NUMBER_RECLAIMED: 'SERVICE',
  NUMBER_REASSIGNED: 'SERVICE',
  NUMBER_PORTED: 'IDLE',
  ASSERTION_WAITS: 'CHOICE',
  ASSERTION_ENDED: 'IDLE',
  NUMBER_RESTORED: 'CHOICE',
  HISTORY_ERASED: 'SERVICE',
  RECORD_ERASED: 'SERVICE',
};

export const changeKinds = Object.keys(kinds) as readonly ChangeKind[];

/** Entries that leave what a number chose, and whether it is in service, as it was. */
export const idleKinds = changeKinds.filter((kind) => kinds[kind] === 'IDLE');

/** Entries by which a number may have come to choose something else. */
export const choosingKinds = changeKinds.filter((kind) => kinds[kind] === 'CHOICE');

/** Members that only the counters know: what was answered, what was timed. Regions, where they are not the country's. */
export type FoundMembers = Partial<Record<DimensionId, readonly string[]>>;

/** The axes of a measure in a period: `ALL` first where there is a total, then all members, wherever nothing was counted too. */
export function axesOf(measure: MeasureId, policy: Policy, period: Period, found: FoundMembers = {}): readonly Axis[] {
  const { dimensions = [], totals = [] }: Partial<Measure> = measures.find(({ id }) => id === measure) ?? {};
  return dimensions.map((dimension) => {
    const members = measure === 'CONSENT_CHANGES' && dimension === 'change' ? consentEnds : undefined;
    const own = members ?? membersOf(dimension, policy, period, found);
    return { dimension, members: totals.includes(dimension) ? [all, ...own] : own };
  });
}

function membersOf(dimension: DimensionId, policy: Policy, period: Period, found: FoundMembers): readonly string[] {
  switch (dimension) {
    case 'region':
      return found.region ?? [...regionsOf(policy.countryCallingCode).map(({ id }) => id), unknownRegion];
    case 'category':
      return policy.categories.map(({ id }) => id);
    case 'channel':
      return policy.channels.map(({ id }) => id);
    case 'choice':
      return choices;
    case 'stance':
      return stances;
    case 'band':
      return policy.bands.map(({ id }) => id);
    case 'dayType':
      return policy.dayTypes.map(({ id }) => id);
    case 'change':
      return changeKinds;
    case 'wayIn':
      return waysIn;
    case 'day':
      return daysOf(period);
    case 'role':
      return organisationRoles;
    case 'call':
      return calls;
    case 'percentile':
      return percentiles;
    case 'outcome':
    case 'operation':
      return [...new Set(found[dimension])].sort();
  }
}
