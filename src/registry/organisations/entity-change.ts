import type { Documents, EntityEvent, Position } from '../../core/change.ts';
import { Fault } from '../../core/fault.ts';
import type { Found } from '../../lookup/directory.ts';
import type { AppendResult } from '../../storage/store.ts';
import type { Actor } from '../access/actor.ts';
import { actorName } from '../access/permission.ts';
import type { Registry } from '../registry.ts';

/** What the verbs about organisations and sender identities need. */
export type EntityRegistry = Pick<Registry, 'store' | 'directory' | 'policy' | 'now' | 'demo'>;

type Kind = 'ORGANISATION' | 'SENDER_IDENTITY' | 'BULK_ASSERTION' | 'RELEASE' | 'FIGURES_SHOWN' | 'REGISTRY_EXPORT';

/** What an entity is called in a refusal. */
const words: Readonly<Record<Kind, { readonly noun: string; readonly field: string }>> = {
  ORGANISATION: { noun: 'organisation', field: 'organisationId' },
  SENDER_IDENTITY: { noun: 'sender identity', field: 'senderId' },
  BULK_ASSERTION: { noun: 'bulk assertion', field: 'assertionId' },
  RELEASE: { noun: 'release', field: 'releaseId' },
  FIGURES_SHOWN: { noun: 'look at figures', field: 'id' },
  REGISTRY_EXPORT: { noun: 'export', field: 'id' },
};

/** The first document of an entity. Fault ALREADY_EXISTS where the id is taken. */
export async function addEntity<K extends Kind>(
  registry: EntityRegistry,
  actor: Actor,
  kind: K,
  id: string,
  document: Documents[K],
): Promise<Found<Documents[K]>> {
  const result = await append(registry, actor, kind, id, 0, document);
  if (result.status === 'APPENDED') return { document, position: result.position };
  throw new Fault('ALREADY_EXISTS', `there is a ${words[kind].noun} with this id`, { field: words[kind].field });
}

/**
 * Rewrites an entity's document as it stands. With `expected` only where that is still its position, else Fault
 * FAILED_PRECONDITION; without, again and again if others come between, then Fault ABORTED. A rewrite that returns
 * the document it was given writes nothing. Fault NOT_FOUND where there is no such entity.
 */
export async function rewriteEntity<K extends Kind>(
  registry: EntityRegistry,
  actor: Actor,
  kind: K,
  id: string,
  expected: Position | undefined,
  rewrite: (document: Documents[K]) => Documents[K],
): Promise<Found<Documents[K]>> {
  for (let attempt = 0; attempt < rewritesMax; attempt += 1) {
    const present = entityNow(registry, kind, id);
    if (expected !== undefined && present.position !== expected) throw changedMeanwhile(kind);
    const document = rewrite(present.document);
    if (document === present.document) return present;
    const result = await append(registry, actor, kind, id, present.position, document);
    if (result.status === 'APPENDED') return { document, position: result.position };
  }
  throw new Fault('ABORTED', `the ${words[kind].noun} is being changed by others: try again`);
}

const rewritesMax = 5;

/** An entity as the log has it now. Fault NOT_FOUND where there is none. */
export function entityNow<K extends Kind>({ store }: EntityRegistry, kind: K, id: string): Found<Documents[K]> {
  const entity = store.entity(kind, id);
  if (entity !== undefined) return { document: entity.document, position: entity.position };
  throw new Fault('NOT_FOUND', `there is no ${words[kind].noun} with this id`, { field: `path:${words[kind].field}` });
}

async function append<K extends Kind>(
  { store, now }: EntityRegistry,
  actor: Actor,
  kind: K,
  entityId: string,
  follows: Position,
  document: Documents[K],
): Promise<AppendResult> {
  const wayIn = actor.kind === 'CONSOLE' ? 'CLI' : 'API';
  const event = { kind: `${kind}_SET`, document } as EntityEvent;
  const [result] = await store.append([{ entityId, event, follows, at: now(), actor: actorName(actor), wayIn }]);
  if (result === undefined) throw new Error('the store answered nothing about a change');
  return result;
}

function changedMeanwhile(kind: Kind): Fault {
  return new Fault('FAILED_PRECONDITION', `the ${words[kind].noun} was changed meanwhile: read it again`, {
    field: 'header:If-Match',
  });
}
