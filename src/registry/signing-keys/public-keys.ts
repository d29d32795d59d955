import { jwksMaxAgeSec, type PublishedKey } from '../../receipts/key-ring.ts';
import type { Registry } from '../registry.ts';

/** How long a copy of the public keys may be kept, seconds: no key signs before every honest copy holds it. */
export const publicKeysMaxAgeSec = jwksMaxAgeSec;

/** RFC 7517 set of every key that a verifier may meet. Open to anyone. */
export function publicKeys({ receipts }: Pick<Registry, 'receipts'>): { readonly keys: readonly PublishedKey[] } {
  return receipts.jwks();
}
