import type { PhoneNumber } from '../../core/phone-number.ts';
import type { EpochMs } from '../../core/time.ts';
import { base64url, keyedHash } from '../access/keyed-hash.ts';

/** A number that nobody has: who asks about it has it from nobody's list of customers. */
export interface Canary {
  readonly phoneNumber: PhoneNumber;
  readonly plantedAt: EpochMs;
  /** The log's name for who planted it. */
  readonly plantedBy: string;
}

interface Peppered {
  readonly pepper: Uint8Array;
}

const nonceBytes = 12;

/** Finds a canary again by its number; tells nobody the number who has not the pepper. */
export function canaryId(peppered: Peppered, number: PhoneNumber): Promise<string> {
  return keyedHash(peppered, 'canary', String(number));
}

/** A canary as it rests: AES-256-GCM under a key from the pepper, so that a copy of the file gives none away. */
export async function sealedCanary(peppered: Peppered, canary: Canary): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(nonceBytes));
  const text = new TextEncoder().encode(JSON.stringify(canary));
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await keyOf(peppered), text);
  return `${base64url(iv)}.${base64url(new Uint8Array(sealed))}`;
}

/** Undefined where it was sealed under another pepper. */
export async function openedCanary(peppered: Peppered, body: string): Promise<Canary | undefined> {
  const [iv = '', sealed = ''] = body.split('.');
  try {
    const key = await keyOf(peppered);
    const text = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: bytesOf(iv) }, key, bytesOf(sealed));
    return JSON.parse(new TextDecoder().decode(text)) as Canary;
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
}

async function keyOf(peppered: Peppered): Promise<CryptoKey> {
  const bytes = bytesOf(await keyedHash(peppered, 'canary key', ''));
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
}
