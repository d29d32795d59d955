import { LRUCache } from 'lru-cache';
import { scopes as knownScopes, type Scope } from '../core/organisation.ts';
import { type EpochMs, secondMs } from '../core/time.ts';
import type { Directory } from '../lookup/directory.ts';
import { clockSkewSec } from './jws-verifier.ts';
import type { ReceiptDesk, Verification } from './receipt-desk.ts';

/** How long an access token lives, seconds. */
export const accessTokenLifetimeSec = 600;

/** What an access token (RFC 9068) says, and nothing of what its organisation may do now. */
export interface AccessToken {
  /** The organisation. */
  readonly clientId: string;
  /** As granted; what the organisation still holds is the directory's to say. */
  readonly scopes: readonly Scope[];
  /** The organisation's key that asked for the token: withdrawn since, the token falls with it. */
  readonly clientKeyId: string;
  /** First instant at which it is no longer good. */
  readonly expiresAt: EpochMs;
}

export interface AccessTokenGrant {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientKeyId: string;
  readonly scopes: readonly Scope[];
  readonly now: EpochMs;
}

/** A signed `at+jwt` with the claims of RFC 9068 2.2, and `client_key` for `clientKeyId`. */
export function accessToken(desk: Pick<ReceiptDesk, 'sign'>, grant: AccessTokenGrant): string | Promise<string> {
  const iat = Math.floor(grant.now / secondMs);
  const claims = {
    iss: grant.issuer,
    aud: grant.issuer,
    sub: grant.clientId,
    client_id: grant.clientId,
    client_key: grant.clientKeyId,
    scope: grant.scopes.join(' '),
    iat,
    exp: iat + accessTokenLifetimeSec,
    jti: crypto.randomUUID(),
  };
  return desk.sign('at+jwt', JSON.stringify(claims));
}

export interface TokenVerifier {
  /**
   * What a token says, if it is good now; undefined for every way in which it is not. Without a promise where the
   * token was verified before: only the verification is remembered, and only while its signing key is in honour.
   */
  verify(token: string, now: EpochMs): AccessToken | undefined | Promise<AccessToken | undefined>;
}

export interface TokenVerifierOptions {
  readonly desk: Pick<ReceiptDesk, 'verify'>;
  readonly directory: Pick<Directory, 'signingKeys'>;
  readonly issuer: string;
  /** Tokens remembered, some 1 kB each. */
  readonly tokensMax: number;
}

/** Further from its end a token is not yet valid: the clock was set back since, and `verify` judges anew. */
const rememberedMsMax = (accessTokenLifetimeSec + clockSkewSec) * secondMs;

interface Remembered {
  readonly token: AccessToken;
  readonly kid: string;
  /** Position of the key ring in which the key was last seen in honour. */
  readonly seenAt: number;
}

/** Remembers by the token's text: a `Map` hashes 600 characters in a fraction of what SHA-256 costs. */
export function tokenVerifier({ desk, directory, issuer, tokensMax }: TokenVerifierOptions): TokenVerifier {
  const remembered = new LRUCache<string, Remembered>({ max: tokensMax });

  const recall = (text: string): AccessToken | undefined => {
    // Tokens live ten minutes: which was used last matters to none of them.
    const known = remembered.peek(text);
    if (known === undefined) return undefined;
    const ring = directory.signingKeys();
    if (ring?.position === known.seenAt) return known.token;
    const key = ring?.document.keys.find(({ kid }) => kid === known.kid);
    if (ring === undefined || key === undefined || key.status === 'COMPROMISED') {
      remembered.delete(text);
      return undefined;
    }
    remembered.set(text, { ...known, seenAt: ring.position });
    return known.token;
  };
  const verifyAnew = async (text: string, now: EpochMs): Promise<AccessToken | undefined> => {
    const seenAt = directory.signingKeys()?.position ?? 0;
    const verification = await desk.verify('at+jwt', text, now);
    const token = accessTokenOf(verification, issuer);
    const { kid } = verification;
    if (token !== undefined && kid !== undefined) remembered.set(text, { token, kid, seenAt });
    return token;
  };

  return {
    verify(text, now) {
      const known = recall(text);
      if (known === undefined) return verifyAnew(text, now);
      if (now < known.expiresAt && known.expiresAt - now <= rememberedMsMax) return known;
      remembered.delete(text);
      return undefined;
    },
  };
}

function accessTokenOf({ outcome, payload }: Verification, issuer: string): AccessToken | undefined {
  if (outcome !== 'VALID' || payload === undefined) return undefined;
  const { iss, aud, sub, client_id, client_key, scope, exp } = payload;
  if (iss !== issuer || aud !== issuer || typeof client_id !== 'string' || sub !== client_id) return undefined;
  if (typeof client_key !== 'string' || typeof scope !== 'string') return undefined;
  const granted = scope.split(' ');
  return {
    clientId: client_id,
    clientKeyId: client_key,
    scopes: knownScopes.filter((one) => granted.includes(one)),
    expiresAt: (exp as number) * secondMs,
  };
}
