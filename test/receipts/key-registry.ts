import { createHash } from 'node:crypto';
import { openLookup } from '../../src/lookup/open-lookup.ts';
import { receiptDesk } from '../../src/receipts/key-ring-desk.ts';
import type { SignerOf } from '../../src/receipts/signer.ts';
import type { Actor } from '../../src/registry/access/actor.ts';
import { nodeSigner } from '../../src/runtime/node-signer.ts';
import { memoryStore } from '../../src/storage/memory/memory-store.ts';
import { sha256 } from '../../src/storage/sqlite/sha256.ts';
import type { Store } from '../../src/storage/store.ts';

export const operatorAtConsole: Actor = { kind: 'CONSOLE', name: 'test' };
export const issuer = 'https://dnd.example';
export const startedAt = Date.UTC(2026, 5, 1, 12);
export const checkValidForSec = 3_600;

/** A clock that stands still until it is moved. */
export interface Clock {
  at: number;
  now(): number;
}

export function clockAt(at: number): Clock {
  return {
    at,
    now() {
      return this.at;
    },
  };
}

export function freshStore(): Store {
  return memoryStore({ sha256: (bytes) => createHash('sha256').update(bytes).digest() });
}

/** One process over a store: what the verbs about keys and tokens work with. Give two the same store for two processes. */
export function keyRegistry(options: { store?: Store; clock?: Clock; signerOf?: SignerOf } = {}) {
  const { store = freshStore(), clock = clockAt(startedAt), signerOf = nodeSigner } = options;
  const now = () => clock.now();
  const { directory } = openLookup(store, { logId: 'log' });
  const receipts = receiptDesk({ directory, store, signerOf, sha256, issuer, checkValidForSec, now });
  return { store, clock, directory, receipts, issuer, now };
}

/** A payload with the times that every token needs. */
export function payloadAt(now: number, lifetimeSec = 600): string {
  const iat = Math.floor(now / 1_000);
  return JSON.stringify({ iat, exp: iat + lifetimeSec });
}
