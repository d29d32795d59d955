import { type EpochMs, hourMs, minuteMs } from '../../core/time.ts';
import type { Registry } from '../registry.ts';
import type { Actor } from './actor.ts';
import { keyedHash } from './keyed-hash.ts';
import { type KeptSession, sessionLifetimeMs } from './open-session.ts';
import { requireSubscriber } from './permission.ts';

/** However often it is prolonged, a session ends so long after it was opened. */
export const sessionTotalMs = 8 * hourMs;

/** Less is not worth a write. */
const gainMsMin = 5 * minuteMs;

/**
 * Lets a session run a whole lifetime from now, `sessionTotalMs` in all. Resolves to when it ends; undefined where it has
 * ended.
 */
export async function prolongSession(registry: Registry, actor: Actor, token: string): Promise<EpochMs | undefined> {
  requireSubscriber(actor);
  const { store } = registry;
  const id = await keyedHash(registry, 'session', token);
  const now = registry.now();
  const record = store.shortRecord('SESSION', id, now);
  if (record === undefined) return undefined;
  const { openedAt = 0 } = JSON.parse(record.body) as KeptSession;
  const expiresAt = Math.min(now + sessionLifetimeMs, openedAt + sessionTotalMs);
  if (expiresAt < record.expiresAt + gainMsMin) return record.expiresAt;
  const { version: expected, body } = record;
  // Whoever was quicker has prolonged it, or ended it.
  const isPut = await store.putShortRecord({ kind: 'SESSION', id, expected, body, expiresAt, now });
  return isPut ? expiresAt : store.shortRecord('SESSION', id, now)?.expiresAt;
}
