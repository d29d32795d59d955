import type { NumberState } from './number-record.ts';
import type { PhoneNumber } from './phone-number.ts';
import type { CategoryId, ChannelId, MessageClass } from './policy.ts';
import type { SenderStanding } from './sender-identity.ts';
import type { SenderPermission } from './sender-permission.ts';
import type { EpochMs } from './time.ts';

/** The question: may this be sent to this number at this time? */
export interface Enquiry {
  readonly number: PhoneNumber;
  readonly category: CategoryId;
  readonly channel: ChannelId;
  readonly messageClass: MessageClass;
  /** The planned time. */
  readonly at: EpochMs;
}

/** All that a decision may depend on, besides policy and enquiry. */
export interface Standing {
  /** Classes that the asking organisation is admitted for, of those that need admission. */
  readonly admittedClasses: readonly MessageClass[];
  readonly sender: SenderStanding;
  readonly state: NumberState;
  /** What this subscriber said of the sender's brand, if anything. */
  readonly permission?: SenderPermission;
}

/** The rung that decided, as the registry knows it. */
export type Reason =
  | 'EXEMPT'
  | 'TRANSACTIONAL'
  | 'SENDER_SUSPENDED'
  | 'SENDER_UNKNOWN'
  | 'QUIET_HOURS'
  | 'QUARANTINE'
  | 'SENDER_REFUSED'
  | 'CONSENT'
  | 'CATEGORY_REFUSED'
  | 'CHANNEL_REFUSED'
  | 'ALL_REFUSED'
  | 'CATEGORY_ALLOWED'
  | 'CHANNEL_ALLOWED'
  | 'HOURS_REFUSED'
  | 'DAY_REFUSED'
  | 'DEFAULT';

/**
 * The reason as a sender may read it. Quarantine and refuse-all both read `REFUSED` to everybody but the serving
 * carrier, so that no answer tells which numbers are in service.
 */
export type DisclosedReason = Reason | 'REFUSED';

export interface Decision {
  readonly decision: 'ALLOW' | 'BLOCK';
  readonly reason: Reason;
  /** A claimed class was honoured although the sender identity is not known. */
  readonly warning?: 'SENDER_UNKNOWN';
  /** First instant after the planned time at which the same enquiry is allowed; absent where none within 30 days. */
  readonly nextPermittedAt?: EpochMs;
  /** First instant at which decision or reason may differ by the clock alone; at most 30 days after the planned time. */
  readonly validUntil: EpochMs;
}

export function disclosedReason(reason: Reason, toServingCarrier: boolean): DisclosedReason {
  if (toServingCarrier) return reason;
  return reason === 'QUARANTINE' || reason === 'ALL_REFUSED' ? 'REFUSED' : reason;
}
