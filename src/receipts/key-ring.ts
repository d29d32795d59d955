import type { SigningKey, SigningKeyRing } from '../core/signing-key-ring.ts';
import { dayMs, type EpochMs, secondMs } from '../core/time.ts';

/**
 * How long a verifier may keep its copy of the published keys, seconds: the `max-age` of `/.well-known/jwks.json`.
 * A key is not used before it has been published for that long, so that every honest copy holds it by then.
 */
export const jwksMaxAgeSec = 600;

/** How long a key signs before it is due to be replaced. */
export const signingKeyLifetimeMs = 30 * dayMs;

/** A key on its way into the ring. */
export type NewSigningKey = Pick<SigningKey, 'kid' | 'jwk'>;

export function firstKeyRing(current: NewSigningKey, next: NewSigningKey, at: EpochMs): SigningKeyRing {
  return { keys: [entering(current, 'CURRENT', at), entering(next, 'NEXT', at)] };
}

/** NEXT signs from now on, CURRENT retires, `fresh` is published. */
export function rotatedKeyRing(ring: SigningKeyRing, fresh: NewSigningKey, at: EpochMs): SigningKeyRing {
  return { keys: [...promoted(ring, at), entering(fresh, 'NEXT', at)] };
}

/**
 * One key marked `COMPROMISED`; where it was CURRENT the next one signs at once. `fresh` takes the place of NEXT
 * that this leaves empty; absent for a retired key, which leaves none.
 */
export function compromisedKeyRing(
  ring: SigningKeyRing,
  kid: string,
  fresh: NewSigningKey | undefined,
  at: EpochMs,
): SigningKeyRing {
  const wasCurrent = ring.keys.some((key) => key.kid === kid && key.status === 'CURRENT');
  const marked = (wasCurrent ? promoted(ring, at) : ring.keys).map((key) =>
    key.kid === kid ? ({ ...key, status: 'COMPROMISED', since: at } as const) : key,
  );
  return { keys: fresh === undefined ? marked : [...marked, entering(fresh, 'NEXT', at)] };
}

/** The instant from which NEXT is in every verifier's copy; undefined where there is no NEXT. */
export function rotationPossibleAt(ring: SigningKeyRing): EpochMs | undefined {
  const next = ring.keys.find((key) => key.status === 'NEXT');
  return next === undefined ? undefined : next.since + jwksMaxAgeSec * secondMs;
}

/** Whether the current key has signed for its whole lifetime, or nobody knows for how long. */
export function rotationDue(ring: SigningKeyRing, now: EpochMs): boolean {
  const current = ring.keys.find((key) => key.status === 'CURRENT');
  return current === undefined || now >= current.since + signingKeyLifetimeMs || clockWasAhead(ring, now);
}

/** More than the clocks of several machines on one store differ. */
const clockSkewMsMax = dayMs;

/** Whether the current or the next key was entered by a clock that ran ahead: it would not come of age for long. */
export function clockWasAhead(ring: SigningKeyRing, now: EpochMs): boolean {
  return ring.keys.some(
    ({ status, since }) => (status === 'CURRENT' || status === 'NEXT') && since > now + clockSkewMsMax,
  );
}

/**
 * A public key as anybody may fetch it: `kty`, `crv`, `x`, `y`, `kid`, `alg`, `use` (RFC 7517) and our `status`.
 * `use` of a compromised key is `compromised`, so that a verifier that has never heard of `status` finds no key
 * for signatures under that `kid`.
 */
export type PublishedKey = Readonly<Record<string, string>>;

/** Every key that ever signed, or is the next to: receipts of changes do not run out. */
export function publishedKeys({ keys }: SigningKeyRing): readonly PublishedKey[] {
  return keys.map(({ kid, jwk, status }) => {
    const use = status === 'COMPROMISED' ? 'compromised' : 'sig';
    return { ...jwk, kid, alg: 'ES256', use, status };
  });
}

function promoted(ring: SigningKeyRing, at: EpochMs): readonly SigningKey[] {
  return ring.keys.map((key) => {
    if (key.status === 'NEXT') return { ...key, status: 'CURRENT', since: at };
    if (key.status === 'CURRENT') return { ...key, status: 'RETIRED', since: at };
    return key;
  });
}

function entering({ kid, jwk }: NewSigningKey, status: 'CURRENT' | 'NEXT', at: EpochMs): SigningKey {
  return { kid, jwk, status, createdAt: at, since: at };
}
