import { canonicalPreferences } from '../../core/preferences.ts';
import type { SenderPermission } from '../../core/sender-permission.ts';
import type { Actor } from '../access/actor.ts';
import { requireSubscriber } from '../access/permission.ts';
import { countUses, recordLimits } from '../access/rate-limits.ts';
import { changeOwnNumber, type NumberNow } from '../numbers/change-numbers.ts';
import type { Registry } from '../registry.ts';
import { erasureDraft } from './erasure-draft.ts';
import { dropPastTraces } from './short-traces.ts';

export interface ForgetHistoryInput {
  /** Consents, and what brands ask for, stand on; else they end. */
  readonly keepConsents: boolean;
}

/**
 * `POST /v1/subscriber/history/erasures`: blanks what the log says of the holder's past, and what is kept of his texts
 * and of answers to him. His choices and refusals stand as they are, as his own word; what a carrier asserted and still
 * waits ends. Without an entry where there is nothing to forget. Faults: TOO_MANY_REQUESTS, ABORTED.
 */
export async function forgetHistory(
  registry: Registry,
  actor: Actor,
  { keepConsents }: ForgetHistoryInput,
): Promise<NumberNow> {
  const subscriber = requireSubscriber(actor);
  await countUses(registry, [{ limit: recordLimits.erasures, subject: String(subscriber.number) }]);
  await dropPastTraces(registry, subscriber, { keepConsents });
  return changeOwnNumber(registry, subscriber, ({ record }) => {
    const { preferences, service } = record.state;
    const { permissions, tenures } = record.detail;
    return erasureDraft(registry, subscriber, record, {
      kind: 'HISTORY_ERASED',
      preferences: canonicalPreferences(preferences),
      service,
      permissions: keepConsents ? permissions : permissions.flatMap(refusalAlone),
      tenures,
    });
  });
}

function refusalAlone({ request: _asked, ...permission }: SenderPermission): readonly SenderPermission[] {
  return permission.status === 'REFUSED' ? [permission] : [];
}
