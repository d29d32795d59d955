import type { WayIn } from '../../core/change.ts';
import { Fault } from '../../core/fault.ts';
import { type PhoneNumber, parsePhoneNumber } from '../../core/phone-number.ts';
import { type EpochMs, minuteMs } from '../../core/time.ts';
import { presentTenure } from '../numbers/present-tenure.ts';
import type { Registry } from '../registry.ts';
import type { SubscriberActor } from './actor.ts';
import { base64url, keyedHash } from './keyed-hash.ts';
import { giveBack } from './rate-limits.ts';
import { redeemCode } from './redeem-code.ts';

export interface CodeTry {
  readonly phoneNumber: string;
  readonly code: string;
  /** Where the request came from, as far as the door knows. */
  readonly clientAddress?: string | undefined;
}

export interface SessionOpened {
  /** 256 random bits, base64url; the store has only its keyed hash. */
  readonly token: string;
  readonly expiresAt: EpochMs;
}

/** A person reads a list of categories slowly; a telephone left on the table is locked sooner. */
export const sessionLifetimeMs = 30 * minuteMs;

/** What the store keeps of a session. */
export interface KeptSession {
  readonly number: PhoneNumber;
  /** The tenure it was opened in: a session ends with it. */
  readonly tenure: number;
  readonly openedAt?: EpochMs;
}

/**
 * `POST /v1/subscriber/sessions`: a one-time code for a session. One code opens one session, and one answer is for a
 * wrong code, none, a spent and an expired one, after as many writes. Faults: UNAUTHENTICATED, TOO_MANY_REQUESTS, and INCOMPATIBLE_STATE
 * where the carrier reports the line as out of service: whose choices these are is not known until it says so.
 */
export async function openSession(
  registry: Registry,
  { phoneNumber, code, clientAddress }: CodeTry,
): Promise<SessionOpened> {
  const number = parsePhoneNumber(phoneNumber);
  const counted = number === undefined ? undefined : await redeemCode(registry, number, code, { clientAddress });
  if (number === undefined || counted === undefined) throw codeRefused;
  await giveBack(registry, counted);
  const { record } = await registry.shard.number(number);
  const tenure = presentTenure(record);
  if (tenure === undefined) {
    throw new Fault('INCOMPATIBLE_STATE', 'your carrier reports this line as out of service: ask it to correct that');
  }
  const token = base64url(crypto.getRandomValues(new Uint8Array(32)));
  const now = registry.now();
  const expiresAt = now + sessionLifetimeMs;
  const body = JSON.stringify({ number, tenure, openedAt: now } satisfies KeptSession);
  const id = await keyedHash(registry, 'session', token);
  await registry.store.putShortRecord({ kind: 'SESSION', id, expected: 0, body, expiresAt, now });
  return { token, expiresAt };
}

/** Whom a session token speaks for, now, and by which door. One answer for every way a token can be bad. */
export async function subscriberOfSession(
  registry: Registry,
  token: string,
  wayIn: WayIn = 'API',
): Promise<SubscriberActor> {
  const id = await keyedHash(registry, 'session', token);
  const at = registry.now();
  const found = registry.store.snapshot(() => {
    const kept = registry.store.shortRecord('SESSION', id, at);
    if (kept === undefined) return undefined;
    const session = JSON.parse(kept.body) as KeptSession;
    return { ...session, standing: registry.shard.number(session.number) };
  });
  if (found !== undefined) {
    const { number, tenure } = found;
    const present = await found.standing;
    if (presentTenure(present.record) === tenure) {
      return { kind: 'SUBSCRIBER', number, tenure, wayIn, proof: 'OTP', seen: { present, at } };
    }
  }
  throw new Fault(
    'UNAUTHENTICATED',
    'a valid session token is needed: POST /v1/subscriber/sessions gives one for a code',
    { field: 'header:Authorization' },
  );
}

const codeRefused = new Fault('UNAUTHENTICATED', 'the code is not valid; ask for a new one', { field: 'code' });
