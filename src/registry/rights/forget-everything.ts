import { Fault } from '../../core/fault.ts';
import type { Actor } from '../access/actor.ts';
import { requireSubscriber } from '../access/permission.ts';
import { giveBack } from '../access/rate-limits.ts';
import { redeemCode } from '../access/redeem-code.ts';
import { changeOwnNumber, type NumberNow } from '../numbers/change-numbers.ts';
import type { Registry } from '../registry.ts';
import { erasureDraft } from './erasure-draft.ts';
import { dropAllTraces, endCode, endSessions } from './short-traces.ts';

export interface EverythingInput {
  /** Of `requestErasure`. */
  readonly code: string;
  /** Where the request came from, as far as the door knows. */
  readonly clientAddress?: string | undefined;
}

/**
 * `POST /v1/subscriber/record/erasures`: the second step. The number is as one never heard of, but for what its carriers
 * reported of the line: when it changed hands protects who has it next, and who serves it is the carriers' business.
 * All sessions end. Faults: INVALID_ARGUMENT where the code is wrong, spent or expired, TOO_MANY_REQUESTS, ABORTED.
 */
export async function forgetEverything(
  registry: Registry,
  actor: Actor,
  { code, clientAddress }: EverythingInput,
): Promise<NumberNow> {
  const subscriber = requireSubscriber(actor);
  const counted = await redeemCode(registry, subscriber.number, code, { clientAddress }, 'ERASURE');
  if (counted === undefined) throw codeRefused;
  await giveBack(registry, counted);
  await dropAllTraces(registry, subscriber);
  const now = await changeOwnNumber(registry, subscriber, ({ record }) => {
    const { service } = record.state;
    const { tenures } = record.detail;
    return erasureDraft(registry, subscriber, record, { kind: 'RECORD_ERASED', service, tenures });
  });
  await endSessions(registry, subscriber);
  await endCode(registry, subscriber);
  return now;
}

const codeRefused = new Fault('INVALID_ARGUMENT', 'the code is not valid; ask for a new one', { field: 'code' });
