import type { AssertionKind, BulkAssertion } from '../../core/bulk-assertion.ts';
import { Fault } from '../../core/fault.ts';
import { type EpochMs, formatInstant, hourMs, secondMs } from '../../core/time.ts';
import type { OrganisationActor } from '../access/actor.ts';
import { addEntity } from '../organisations/entity-change.ts';
import type { Registry } from '../registry.ts';

/**
 * The bulk assertion that a carrier's rows of this hour belong to, opened if it is the first; another one where an
 * operator has reversed it meanwhile. One an hour and not one a request, so that a flood of small requests is still
 * something that an operator can go through.
 */
export async function openAssertion(
  registry: Registry,
  carrier: OrganisationActor,
  kind: AssertionKind,
): Promise<BulkAssertion> {
  const openedAt = registry.now();
  for (let part = 1; ; ) {
    const assertionId = idOf(openedAt, carrier.organisationId, kind, part);
    const present = registry.store.entity('BULK_ASSERTION', assertionId)?.document;
    if (present?.status === 'PENDING') return present;
    if (present !== undefined) {
      part += 1;
      continue;
    }
    const opened = assertionOf(registry, carrier, kind, assertionId, openedAt);
    if (await isFirst(registry, carrier, opened)) return opened;
  }
}

/** `2026112204-carrier-1-registrations-1`: sorts by the hour, in UTC, whoever asserted it. */
function idOf(at: EpochMs, organisationId: string, kind: AssertionKind, part: number): string {
  const hour = formatInstant(at).slice(0, 13).replaceAll(/[-T]/g, '');
  return `${hour}-${organisationId}-${kind.toLowerCase()}-${part}`;
}

function assertionOf(
  { policy }: Registry,
  { organisationId }: OrganisationActor,
  kind: AssertionKind,
  assertionId: string,
  openedAt: EpochMs,
): BulkAssertion {
  const hourEnds = (Math.floor(openedAt / hourMs) + 1) * hourMs;
  const waitsUntil = hourEnds + policy.clocks.pendingForSec * secondMs;
  return { assertionId, organisationId, kind, openedAt, waitsUntil, status: 'PENDING', since: openedAt };
}

/** False where another request or process opened it in between. */
async function isFirst(registry: Registry, carrier: OrganisationActor, opened: BulkAssertion): Promise<boolean> {
  try {
    await addEntity(registry, carrier, 'BULK_ASSERTION', opened.assertionId, opened);
    return true;
  } catch (error) {
    if (error instanceof Fault && error.code === 'ALREADY_EXISTS') return false;
    throw error;
  }
}
