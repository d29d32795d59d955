import { type Change, entityKindOf, isNumberChange, type Position } from '../core/change.ts';
import { Fault } from '../core/fault.ts';
import type { AppendResult, Store } from '../storage/store.ts';
import {
  type DirectoryNews,
  type ReplicatedEntity,
  type ReplicatedKind,
  replicatedKinds,
} from './directory-replica.ts';

/** More than this is not told but copied. */
const entriesToldMax = 2_048;
/** Some hundred kilobytes. */
const pageEntities = 200;

/** What the directory's own log has for its replicas. */
export interface DirectorySource {
  newsSince(after: Position): DirectoryNews | undefined;
  head(): Position;
  page(kind: ReplicatedKind, afterId: string): readonly ReplicatedEntity[];
}

export function directorySource(
  store: Pick<Store, 'tail' | 'head' | 'entity' | 'entities' | 'snapshot'>,
): DirectorySource {
  return {
    newsSince: (after) =>
      store.snapshot(() => {
        const tail = store.tail(after, entriesToldMax);
        if (tail === undefined) return undefined;
        const changed = new Map(tail.entities.map(({ kind, id }) => [`${kind} ${id}`, { kind, id }]));
        const entities = [...changed.values()].flatMap(({ kind, id }) => {
          const entity = isReplicated(kind) ? store.entity(kind, id) : undefined;
          return entity === undefined ? [] : [{ ...entity, kind: kind as ReplicatedKind }];
        });
        return { after, head: tail.head, entities };
      }),
    head: () => store.head(),
    page: (kind, afterId) => store.entities(kind, afterId, pageEntities).map((entity) => ({ ...entity, kind })),
  };
}

function isReplicated(kind: string): kind is ReplicatedKind {
  return (replicatedKinds as readonly string[]).includes(kind);
}

/** Resolves when one replica has what is told. */
export type TellReplica = (news: DirectoryNews) => Promise<void>;

/**
 * Makes a directory's store acknowledge a change of what is replicated only when every replica has it. Where one
 * cannot be told the change stays, and is told with the next one or asked for; whoever made it learns that it does
 * not bind everywhere yet: Fault UNAVAILABLE.
 */
export function acknowledgeEverywhere(store: Store, replicas: readonly TellReplica[]): Store {
  const source = directorySource(store);
  const append = store.append.bind(store);
  let told = store.head();

  async function tellAll(): Promise<void> {
    const head = store.head();
    const news = source.newsSince(told) ?? { after: head, head, entities: [] };
    const outcomes = await Promise.allSettled(replicas.map((tell) => tell(news)));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) throw notEverywhere(failed.reason);
    told = Math.max(told, news.head);
  }

  return Object.assign(store, {
    async append(changes: readonly Change[]): Promise<readonly AppendResult[]> {
      const results = await append(changes);
      const isTold = changes.some((change, at) => concernsReplicas(change) && results[at]?.status === 'APPENDED');
      if (isTold) await tellAll();
      return results;
    },
  });
}

function concernsReplicas(change: Change): boolean {
  return !isNumberChange(change) && isReplicated(entityKindOf[change.event.kind]);
}

function notEverywhere(cause: unknown): Fault {
  return new Fault('UNAVAILABLE', 'The change is kept, but does not bind in every part of the registry yet.', {
    retryAfterSec: 1,
    cause,
  });
}
