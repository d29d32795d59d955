import type { Registry } from '../registry.ts';
import type { Actor } from './actor.ts';
import { keyedHash } from './keyed-hash.ts';
import { requireSubscriber } from './permission.ts';

/** `DELETE /v1/subscriber/sessions/current`: ends the session of this token; no effect where it has ended. */
export async function closeSession(registry: Registry, actor: Actor, token: string): Promise<void> {
  requireSubscriber(actor);
  const { store } = registry;
  const id = await keyedHash(registry, 'session', token);
  const now = registry.now();
  const record = store.shortRecord('SESSION', id, now);
  if (record === undefined) return;
  const { version: expected, expiresAt } = record;
  await store.putShortRecord({ kind: 'SESSION', id, expected, body: undefined, expiresAt, now });
}
