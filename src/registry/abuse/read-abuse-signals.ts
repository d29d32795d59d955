import { dayMs } from '../../core/time.ts';
import type { Actor } from '../access/actor.ts';
import { requireScopeOrConsole } from '../access/permission.ts';
import type { Registry } from '../registry.ts';
import type { SignalKind } from './signal-kinds.ts';
import type { AbuseSignal } from './signal-log.ts';

export const signalsMax = 1_000;

/** The signals of the last 90 days, the latest day first; those of other processes as of two seconds ago. */
export async function readAbuseSignals(
  registry: Registry,
  actor: Actor,
  { limit }: { readonly limit: number },
): Promise<readonly AbuseSignal[]> {
  requireScopeOrConsole(actor, 'dnd:status:read');
  return signalsOf(registry, limit);
}

export type SignalCounts = Readonly<Partial<Record<SignalKind, number>>>;

/** Organisations, and numbers and networks at the subscribers' doors, of which something was noticed today, by kind. */
export function abuseSignalsToday(registry: Pick<Registry, 'store' | 'now'>): SignalCounts {
  const today = Math.floor(registry.now() / dayMs);
  const counts: Partial<Record<SignalKind, number>> = {};
  for (const { kind, firstAt } of signalsOf(registry, signalsMax)) {
    if (Math.floor(firstAt / dayMs) === today) counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

function signalsOf({ store, now }: Pick<Registry, 'store' | 'now'>, limit: number): readonly AbuseSignal[] {
  return store.shortRecords('ABUSE_SIGNAL', now(), limit).map(({ body }) => JSON.parse(body) as AbuseSignal);
}
