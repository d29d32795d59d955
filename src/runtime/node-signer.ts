import { createHmac, createPrivateKey, createSecretKey, hash, type KeyObject, sign } from 'node:crypto';
import type { PrivateSigningKey, Signer } from '../receipts/signer.ts';

/**
 * ES256 by `crypto.sign`, synchronously. The signature is asked for in DER and taken apart here: about 29 µs, where
 * OpenSSL's own conversion (`ieee-p1363`) costs 78 µs.
 */
export function nodeSigner(privateJwk: PrivateSigningKey): Signer {
  const key = createPrivateKey({ key: { ...privateJwk }, format: 'jwk' });
  const { kid } = privateJwk;
  const headers = new Map<string, string>();
  const headerOf = (typ: string): string => {
    const known = headers.get(typ);
    if (known !== undefined) return known;
    const header = `${Buffer.from(JSON.stringify({ alg: 'ES256', typ, kid })).toString('base64url')}.`;
    headers.set(typ, header);
    return header;
  };
  return {
    kid,
    compactJws(typ, payloadJson) {
      const signingInput = headerOf(typ) + Buffer.from(payloadJson).toString('base64url');
      const signature = joseSignature(sign('sha256', Buffer.from(signingInput, 'latin1'), key));
      return `${signingInput}.${signature.toString('base64url')}`;
    },
  };
}

const secretKeys = new WeakMap<Uint8Array, KeyObject>();

/** HMAC-SHA-256 of bytes, at once. */
export function nodeHmac(key: Uint8Array, message: Uint8Array): Uint8Array {
  const known = secretKeys.get(key) ?? createSecretKey(key);
  secretKeys.set(key, known);
  return createHmac('sha256', known).update(message).digest();
}

/** base64url of the SHA-256 of bytes, at once: WebCrypto would copy them and wait for a thread. */
export function nodeDigest(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'base64url');
}

/** SHA-256 of bytes, at once. */
export function nodeSha256(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer');
}

/**
 * r ‖ s, 32 bytes each (RFC 7518 3.4), of a DER `SEQUENCE { r INTEGER, s INTEGER }` (RFC 3279 2.2.3) on P-256. DER
 * integers are as short as they can be, with a zero before a set top bit; lengths are below 128 and take one byte.
 */
export function joseSignature(der: Buffer): Buffer {
  const signature = Buffer.alloc(64);
  const rLength = der.readUInt8(3);
  const sLength = der.readUInt8(5 + rLength);
  placeInteger(der, 4, rLength, signature, 32);
  placeInteger(der, 6 + rLength, sLength, signature, 64);
  return signature;
}

/** Copies the last 32 bytes of an integer so that it ends before `targetEnd`. */
function placeInteger(der: Buffer, start: number, length: number, target: Buffer, targetEnd: number): void {
  const kept = Math.min(length, 32);
  der.copy(target, targetEnd - kept, start + length - kept, start + length);
}
