import { Fault } from '../core/fault.ts';
import type { EpochMs } from '../core/time.ts';
import type { Store } from '../storage/store.ts';
import type { PrivateSigningKey } from './signer.ts';

/** Where the registry's private keys rest: beside the log, never in it. */
export interface SigningSecrets {
  /** Durable, and encrypted if a secret was given, when resolved. */
  keep(key: PrivateSigningKey): Promise<void>;
  /** Undefined where no such key rests here; Fault UNAVAILABLE where it cannot be decrypted. */
  load(kid: string): Promise<PrivateSigningKey | undefined>;
  /** Deletes the private key for good; the public one is the ring's business. */
  forget(kid: string): Promise<void>;
}

export interface SigningSecretsOptions {
  readonly store: Pick<Store, 'shortRecord' | 'putShortRecord'>;
  /**
   * At least 32 random bytes from outside the store: keys rest as JWE (RFC 7516, `dir`, A256GCM). Absent: they rest
   * in plain JSON, which only a demo may do, and encrypted ones cannot be read.
   */
  readonly keyEncryptionSecret?: Uint8Array<ArrayBuffer>;
  readonly now: () => EpochMs;
}

export function signingSecrets({ store, keyEncryptionSecret, now }: SigningSecretsOptions): SigningSecrets {
  if (keyEncryptionSecret !== undefined && keyEncryptionSecret.byteLength < 32) {
    throw new RangeError('The key encryption secret must have at least 32 bytes.');
  }
  const encryptionKey = keyEncryptionSecret === undefined ? undefined : sealingKey(keyEncryptionSecret);
  return {
    async keep(key) {
      const body = await sealedKey(key, await encryptionKey);
      const kept = await store.putShortRecord({ ...recordOf(key.kid, now()), expected: 0, body });
      if (!kept) throw new Fault('ALREADY_EXISTS', 'A signing key with this id rests here already.');
    },
    async load(kid) {
      const record = store.shortRecord('SIGNING_SECRET', kid, now());
      return record === undefined ? undefined : openedKey(kid, record.body, await encryptionKey);
    },
    async forget(kid) {
      const record = store.shortRecord('SIGNING_SECRET', kid, now());
      if (record === undefined) return;
      await store.putShortRecord({ ...recordOf(kid, now()), expected: record.version, body: undefined });
    },
  };
}

/** Whether a kept key is plain JSON; a compact JWE never begins so. */
export function restsInClear(body: string): boolean {
  return body.startsWith('{');
}

/** The last instant a `Date` can hold: private keys end by `forget`, not by the clock. */
const never: EpochMs = 8_640_000_000_000_000;

function recordOf(kid: string, now: EpochMs) {
  return { kind: 'SIGNING_SECRET', id: kid, expiresAt: never, now } as const;
}

/** A private key as it rests under a `sealingKey`; in plain JSON without one. */
export async function sealedKey(key: PrivateSigningKey, encryptionKey: Uint8Array | undefined): Promise<string> {
  const text = JSON.stringify(key);
  if (encryptionKey === undefined) return text;
  const { CompactEncrypt } = await import('jose');
  return await new CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: key.kid, cty: 'jwk+json' })
    .encrypt(encryptionKey);
}

/** The inverse of `sealedKey`; Fault UNAVAILABLE where it is not. */
export async function openedKey(
  kid: string,
  body: string,
  encryptionKey: Uint8Array | undefined,
): Promise<PrivateSigningKey> {
  if (restsInClear(body)) return JSON.parse(body) as PrivateSigningKey;
  if (encryptionKey === undefined) throw unreadable();
  const { plaintext, protectedHeader } = await decrypted(body, encryptionKey);
  if (protectedHeader['kid'] !== kid) throw unreadable();
  return JSON.parse(new TextDecoder().decode(plaintext)) as PrivateSigningKey;
}

async function decrypted(jwe: string, encryptionKey: Uint8Array) {
  const { compactDecrypt, errors } = await import('jose');
  try {
    return await compactDecrypt(jwe, encryptionKey, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
  } catch (cause) {
    if (cause instanceof errors.JOSEError) throw unreadable(cause);
    throw cause;
  }
}

function unreadable(cause?: unknown): Fault {
  return new Fault('UNAVAILABLE', 'The signing key cannot be decrypted with the key encryption secret in use.', {
    cause,
  });
}

/** One secret, one purpose (RFC 5869): the same secret may serve elsewhere under another `purpose`. */
export async function sealingKey(secret: Uint8Array<ArrayBuffer>, purpose: string = atRest): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  const info = new TextEncoder().encode(purpose);
  const algorithm = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, 256));
}

const atRest = 'dnd registry signing keys at rest';
