import type { Policy } from '../../../src/core/policy.ts';
import { regionsOf } from '../../../src/core/regions/regions.ts';
import { type DimensionId, type Measure, measures } from '../../../src/core/statistics/measures.ts';
import { periodAfter, periodOf } from '../../../src/core/statistics/period.ts';
import { type Axis, all, type MeasureTable, type Period, type Release } from '../../../src/core/statistics/release.ts';
import { dayMs } from '../../../src/core/time.ts';
import type { Store } from '../../../src/storage/store.ts';

function membersOf(policy: Policy): Readonly<Partial<Record<DimensionId, readonly string[]>>> {
  const regions = regionsOf(policy.countryCallingCode).map(({ id }) => id);
  return {
    region: [...regions, 'UNKNOWN'],
    category: policy.categories.map(({ id }) => id),
    channel: policy.channels.map(({ id }) => id),
    choice: ['REFUSED', 'ALLOWED', 'UNSPOKEN'],
    stance: ['LAW', 'REFUSE_EXCEPT', 'REFUSE_ALL'],
    band: policy.bands.map(({ id }) => id),
    dayType: policy.dayTypes.map(({ id }) => id),
    wayIn: ['API', 'WEB', 'SMS', 'CLI', 'IMPORT'],
    outcome: ['ALLOW/CATEGORY_ALLOWED', 'ALLOW/DEFAULT', 'BLOCK/ALL_REFUSED', 'BLOCK/CATEGORY_REFUSED', 'REJECTED'],
    operation: ['LOOKUP', 'BATCH'],
    percentile: ['P50', 'P90', 'P99'],
  };
}

const changesOf: Readonly<Record<string, readonly string[]>> = {
  CONSENT_CHANGES: ['GIVEN', 'WITHDRAWN', 'EXPIRED', 'ENDED'],
  CHANGES: ['PREFERENCES_SET', 'CONSENT_GIVEN', 'SENDER_REFUSED', 'NUMBER_PORTED', 'RECORD_ERASED'],
};

/** Public releases of so many months, the first one named: figures that grow, some suppressed, sums that are sums. */
export function madeReleases(policy: Policy, first: string, months: number): readonly Release[] {
  const key = `${policy.id} ${first} ${months}`;
  const made = madeOnce.get(key) ?? newReleases(policy, first, months);
  madeOnce.set(key, made);
  return made;
}

const madeOnce = new Map<string, readonly Release[]>();

function newReleases(policy: Policy, first: string, months: number): readonly Release[] {
  const releases: Release[] = [];
  let period = periodOf(first);
  for (let month = 0; period !== undefined && month < months; month++) {
    releases.push(madeRelease(policy, period, month));
    period = periodAfter(period);
  }
  return releases;
}

function madeRelease(policy: Policy, period: Period, month: number): Release {
  return {
    period,
    schemaVersion: 1,
    policyId: policy.id,
    position: 1_000 * (month + 1),
    countedAt: Date.parse(`${period.until}T01:00:00Z`),
    minimumCellSize: 10,
    tables: measures
      .filter(({ audience, dimensions }) => audience === 'PUBLIC' && !dimensions.includes('day'))
      .filter(({ dimensions }) => period.kind === 'MONTH' || !dimensions.includes('percentile'))
      .map((measure) => madeTable(policy, measure, month)),
  };
}

function madeTable(policy: Policy, measure: Measure, month: number): MeasureTable {
  const known = { ...membersOf(policy), change: changesOf[measure.id] ?? [] };
  const axes = measure.dimensions.map((dimension): Axis => {
    const members = known[dimension] ?? [];
    return { dimension, members: measure.totals.includes(dimension) ? [all, ...members] : members };
  });
  const tuples = tuplesOf(axes.map(({ members }) => members));
  const sums = new Map<string, number>();
  for (const tuple of tuples.filter((one) => !one.includes(all))) {
    const value = madeValue(measure, tuple, month);
    const sides = tuple.map((member, place) => (axes[place]?.members[0] === all ? [member, all] : [member]));
    for (const sum of tuplesOf(sides)) sums.set(sum.join('/'), (sums.get(sum.join('/')) ?? 0) + value);
  }
  const isSmall = (sum: number) => measure.disclosure === 'PERSONS' && sum > 0 && sum < 10;
  const values = tuples.map((tuple) => sums.get(tuple.join('/')) ?? 0);
  return { measure: measure.id, axes, values: values.map((sum) => (isSmall(sum) ? null : sum)) };
}

function tuplesOf(sides: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return sides.reduce<readonly (readonly string[])[]>(
    (before, members) => before.flatMap((tuple) => members.map((member) => [...tuple, member])),
    [[]],
  );
}

/** Between regions and members as between large and small ones; grows by some percents a month. */
function madeValue({ id, unit, time }: Measure, tuple: readonly string[], month: number): number {
  const spread = 0.05 + (hash(`${id}/${tuple.join('/')}`) % 1_000) / 1_000;
  if (unit === 'MILLISECONDS') return Math.max(1, Math.round(2 ** (1 + (hash(tuple.join('/')) % 6))));
  const size = 20_000 / (1 + (hash(tuple[0] ?? '') % 40)) ** 1.6;
  const growth = time === 'STOCK' ? 1 + month / 8 : 1 + Math.sin(month * 1.3 + spread * 6) / 4;
  return Math.floor(size * spread * spread * growth);
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return value;
}

/** As if they had been made when their months were over. */
export async function addReleases(store: Store, releases: readonly Release[]): Promise<void> {
  for (const document of releases) {
    const common = { at: document.countedAt + dayMs, actor: 'operator:test', wayIn: 'CLI', follows: 0 } as const;
    await store.append([{ ...common, entityId: document.period.id, event: { kind: 'RELEASE_SET', document } }]);
  }
}
