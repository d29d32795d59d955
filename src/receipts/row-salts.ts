import { type Sha256, saltBytes } from '../storage/leaf-hash.ts';

/** Random bytes from which the salts of all rows of one batch come, or the secrets of all outputs of one scrub. */
export const rowSecretBytes = 32;

/** A secret for one batch, for one scrub, or for the statements of one turn. */
export function freshRowSecret(): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(rowSecretBytes));
}

/**
 * What stands before a statement in its leaf, SHA-256(0x00 ‖ salt ‖ statement), so that of equal statements the leaves
 * differ: the first 16 bytes of SHA-256(secret ‖ index as four bytes, the highest first).
 */
export function rowSalts(sha256: Sha256, secret: Uint8Array): (index: number) => Uint8Array {
  const seedOf = saltSeeds(secret);
  return (index) => sha256(seedOf(index)).subarray(0, saltBytes);
}

/** The bytes whose hash begins with a salt; each is written over the last. */
export function saltSeeds(secret: Uint8Array): (index: number) => Uint8Array<ArrayBuffer> {
  const seed = new Uint8Array(rowSecretBytes + 4);
  seed.set(secret);
  const view = new DataView(seed.buffer);
  return (index) => {
    view.setUint32(rowSecretBytes, index);
    return seed;
  };
}

/**
 * The secret of one output of a scrub, SHA-256(secret ‖ its name): rows at the same place of two outputs have different
 * salts, so that what is shown of one tells nothing of the other.
 */
export function outputSecret(sha256: Sha256, secret: Uint8Array, name: string): Uint8Array {
  const named = new TextEncoder().encode(name);
  const seed = new Uint8Array(secret.length + named.length);
  seed.set(secret);
  seed.set(named, secret.length);
  return sha256(seed);
}
