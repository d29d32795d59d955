import type { CategoryId } from './policy.ts';
import type { EpochMs } from './time.ts';

/** Leave for one organisation to send under an identity, `[from, until)`. */
export interface AgentAuthorisation {
  readonly organisationId: string;
  readonly from: EpochMs;
  readonly until?: EpochMs;
}

/** What the called person sees (an SMS header, a signature, a calling number), and whose it is. */
export interface SenderIdentityDocument {
  /** As sent: case matters. */
  readonly senderId: string;
  readonly kind: 'HEADER' | 'SIGNATURE' | 'CALLING_NUMBER';
  /** Organisation id of the brand on whose behalf it is used. */
  readonly brand: string;
  /** Industry categories it may send in. */
  readonly categories: readonly CategoryId[];
  readonly status: 'ACTIVE' | 'SUSPENDED';
  readonly agents: readonly AgentAuthorisation[];
}

/**
 * How the sender identity named in an enquiry stands: `UNKNOWN` is missing, not registered, or not authorised
 * for the organisation that asks, or not for this category, at the time of asking.
 */
export type SenderStanding = 'AUTHORISED' | 'SUSPENDED' | 'UNKNOWN';

/** How an identity stands for an organisation that wants to send under it in one category at one time. */
export function senderStanding(
  identity: SenderIdentityDocument | undefined,
  organisationId: string,
  category: CategoryId,
  at: EpochMs,
): SenderStanding {
  if (identity === undefined || !identity.categories.includes(category)) return 'UNKNOWN';
  const authorised =
    identity.brand === organisationId ||
    identity.agents.some(
      (agent) =>
        agent.organisationId === organisationId && agent.from <= at && (agent.until === undefined || at < agent.until),
    );
  if (!authorised) return 'UNKNOWN';
  return identity.status === 'SUSPENDED' ? 'SUSPENDED' : 'AUTHORISED';
}

/** The next instant at which the standing may change by the clock alone; undefined where none is to come. */
export function senderBoundaryAfter(
  identity: SenderIdentityDocument | undefined,
  organisationId: string,
  at: EpochMs,
): EpochMs | undefined {
  const boundaries = (identity?.agents ?? [])
    .filter((agent) => agent.organisationId === organisationId)
    .flatMap(({ from, until }) => (until === undefined ? [from] : [from, until]))
    .filter((boundary) => boundary > at);
  return boundaries.length === 0 ? undefined : Math.min(...boundaries);
}
