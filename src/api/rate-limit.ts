import type { RateLimitHeaders } from '../registry/abuse/quota-desk.ts';
import type { QuotaCall } from '../registry/abuse/quota-table.ts';
import type { ApiContext } from './context.ts';

/** The operations that are counted against an organisation's quotas, by their class of call. */
const callOf: Readonly<Record<string, QuotaCall>> = {
  lookUp: 'LOOKUP',
  lookUpBatch: 'BATCH',
  scrub: 'BATCH',
  registerNumbers: 'REGISTRATION',
  reportNumberEvents: 'REGISTRATION',
};

/**
 * What is left to the organisation that asks: `ratelimit-policy` names all its quotas for the operation, `ratelimit`
 * the one of which the least is left (draft-ietf-httpapi-ratelimit-headers-10). Undefined for operations without quotas.
 */
export function rateLimitHeaders(c: ApiContext): RateLimitHeaders | undefined {
  const call = callOf[c.get('operationId') ?? ''];
  const actor = c.get('actor');
  if (call === undefined || actor?.kind !== 'ORGANISATION') return undefined;
  const { abuse, now } = c.get('registry');
  return abuse.quotas.headers(actor.organisationId, call, now());
}
