import type { GivenKey } from '../registry/organisations/client-key.ts';
import { CommandFailure } from './failure.ts';
import { isRecord, jsonOf } from './json-file.ts';

/** The public keys of a file: a JWK, or a JWK set (RFC 7517). */
export function publicKeysOf(file: string): readonly GivenKey[] {
  const content = jsonOf(file);
  const keys = isRecord(content) && Array.isArray(content['keys']) ? content['keys'] : [content];
  if (keys.length > 0 && keys.every(isRecord)) return keys;
  throw new CommandFailure(`${file}: neither a public key (JWK) nor a set of them (JWKS)`);
}
