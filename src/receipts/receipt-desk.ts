import type { EpochMs } from '../core/time.ts';

/** `dnd-receipt+jwt` for receipts, `at+jwt` (RFC 9068) for access tokens: neither passes for the other. */
export type TokenType = 'dnd-receipt+jwt' | 'at+jwt';

/** Signs with the current key and knows every key that a verifier may still meet. */
export interface ReceiptDesk {
  /** Fault UNAVAILABLE where no current key can be used. */
  sign(typ: TokenType, payloadJson: string): string | Promise<string>;
  /** RFC 7517 set of the public keys that are next, current, retired or compromised. */
  jwks(): { readonly keys: readonly Readonly<Record<string, string>>[] };
  verify(typ: TokenType, jws: string, now: EpochMs): Promise<Verification>;
}

/** `payload` is present whenever the signature holds, whatever the outcome otherwise. */
export interface Verification {
  readonly outcome:
    | 'VALID'
    | 'EXPIRED'
    | 'NOT_YET_VALID'
    | 'KEY_COMPROMISED'
    | 'UNKNOWN_KEY'
    | 'BAD_SIGNATURE'
    | 'MALFORMED';
  readonly kid?: string;
  readonly payload?: Readonly<Record<string, unknown>>;
}
