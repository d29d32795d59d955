import type { Release } from '../core/statistics/release.ts';
import type { EntityReads } from '../storage/store.ts';
import type { Found } from './directory.ts';
import type { LogFollower } from './log-follower.ts';

/**
 * Reads every release of figures, by id. All are gone through once; afterwards only those that the log names. Until
 * another is made, the list is the same object on each read.
 */
export function releaseList(store: EntityReads, follower: LogFollower): () => readonly Found<Release>[] {
  let list: readonly Found<Release>[] | undefined;
  let releases: Map<string, Found<Release>> | undefined;
  const addedIds = new Set<string>();

  follower.follow({
    apply({ entities }) {
      for (const { kind, id } of entities) if (kind === 'RELEASE' && releases !== undefined) addedIds.add(id);
    },
    startAnew() {
      list = undefined;
      releases = undefined;
      addedIds.clear();
    },
  });

  function read(): readonly Found<Release>[] {
    releases ??= allReleases(store);
    for (const id of addedIds) {
      const entity = store.entity('RELEASE', id);
      if (entity !== undefined) releases.set(id, { document: entity.document, position: entity.position });
    }
    addedIds.clear();
    return [...releases.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, release]) => release);
  }

  return () => {
    follower.refresh();
    if (list !== undefined && addedIds.size === 0) return list;
    list = follower.atHead(read);
    return list;
  };
}

/** Sixteen a year. */
const pageEntities = 64;

function allReleases(store: EntityReads): Map<string, Found<Release>> {
  const releases = new Map<string, Found<Release>>();
  for (let afterId = ''; ; ) {
    const page = store.entities('RELEASE', afterId, pageEntities);
    for (const { id, document, position } of page) releases.set(id, { document, position });
    const last = page.at(-1);
    if (last === undefined || page.length < pageEntities) return releases;
    afterId = last.id;
  }
}
