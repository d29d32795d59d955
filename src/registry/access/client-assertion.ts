import { decodeJwt, decodeProtectedHeader, errors, importJWK, jwtVerify } from 'jose';
import type { ClientKey, OrganisationDocument } from '../../core/organisation.ts';
import { type EpochMs, secondMs } from '../../core/time.ts';
import type { Registry } from '../registry.ts';

/** Algorithms that client assertions may use (RFC 7518, RFC 8037; `Ed25519` is RFC 9864's name for EdDSA). */
export const assertionAlgorithms = ['ES256', 'PS256', 'EdDSA', 'Ed25519'] as const;

/** How far ahead an assertion may end, and how far the client's clock may stand from ours, seconds. */
export const assertionLifetimeSecMax = 300;
const clockSkewSec = 30;
const assertionCharactersMax = 8_192;
const jtiCharactersMax = 256;

/** Who has shown to be who, and with which key. */
export interface AuthenticatedClient {
  readonly organisation: OrganisationDocument;
  readonly clientKeyId: string;
}

export type AssertionRegistry = Pick<Registry, 'directory' | 'store' | 'issuer' | 'now'>;

/**
 * The organisation that signed an assertion (RFC 7523 3, `private_key_jwt`), which can be used once in all processes
 * on one store. Undefined for every way to fail alike, so that an answer made of it tells nothing about who exists
 * and who is suspended.
 */
export async function authenticatedClient(
  registry: AssertionRegistry,
  assertion: string,
): Promise<AuthenticatedClient | undefined> {
  const said = claimedClient(assertion);
  if (said === undefined) return undefined;
  const organisation = registry.directory.organisation(said.clientId)?.document;
  if (organisation?.status !== 'ACTIVE') return undefined;
  const now = registry.now();
  for (const key of candidateKeys(organisation.keys, said.kid, now)) {
    const claims = await verifiedClaims(registry, assertion, said.clientId, key, now);
    if (claims === undefined) continue;
    return (await useOnce(registry, said.clientId, claims, now)) ? { organisation, clientKeyId: key.kid } : undefined;
  }
  return undefined;
}

/** Who an assertion says it is from, and which key it says it was signed with: anybody can say anything. */
export function claimedClient(
  assertion: string,
): { readonly clientId: string; readonly kid: string | undefined } | undefined {
  if (assertion.length > assertionCharactersMax) return undefined;
  try {
    const { iss } = decodeJwt(assertion);
    const { kid } = decodeProtectedHeader(assertion);
    return iss === undefined ? undefined : { clientId: iss, kid };
  } catch {
    return undefined;
  }
}

/** A client that names no key is tried with all that it has. */
function candidateKeys(keys: readonly ClientKey[], kid: string | undefined, now: EpochMs): readonly ClientKey[] {
  return keys.filter(
    (key) => (kid === undefined || key.kid === kid) && (key.withdrawnAt === undefined || now < key.withdrawnAt),
  );
}

interface AssertionClaims {
  readonly jti: string;
  readonly exp: number;
}

async function verifiedClaims(
  { issuer }: AssertionRegistry,
  assertion: string,
  clientId: string,
  { jwk }: ClientKey,
  now: EpochMs,
): Promise<AssertionClaims | undefined> {
  try {
    const { alg } = decodeProtectedHeader(assertion);
    const { payload } = await jwtVerify(assertion, await importJWK(publicMembers(jwk), alg), {
      algorithms: [...assertionAlgorithms],
      subject: clientId,
      audience: [issuer, `${issuer}/oauth/token`],
      requiredClaims: ['exp', 'jti'],
      clockTolerance: clockSkewSec,
      currentDate: new Date(now),
    });
    return timelyClaims(payload, Math.floor(now / secondMs));
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError || error instanceof DOMException) {
      return undefined;
    }
    throw error;
  }
}

/** What a public key needs and no more: a stray `use` or `key_ops` of a client's tool must not lock it out. */
function publicMembers(jwk: Readonly<Record<string, string>>): Record<string, string> {
  const members = ['kty', 'crv', 'x', 'y', 'n', 'e'];
  return Object.fromEntries(Object.entries(jwk).filter(([name]) => members.includes(name)));
}

function timelyClaims(
  { jti, exp, iat }: { readonly jti?: unknown; readonly exp?: number; readonly iat?: number },
  nowSec: number,
): AssertionClaims | undefined {
  if (typeof jti !== 'string' || jti.length === 0 || jti.length > jtiCharactersMax || exp === undefined)
    return undefined;
  if (exp > nowSec + assertionLifetimeSecMax + clockSkewSec) return undefined;
  return iat !== undefined && iat > nowSec + clockSkewSec ? undefined : { jti, exp };
}

/** Remembered until the assertion could no longer be accepted anyway. */
function useOnce(
  { store }: AssertionRegistry,
  clientId: string,
  { jti, exp }: AssertionClaims,
  now: EpochMs,
): Promise<boolean> {
  const expiresAt = (Math.ceil(exp) + clockSkewSec + 1) * secondMs;
  return store.putShortRecord({
    kind: 'USED_JTI',
    id: `${clientId}/${jti}`,
    expected: 0,
    body: 'used',
    expiresAt,
    now,
  });
}
