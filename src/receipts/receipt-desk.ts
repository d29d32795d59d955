import type { EpochMs } from '../core/time.ts';
import type { Sha256 } from '../storage/leaf-hash.ts';
import type { NewSigningKey, PublishedKey } from './key-ring.ts';
import type { RowTree } from './row-tree.ts';
import type { SharedSigner } from './turn-signer.ts';

/**
 * `dnd-receipt+jwt` for receipts of answers, `dnd-change+jwt` for those of changes, `dnd-release+jwt` for manifests of
 * figures, `dnd-registry-export+jwt` for those of whole registries on the move, `at+jwt` (RFC 9068) for access tokens: none passes for another.
 */
export type TokenType = 'dnd-receipt+jwt' | 'dnd-change+jwt' | 'dnd-release+jwt' | 'dnd-registry-export+jwt' | 'at+jwt';

/** Signs with the current key and knows every key that a verifier may still meet. */
export interface ReceiptDesk extends JwsVerifier {
  /**
   * The compact JWS of a payload under the key that is current now, whichever process made it so. Without a promise
   * once the private key is in memory. Fault UNAVAILABLE where no current key can be used.
   */
  sign(typ: TokenType, payloadJson: string): string | Promise<string>;
  /** base64url of the SHA-256 of the bytes of a batch's rows. Without a promise where the runtime can. */
  digest(rows: Uint8Array<ArrayBuffer>): string | Promise<string>;
  /**
   * Signs a statement together with all others of this turn of the event loop, at most 256, under the key that is
   * current at its end. A fault of that one signature is the fault of all of them.
   */
  readonly signShared: SharedSigner;
  /** As the runtime has it, at once. */
  readonly sha256: Sha256;
  /** A tree for the rows of one batch, under a secret of its own. */
  rowTree(): RowTree;
  /** RFC 7517 set of all public keys that are next, current, retired or compromised. */
  jwks(): { readonly keys: readonly PublishedKey[] };
  /** Makes a key whose private half is durable when this resolves. Nothing signs with it until the ring names it. */
  makeKey(): Promise<NewSigningKey>;
  /** Deletes a private key that will never sign again; no effect where there is none. */
  forgetKey(kid: string): Promise<void>;
}

export interface JwsVerifier {
  verify(typ: TokenType, jws: string, now: EpochMs): Promise<Verification>;
}

/**
 * What a JWS is worth. The first that applies: `MALFORMED` (no compact JWS of ES256 with this `typ`, a `kid`, and
 * whole seconds in `iat` and `exp`, of which only receipts of answers and access tokens need `exp`), `UNKNOWN_KEY`, `BAD_SIGNATURE`, `KEY_COMPROMISED`, `NOT_YET_VALID`, `EXPIRED`,
 * `VALID`. `payload` is present whenever the signature holds, whatever the outcome otherwise.
 */
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
