import { type Change, entityKindOf, isNumberChange, type Position } from '../core/change.ts';
import { Fault } from '../core/fault.ts';
import type { AppendResult, Store } from '../storage/store.ts';
import { limitOf, type Timer, usualTimer } from './answer-limit.ts';
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

/** What stands in a directory, and whether every replica has it. */
export interface BoundEverywhere {
  /** Whether something stands, or is being written, that a replica may not have. */
  isBehind(): boolean;
  /**
   * Resolves when every replica has what stood at the call: to be waited for before anybody is told that the directory
   * is as he wants it, also by who found it so and wrote nothing. Fault UNAVAILABLE where a replica cannot be told.
   */
  settle(): Promise<void>;
}

/**
 * Makes a directory's store acknowledge a change of what is replicated only when every replica has it. Where one
 * cannot be told the change stays, and is told with the next one or asked for; whoever made it learns that it does
 * not bind everywhere yet: Fault UNAVAILABLE. A replica that is told may ask the directory, which has to be open by
 * then; what an earlier life of it had told nobody knows, so that it begins behind.
 */
export function acknowledgeEverywhere(
  store: Store,
  replicas: readonly TellReplica[],
  { limitMs, timer = usualTimer }: { readonly limitMs: number; readonly timer?: Timer },
): BoundEverywhere {
  const source = directorySource(store);
  const append = store.append.bind(store);
  const limit = limitOf(limitMs, timer);
  const appending = new Set<Promise<unknown>>();
  let told: Position | undefined;
  let wanted = store.head();

  async function tellAll(): Promise<void> {
    const head = store.head();
    const news = (told === undefined ? undefined : source.newsSince(told)) ?? { after: head, head, entities: [] };
    const outcomes = await Promise.allSettled(replicas.map((tell) => limit.orFault(() => tell(news))));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) throw notEverywhere(failed.reason);
    told = Math.max(told ?? 0, news.head);
  }

  const isUntold = () => told === undefined || told < wanted;

  async function written(changes: readonly Change[]): Promise<readonly AppendResult[]> {
    const results = await append(changes);
    for (const [at, change] of changes.entries()) {
      const result = results[at];
      if (concernsReplicas(change) && result?.status === 'APPENDED') wanted = Math.max(wanted, result.position);
    }
    return results;
  }

  Object.assign(store, {
    async append(changes: readonly Change[]): Promise<readonly AppendResult[]> {
      if (!changes.some(concernsReplicas)) return append(changes);
      const writing = written(changes);
      appending.add(writing);
      const results = await writing.finally(() => appending.delete(writing));
      if (results.some(({ status }) => status === 'APPENDED')) await tellAll();
      return results;
    },
  });

  return {
    isBehind: () => appending.size > 0 || isUntold(),
    async settle() {
      // What is being written may be read already: whoever found it there has to wait for it as well.
      await Promise.allSettled(appending);
      if (isUntold()) await tellAll();
    },
  };
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
