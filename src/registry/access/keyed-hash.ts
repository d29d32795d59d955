/** What a hash is for, so that a hash of one kind never passes for another. */
export type HashPurpose =
  | 'code'
  | 'code holder'
  | 'session'
  | 'sign-in link'
  | 'sign-in session'
  | 'limit'
  | 'text'
  | 'text line'
  | 'text code'
  | 'kept answer'
  | 'kept request'
  | 'canary'
  | 'canary key';

/**
 * HMAC-SHA-256 (RFC 2104) under the registry's pepper, base64url: 43 characters. Whoever has the store alone can
 * neither recognise what was hashed nor try values.
 */
export async function keyedHash(
  { pepper }: { readonly pepper: Uint8Array },
  purpose: HashPurpose,
  text: string,
): Promise<string> {
  const message = new TextEncoder().encode(`${purpose}\n${text}`);
  return base64url(new Uint8Array(await crypto.subtle.sign('HMAC', await hmacKey(pepper), message)));
}

/** RFC 4648 section 5, without padding. */
export function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

const keys = new WeakMap<Uint8Array, Promise<CryptoKey>>();

function hmacKey(pepper: Uint8Array): Promise<CryptoKey> {
  const known = keys.get(pepper);
  if (known !== undefined) return known;
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = crypto.subtle.importKey('raw', new Uint8Array(pepper), algorithm, false, ['sign']);
  keys.set(pepper, key);
  return key;
}
