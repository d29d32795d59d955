import { calculateJwkThumbprint, errors, importJWK } from 'jose';
import { Fault } from '../../core/fault.ts';
import type { ClientKey } from '../../core/organisation.ts';
import type { EpochMs } from '../../core/time.ts';
import { assertionAlgorithms } from '../access/client-assertion.ts';

/** A key as an organisation hands it in: a JWK (RFC 7517), of which members not understood are dropped. */
export type GivenKey = Readonly<Record<string, unknown>>;

export const keysMax = 16;

interface KeyKind {
  readonly alg: string;
  readonly members: readonly string[];
  readonly fits: (jwk: Readonly<Record<string, string>>) => boolean;
}

const rsaBitsMin = 2_048;
const rsaBitsMax = 8_192;

/** What may be admitted: each kind of key has an algorithm that the token endpoint takes. */
const keyKinds: Readonly<Record<string, KeyKind>> = {
  EC: { alg: 'ES256', members: ['crv', 'x', 'y'], fits: ({ crv }) => crv === 'P-256' },
  OKP: { alg: 'Ed25519', members: ['crv', 'x'], fits: ({ crv }) => crv === 'Ed25519' },
  RSA: {
    alg: 'PS256',
    members: ['n', 'e'],
    fits: ({ n = '' }) => bitsOf(n) >= rsaBitsMin && bitsOf(n) <= rsaBitsMax,
  },
};

const admittedKinds = `EC P-256, OKP Ed25519, RSA of ${rsaBitsMin} to ${rsaBitsMax} bits`;
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
/** Fit for a URL's segment, which `.` and `..` are not. */
const kidPattern = /^(?!\.{1,2}$)[A-Za-z0-9._~-]{1,128}$/;

/**
 * The keys of a JWKS as an organisation's, checked to be public, usable and of different ids; a key without `kid` is
 * named by its RFC 7638 thumbprint. Fault INVALID_ARGUMENT names the member at fault, below `field`.
 */
export async function clientKeys(keys: readonly GivenKey[], field: string, addedAt: EpochMs): Promise<ClientKey[]> {
  if (keys.length === 0 || keys.length > keysMax) {
    throw new Fault('INVALID_ARGUMENT', 'the number of keys is not allowed', { field, limit: `1 to ${keysMax} keys` });
  }
  const checked: ClientKey[] = [];
  for (const [index, key] of keys.entries()) {
    const one = await clientKey(key, `${field}[${index}]`, addedAt);
    if (checked.some(({ kid }) => kid === one.kid)) {
      throw new Fault('INVALID_ARGUMENT', 'two keys have the same kid', { field: `${field}[${index}].kid` });
    }
    checked.push(one);
  }
  return checked;
}

export async function clientKey(key: GivenKey, field: string, addedAt: EpochMs): Promise<ClientKey> {
  const seen = privateMembers.find((name) => name in key);
  if (seen !== undefined) {
    throw new Fault('INVALID_ARGUMENT', 'this is a private or secret key: make a new pair and send the public half', {
      field: `${field}.${seen}`,
    });
  }
  const { jwk, kind } = publicJwk(key, field);
  const thumbprint = await checkedThumbprint(jwk, kind, field);
  const kid = key['kid'] ?? thumbprint;
  if (typeof kid !== 'string' || !kidPattern.test(kid)) {
    throw new Fault('INVALID_ARGUMENT', 'not a key id', { field: `${field}.kid`, limit: kidPattern.source });
  }
  return { kid, jwk, addedAt };
}

function publicJwk(key: GivenKey, field: string) {
  const { kty, alg, use = 'sig' } = key;
  const kind = typeof kty === 'string' && Object.hasOwn(keyKinds, kty) ? keyKinds[kty] : undefined;
  const members = Object.entries(key).filter(([name]) => name === 'kty' || kind?.members.includes(name) === true);
  const jwk = Object.fromEntries(members) as Record<string, string>;
  if (kind === undefined || !members.every(([, value]) => typeof value === 'string') || !kind.fits(jwk)) {
    throw new Fault('INVALID_ARGUMENT', 'not a kind of key that is admitted', { field, limit: admittedKinds });
  }
  if (alg !== undefined && !(assertionAlgorithms as readonly unknown[]).includes(alg)) {
    const limit = `one of ${assertionAlgorithms.join(', ')}`;
    throw new Fault('INVALID_ARGUMENT', 'not an algorithm that is admitted', { field: `${field}.alg`, limit });
  }
  if (use !== 'sig') throw new Fault('INVALID_ARGUMENT', 'not a key for signatures', { field: `${field}.use` });
  return { jwk, kind };
}

/** Refuses what looks like a key and is none: a point off the curve, a missing member, broken base64url. */
async function checkedThumbprint(jwk: Record<string, string>, { alg }: KeyKind, field: string): Promise<string> {
  try {
    await importJWK(jwk, alg);
    return await calculateJwkThumbprint(jwk, 'sha256');
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError || error instanceof DOMException) {
      throw new Fault('INVALID_ARGUMENT', 'not a valid public key', { field, cause: error });
    }
    throw error;
  }
}

/** Bits of a base64url integer, to the byte. */
function bitsOf(text: string): number {
  return Math.floor((text.length * 3) / 4) * 8;
}
