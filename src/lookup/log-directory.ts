import { LRUCache } from 'lru-cache';
import type { Documents, EntityKind } from '../core/change.ts';
import type { EntityReads } from '../storage/store.ts';
import { carrierList } from './carrier-list.ts';
import type { Directory, Found } from './directory.ts';
import type { LogFollower } from './log-follower.ts';
import { releaseList } from './release-list.ts';

/** No lookup depends on the others: they are read from the store. */
type RememberedKind = Exclude<EntityKind, 'BULK_ASSERTION' | 'RELEASE' | 'FIGURES_SHOWN' | 'REGISTRY_EXPORT'>;

/** How many documents are remembered: those of which there is one only, and the others, kind by kind. */
const documentsMax: Readonly<Record<RememberedKind, number>> = {
  ORGANISATION: 8192,
  SENDER_IDENTITY: 16_384,
  SIGNING_KEYS: 1,
  POLICY: 1,
};

/** Ids that name nothing are made up by whoever asks: remembered apart, so that they push no document out. */
const absentIdsMax = 1024;

/**
 * The directory of a store, remembered as the log grows. Until it changes, a document is the same object on each
 * read, so that what is derived from it can be kept in a `WeakMap`.
 */
export function logDirectory(store: EntityReads, follower: LogFollower): Directory {
  const organisations = entityShelf('ORGANISATION', store, follower);
  const senderIdentities = entityShelf('SENDER_IDENTITY', store, follower);
  const signingKeys = entityShelf('SIGNING_KEYS', store, follower);
  const policies = entityShelf('POLICY', store, follower);
  let version = 0;
  follower.follow({
    apply({ entities }) {
      if (entities.some(({ kind }) => kind in documentsMax)) version += 1;
    },
    startAnew() {
      version += 1;
    },
  });
  return {
    organisation: organisations,
    senderIdentity: senderIdentities,
    signingKeys: () => signingKeys('current'),
    policyId: () => policies('current')?.document.policyId,
    version() {
      follower.refresh();
      return version;
    },
    carriers: carrierList(store, follower),
    releases: releaseList(store, follower),
  };
}

/** Reads documents of one kind by id. */
function entityShelf<K extends RememberedKind>(
  kind: K,
  store: EntityReads,
  follower: LogFollower,
): (id: string) => Found<Documents[K]> | undefined {
  const documents = new LRUCache<string, Found<Documents[K]>>({ max: documentsMax[kind] });
  const absentIds = new LRUCache<string, true>({ max: absentIdsMax });

  follower.follow({
    apply({ entities }) {
      for (const entity of entities) {
        if (entity.kind !== kind) continue;
        documents.delete(entity.id);
        absentIds.delete(entity.id);
      }
    },
    startAnew() {
      documents.clear();
      absentIds.clear();
    },
  });

  function load(id: string): Found<Documents[K]> | undefined {
    const entity = store.entity(kind, id);
    if (entity === undefined) {
      absentIds.set(id, true);
      return undefined;
    }
    const found = { document: entity.document, position: entity.position };
    documents.set(id, found);
    return found;
  }

  return (id) => {
    follower.refresh();
    const known = documents.get(id);
    if (known !== undefined || absentIds.get(id) === true) return known;
    return follower.atHead(() => load(id));
  };
}
