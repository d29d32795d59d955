import type { EpochMs } from './time.ts';

/**
 * One public key of the registry. `NEXT` is published and not yet used, so that verifiers know it before its first
 * receipt; `CURRENT` signs; `RETIRED` is published until its last receipt has ended; `COMPROMISED` stays published
 * so that its receipts answer `KEY_COMPROMISED`.
 */
export interface SigningKey {
  /** RFC 7638 thumbprint. */
  readonly kid: string;
  readonly jwk: Readonly<Record<string, string>>;
  readonly status: 'NEXT' | 'CURRENT' | 'RETIRED' | 'COMPROMISED';
  readonly createdAt: EpochMs;
  /** Since when it has the status. */
  readonly since: EpochMs;
}

/** All keys that a verifier may still meet; exactly one is `CURRENT`. */
export interface SigningKeyRing {
  readonly keys: readonly SigningKey[];
}
