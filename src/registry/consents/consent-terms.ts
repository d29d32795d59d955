import type { ConsentScope } from '../../core/consent.ts';
import { Fault } from '../../core/fault.ts';
import { type EpochMs, formatInstant, secondMs } from '../../core/time.ts';
import type { Registry } from '../registry.ts';

/** What a consent covers, as it comes in; an absent list covers everything. */
export interface ScopeWords {
  readonly categories?: readonly string[] | undefined;
  readonly channels?: readonly string[] | undefined;
}

/** The same with the policy's ids only, sorted, without doubles. Fault INVALID_ARGUMENT. */
export function checkedScope({ policy }: Pick<Registry, 'policy'>, { categories, channels }: ScopeWords): ConsentScope {
  return {
    ...(categories === undefined ? {} : { categories: knownIds('scope.categories', categories, policy.categories) }),
    ...(channels === undefined ? {} : { channels: knownIds('scope.channels', channels, policy.channels) }),
  };
}

/**
 * When a consent ends: as asked, at the latest after the policy's lifetime of a consent. Fault OUT_OF_RANGE where
 * that is not to come, or later than the law lets it run.
 */
export function checkedExpiry(registry: Registry, expiresAt: EpochMs | undefined): EpochMs | undefined {
  const now = registry.now();
  const { consentLifetimeSec } = registry.policy.clocks;
  const latest = consentLifetimeSec === undefined ? undefined : now + consentLifetimeSec * secondMs;
  if (expiresAt === undefined) return latest;
  if (expiresAt <= now)
    throw new Fault('OUT_OF_RANGE', 'that time is past', { field: 'expiresAt', limit: 'a time to come' });
  if (latest === undefined || expiresAt <= latest) return expiresAt;
  throw new Fault('OUT_OF_RANGE', 'a consent does not run that long', {
    field: 'expiresAt',
    limit: `at most ${formatInstant(latest)}`,
  });
}

function knownIds(field: string, ids: readonly string[], known: readonly { readonly id: string }[]): readonly string[] {
  const knownSet = new Set(known.map(({ id }) => id));
  const stranger = ids.findIndex((id) => !knownSet.has(id));
  if (stranger === -1) return [...new Set(ids)].sort();
  throw new Fault('INVALID_ARGUMENT', 'the policy knows no such id', {
    field: `${field}[${stranger}]`,
    limit: `one of ${[...knownSet].join(', ')}`,
  });
}
