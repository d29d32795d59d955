import { type EpochMs, secondMs } from '../core/time.ts';
import { isCanonicalBase64url } from './base64url.ts';
import type { PublishedKey } from './key-ring.ts';
import type { JwsVerifier, TokenType, Verification } from './receipt-desk.ts';

/** Loaded when something is first verified: many commands verify nothing. */
type Jose = typeof import('jose');

/** How far a verifier's clock may stand behind the registry's, seconds. */
export const clockSkewSec = 30;

/** Longer than any of ours, and nothing more that a stranger may make us decode. */
const jwsCharactersMax: Readonly<Record<TokenType, number>> = {
  'at+jwt': 16_384,
  'dnd-receipt+jwt': 16_384,
  // An erasure says of up to 1,000 brands what stands with them.
  'dnd-change+jwt': 524_288,
  'dnd-release+jwt': 16_384,
  // It says of each of thousands of parts what it holds.
  'dnd-registry-export+jwt': 16_777_216,
};

/** What happened, and what was counted, does not run out. */
const endless: ReadonlySet<TokenType> = new Set(['dnd-change+jwt', 'dnd-release+jwt', 'dnd-registry-export+jwt']);

/** A public key under which a `kid` was met. */
export interface VerificationKey {
  readonly jwk: Readonly<Record<string, string>>;
  readonly compromised: boolean;
}

/** Verifies with whatever keys `keyOf` knows at that moment; a key is imported once per `kid`. */
export function jwsVerifier(keyOf: (kid: string) => VerificationKey | undefined): JwsVerifier {
  const imported = new Map<string, Promise<CryptoKey | Uint8Array>>();
  const importOnce = ({ importJWK }: Jose, kid: string, { jwk }: VerificationKey) => {
    const known = imported.get(kid);
    if (known !== undefined) return known;
    const { kty = '', crv = '', x = '', y = '' } = jwk;
    const key = importJWK({ kty, crv, x, y }, 'ES256');
    imported.set(kid, key);
    return key;
  };
  return {
    async verify(typ, jws, now) {
      const jose = await import('jose');
      const kid = keyIdOf(jose, typ, jws);
      if (kid === undefined) return { outcome: 'MALFORMED' };
      const key = keyOf(kid);
      if (key === undefined) return { outcome: 'UNKNOWN_KEY', kid };
      const signed = await signedPayload(jose, jws, await importOnce(jose, kid, key));
      if (signed === undefined) return { outcome: 'BAD_SIGNATURE', kid };
      return judged(signed, typ, kid, key.compromised, now);
    },
  };
}

/** Verifies with a published set of keys alone: what a sender or a court has in hand. */
export function jwksVerifier(jwks: { readonly keys: readonly PublishedKey[] }): JwsVerifier {
  const keys = new Map(jwks.keys.map((jwk) => [jwk['kid'], jwk]));
  return jwsVerifier((kid) => {
    const jwk = keys.get(kid);
    return jwk === undefined ? undefined : { jwk, compromised: jwk['status'] === 'COMPROMISED' };
  });
}

/** Of which type a JWS says it is; nothing of it is checked. */
export async function statedType(jws: string): Promise<unknown> {
  const [header = ''] = jws.slice(0, headerCharactersMax).split('.', 1);
  return protectedHeader(await import('jose'), `${header}..`)?.typ;
}

const headerCharactersMax = 1_024;

/** The key a JWS names, if it is one of ours by its form; its signature is not looked at. */
function keyIdOf(jose: Jose, typ: TokenType, jws: string): string | undefined {
  if (jws.length > jwsCharactersMax[typ]) return undefined;
  const parts = jws.split('.');
  if (parts.length !== 3 || !parts.every(isCanonicalBase64url)) return undefined;
  const header = protectedHeader(jose, jws);
  if (header === undefined || header.alg !== 'ES256' || header.typ !== typ || header.crit !== undefined)
    return undefined;
  return typeof header.kid === 'string' ? header.kid : undefined;
}

function protectedHeader({ decodeProtectedHeader }: Jose, jws: string) {
  try {
    return decodeProtectedHeader(jws);
  } catch {
    return undefined;
  }
}

async function signedPayload(
  { compactVerify, errors }: Jose,
  jws: string,
  key: CryptoKey | Uint8Array,
): Promise<Uint8Array | undefined> {
  try {
    return (await compactVerify(jws, key, { algorithms: ['ES256'] })).payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}

function judged(bytes: Uint8Array, typ: TokenType, kid: string, compromised: boolean, now: EpochMs): Verification {
  const payload = jsonObject(bytes);
  if (payload === undefined) return { outcome: 'MALFORMED', kid };
  const { iat } = payload;
  const exp = endless.has(typ) && payload['exp'] === undefined ? Number.MAX_SAFE_INTEGER : payload['exp'];
  if (!Number.isSafeInteger(iat) || !Number.isSafeInteger(exp)) return { outcome: 'MALFORMED', kid, payload };
  const outcome = compromised ? 'KEY_COMPROMISED' : timeliness(iat as number, exp as number, now);
  return { outcome, kid, payload };
}

/** Of `[iat, exp)`, seconds. */
export function timeliness(iat: number, exp: number, now: EpochMs): 'VALID' | 'EXPIRED' | 'NOT_YET_VALID' {
  if (now < (iat - clockSkewSec) * secondMs) return 'NOT_YET_VALID';
  return now >= exp * secondMs ? 'EXPIRED' : 'VALID';
}

function jsonObject(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
