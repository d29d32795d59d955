import type { NumberRecord } from '../../core/number-record.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import type { NumberAt } from '../../lookup/shard.ts';
import type { SubscriberActor } from '../access/actor.ts';
import type { FreshCode } from '../access/request-code.ts';
import type { Registry } from '../registry.ts';
import type { Saying } from './reply.ts';
import type { Turn } from './text-line.ts';

/** Whoever a text is taken to come from, while it is dealt with. */
export interface TextHolder {
  readonly registry: Registry;
  readonly number: PhoneNumber;
  readonly tenure: number;
  readonly record: NumberRecord;
  /** The link's carrier serves the number: the text itself shows the line. Else only a code does. */
  readonly isShown: boolean;
  /** It took too long, or something came after it was sent: it may only refuse. */
  readonly isLate: boolean;
  /**
   * How the number stood before this very text changed it, in an attempt that was broken off; absent where nothing has
   * been changed. What is left to do is to answer as that attempt would have.
   */
  readonly begun?: NumberAt;
  /** The brand behind the number that it was sent to; absent: it was sent to the registry. */
  readonly brand?: string;
}

/** What a text came to. `WAITS`: a second step is asked for. */
export interface TextDone {
  readonly outcome: 'CHANGED' | 'WAITS' | 'UNCHANGED' | 'ANSWERED' | 'NOT_UNDERSTOOD' | 'TURNED_DOWN';
  readonly saying: Saying;
  /** Of a reply that is a one-time code; absent: the reply is of use while what it offers holds. */
  readonly gives?: FreshCode;
  /** The language asked for by the text itself. */
  readonly language?: string;
  /** Taken by this text: gone when it is finished. */
  readonly closes?: Turn;
}

export function actingHolder({ number, tenure }: TextHolder, proof: 'MO_SMS' | 'OTP'): SubscriberActor {
  return { kind: 'SUBSCRIBER', number, tenure, wayIn: 'SMS', proof };
}
