import type { Position } from '../core/change.ts';
import type { OrganisationDocument } from '../core/organisation.ts';
import { parseEnquiryKey, usePrefixes } from '../core/statistics/use-keys.ts';
import { nextTurn } from '../lookup/next-turn.ts';
import { abuseSignalsToday, type SignalCounts } from './abuse/read-abuse-signals.ts';
import type { Actor } from './access/actor.ts';
import { requireScopeOrConsole } from './access/permission.ts';
import { type UnfinishedCounts, unfinishedCounts } from './assertions/read-assertions.ts';
import type { Registry } from './registry.ts';
import { type SigningKeysReport, signingKeysReport } from './signing-keys/read-signing-keys.ts';
import { registryVersion } from './version.ts';

export interface RegistryStatus {
  readonly version: string;
  readonly policy: string;
  /** Last entry of the log of entities. */
  readonly position: Position;
  /** Of the process that answers. */
  readonly uptimeSec: number;
  readonly signingKeys: SigningKeysReport;
  readonly lookupsToday: LookupsToday;
  readonly organisations: Readonly<Record<OrganisationDocument['status'], number>>;
  readonly bulkAssertions: UnfinishedCounts;
  readonly abuseSignalsToday: SignalCounts;
}

/** Numbers asked about since the country’s midnight, by decision, as written to the store: the last seconds may be missing. */
export interface LookupsToday {
  readonly day: string;
  readonly byOutcome: Readonly<Record<string, number>>;
  /** More counters than were read: the sums are too low. */
  readonly partial: boolean;
}

/** How the registry does, at the cost of some reads; organisations are gone through a page a turn. */
export async function readStatus(registry: Registry, actor: Actor): Promise<RegistryStatus> {
  requireScopeOrConsole(actor, 'dnd:status:read');
  return {
    version: registryVersion,
    policy: registry.policy.id,
    position: registry.store.head(),
    uptimeSec: Math.floor(performance.now() / 1_000),
    signingKeys: signingKeysReport(registry),
    lookupsToday: lookupsToday(registry),
    organisations: await organisationsByStatus(registry),
    bulkAssertions: await unfinishedCounts(registry),
    abuseSignalsToday: abuseSignalsToday(registry),
  };
}

const countersMax = 20_000;

export function lookupsToday({ store, now, counts }: Pick<Registry, 'store' | 'now' | 'counts'>): LookupsToday {
  const day = counts.dayOf(now());
  const counters = store.counts(`${usePrefixes.enquiries}${day}/`, countersMax);
  const byOutcome: Record<string, number> = {};
  for (const { key, count } of counters) {
    const [decision] = parseEnquiryKey(key)?.outcome.split('/') ?? [];
    if (decision !== undefined) byOutcome[decision] = (byOutcome[decision] ?? 0) + count;
  }
  return { day, byOutcome, partial: counters.length === countersMax };
}

const pageOrganisations = 200;

async function organisationsByStatus({ store }: Registry): Promise<Record<OrganisationDocument['status'], number>> {
  const counts = { ACTIVE: 0, SUSPENDED: 0 };
  let page = store.entities('ORGANISATION', '', pageOrganisations);
  while (page.length > 0) {
    for (const { document } of page) counts[document.status] += 1;
    await nextTurn();
    page = store.entities('ORGANISATION', page.at(-1)?.id ?? '', pageOrganisations);
  }
  return counts;
}
