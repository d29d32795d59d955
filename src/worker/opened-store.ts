import { nodeSha256 } from '../runtime/node-signer.ts';
import { openDurableStore } from '../storage/durable/durable-store.ts';
import type { Store } from '../storage/store.ts';

/** The log of an object: what it keeps in its own SQLite. */
export function openedStore(storage: DurableObjectStorage): Store {
  return openDurableStore(storage, { sha256: nodeSha256 });
}
