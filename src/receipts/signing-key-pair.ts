import type { PrivateSigningKey } from './signer.ts';

export interface SigningKeyPair {
  /** RFC 7638 thumbprint (SHA-256, base64url) of the public key. */
  readonly kid: string;
  /** `kty`, `crv`, `x`, `y`: what a `SigningKeyRing` holds. */
  readonly publicJwk: Readonly<Record<string, string>>;
  readonly privateJwk: PrivateSigningKey;
}

/** A fresh ES256 key on P-256, from the runtime's own randomness. */
export async function generateSigningKey(): Promise<SigningKeyPair> {
  const { calculateJwkThumbprint, exportJWK, generateKeyPair } = await import('jose');
  const pair = await generateKeyPair('ES256', { extractable: true });
  const { x, y, d } = await exportJWK(pair.privateKey);
  if (x === undefined || y === undefined || d === undefined)
    throw new Error('The runtime made a P-256 key without x, y or d.');
  const publicJwk = { kty: 'EC', crv: 'P-256', x, y };
  const kid = await calculateJwkThumbprint(publicJwk, 'sha256');
  return { kid, publicJwk, privateJwk: { ...publicJwk, d, kid } };
}
