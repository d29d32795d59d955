import { type Sha256, saltBytes } from '../storage/leaf-hash.ts';

/** Random bytes from which the salts of all rows of one batch come. */
export const rowSecretBytes = 32;

/** A secret for one batch, or for the statements of one turn. */
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
