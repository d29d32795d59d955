import type { OrganisationDocument } from '../core/organisation.ts';
import type { Entity, EntityReads } from '../storage/store.ts';
import type { Found } from './directory.ts';
import type { LogFollower } from './log-follower.ts';

type Carrier = Found<OrganisationDocument>;

/**
 * Reads every organisation with the role CARRIER, by id. All organisations are gone through once; afterwards only
 * those that the log names. Until one changes, the list is the same object on each read.
 */
export function carrierList(store: EntityReads, follower: LogFollower): () => readonly Carrier[] {
  let list: readonly Carrier[] | undefined;
  let carriers: Map<string, Carrier> | undefined;
  const changedIds = new Set<string>();

  follower.follow({
    apply({ entities }) {
      for (const { kind, id } of entities) if (kind === 'ORGANISATION' && carriers !== undefined) changedIds.add(id);
    },
    startAnew() {
      list = undefined;
      carriers = undefined;
      changedIds.clear();
    },
  });

  function upToDate(known: Map<string, Carrier>): Map<string, Carrier> {
    for (const id of changedIds) {
      const entity = store.entity('ORGANISATION', id);
      if (entity?.document.role === 'CARRIER') known.set(id, found(entity));
      else known.delete(id);
    }
    changedIds.clear();
    return known;
  }

  return () => {
    follower.refresh();
    if (list !== undefined && changedIds.size === 0) return list;
    return follower.atHead(() => {
      carriers = carriers === undefined ? allCarriers(store) : upToDate(carriers);
      list = [...carriers.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, carrier]) => carrier);
      return list;
    });
  };
}

const pageEntities = 1000;

function allCarriers(store: EntityReads): Map<string, Carrier> {
  const carriers = new Map<string, Carrier>();
  let page: readonly Entity<'ORGANISATION'>[];
  let afterId = '';
  do {
    page = store.entities('ORGANISATION', afterId, pageEntities);
    for (const entity of page) if (entity.document.role === 'CARRIER') carriers.set(entity.id, found(entity));
    afterId = page.at(-1)?.id ?? afterId;
  } while (page.length === pageEntities);
  return carriers;
}

function found({ document, position }: Entity<'ORGANISATION'>): Carrier {
  return { document, position };
}
