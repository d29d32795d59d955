import { generateKeyPairSync } from 'node:crypto';
import type { GivenKey } from '../../../src/registry/organisations/client-key.ts';

/** A fresh key pair as JWKs, as an organisation's own tool would make it. */
export interface ClientKeyPair {
  readonly publicJwk: GivenKey;
  readonly privateJwk: GivenKey;
}

export function ecKeys(namedCurve = 'P-256'): ClientKeyPair {
  return jwks(generateKeyPairSync('ec', { namedCurve }));
}

export function ed25519Keys(): ClientKeyPair {
  return jwks(generateKeyPairSync('ed25519'));
}

export function rsaKeys(modulusLength = 2_048): ClientKeyPair {
  return jwks(generateKeyPairSync('rsa', { modulusLength }));
}

function jwks({ publicKey, privateKey }: ReturnType<typeof generateKeyPairSync>): ClientKeyPair {
  return {
    publicJwk: publicKey.export({ format: 'jwk' }) as GivenKey,
    privateJwk: privateKey.export({ format: 'jwk' }) as GivenKey,
  };
}
