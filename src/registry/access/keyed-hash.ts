/** What a hash is for, so that a hash of one kind never passes for another. */
export type HashPurpose =
  | 'code'
  | 'code holder'
  | 'erasure code'
  | 'erasure code holder'
  | 'session'
  | 'sign-in link'
  | 'sign-in session'
  | 'limit'
  | 'door'
  | 'text'
  | 'texts of'
  | 'text line'
  | 'text code'
  | 'outgoing text'
  | 'text receipt'
  | 'kept answer'
  | 'kept answers of'
  | 'kept request'
  | 'canary'
  | 'canary key'
  | 'form'
  | 'visit'
  | 'replay'
  | 'registry export';

/** HMAC-SHA-256 (RFC 2104) of bytes under a key, at once. */
export type Hmac = (key: Uint8Array, message: Uint8Array) => Uint8Array;

/** What hashes are made with. */
export interface Peppered {
  readonly pepper: Uint8Array;
  /** WebCrypto where absent, which takes a turn and a thread for each. */
  readonly hmac?: Hmac | undefined;
}

/**
 * HMAC-SHA-256 under the registry's pepper, base64url: 43 characters. Whoever has the store alone can neither
 * recognise what was hashed nor try values.
 */
export async function keyedHash({ pepper, hmac }: Peppered, purpose: HashPurpose, text: string): Promise<string> {
  const message = encoder.encode(`${purpose}\n${text}`);
  if (hmac !== undefined) return base64url(hmac(pepper, message));
  return base64url(new Uint8Array(await crypto.subtle.sign('HMAC', await hmacKey(pepper), message)));
}

const encoder = new TextEncoder();

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
