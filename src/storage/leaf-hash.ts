import { type Change, entityKindOf, isNumberChange, type Position } from '../core/change.ts';
import type { PhoneNumber } from '../core/phone-number.ts';
import { canonicalJson } from './canonical.ts';
import type { BlockImported } from './store.ts';

/**
 * SHA-256 (FIPS 180-4) of some bytes, at once: Web APIs have only a promised one, so whoever makes a store brings it.
 * It must not keep the bytes: the caller writes the next ones into the same place.
 */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** Random bytes that stand before an entry in its leaf, so that its content cannot be guessed from the hash. */
export const saltBytes = 16;

/** SHA-256(0x00 ‖ salt ‖ bytes): RFC 9162's leaf of a salted entry. */
export function leafHash(sha256: Sha256, salt: Uint8Array, bytes: Uint8Array): Uint8Array {
  const leaf = new Uint8Array(1 + salt.length + bytes.length);
  leaf.set(salt, 1);
  leaf.set(bytes, 1 + salt.length);
  return sha256(leaf);
}

/**
 * The bytes of an entry that its leaf commits to: UTF-8 of a JSON array in the order below, without white space,
 * the keys of every object sorted, what is absent as null. Hashes are in lower-case hexadecimal.
 */
export function entryBytes(position: Position, entry: Change | BlockImported): Uint8Array {
  return utf8.encode(canonicalJson(entryFields(position, entry)));
}

/** What one row of a bulk import commits to; `preferencesJson` is the canonical JSON of its preferences. */
export function rowText(number: PhoneNumber, preferencesJson: string): string {
  return `["ROW",${number},${preferencesJson}]`;
}

/** `leafHash` of the UTF-8 of texts, for many in a row: all are written into one buffer. */
export function leafHasher(sha256: Sha256): (salt: Uint8Array, text: string) => Uint8Array {
  let leaf = new Uint8Array(1_024);
  return (salt, text) => {
    const from = 1 + salt.length;
    // No UTF-16 unit takes more than three bytes of UTF-8.
    if (leaf.length < from + text.length * 3) leaf = new Uint8Array(2 * (from + text.length * 3));
    leaf.set(salt, 1);
    const { written } = utf8.encodeInto(text, leaf.subarray(from));
    return sha256(leaf.subarray(0, from + written));
  };
}

const utf8 = new TextEncoder();

function entryFields(position: Position, entry: Change | BlockImported): readonly unknown[] {
  if ('block' in entry) {
    const { block, batchId, at, actor, rows, rowsRoot } = entry;
    return ['BLOCK', position, block, batchId, at, actor, rows, hex(rowsRoot)];
  }
  const { follows, at, actor, agent = null, wayIn } = entry;
  if (isNumberChange(entry)) {
    return ['NUMBER', position, entry.number, follows, at, actor, agent, wayIn, entry.proof, entry.event];
  }
  return [
    'ENTITY',
    position,
    entityKindOf[entry.event.kind],
    entry.entityId,
    follows,
    at,
    actor,
    agent,
    wayIn,
    entry.event,
  ];
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
