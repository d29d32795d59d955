import { formatPhoneNumber, type PhoneNumber, parsePhoneNumber } from '../../core/phone-number.ts';
import { secondMs } from '../../core/time.ts';
import type { Registry } from '../registry.ts';
import { keyedHash } from './keyed-hash.ts';

const attemptsMax = 3;

/**
 * Remembers for which number a browser awaits a code, as long as the code lives, so that the number need be in no URL
 * and no page. `visit`: the random number that the browser is known by, which is the permission.
 */
export async function awaitCode(registry: Registry, visit: string, number: PhoneNumber): Promise<void> {
  const { store, policy, now } = registry;
  const id = await keyedHash(registry, 'visit', visit);
  const at = now();
  const body = JSON.stringify({ number: formatPhoneNumber(number) });
  const expiresAt = at + policy.clocks.codeLifetimeSec * secondMs;
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const expected = store.shortRecord('SESSION', id, at)?.version ?? 0;
    if (await store.putShortRecord({ kind: 'SESSION', id, expected, body, expiresAt, now: at })) return;
  }
}

/** Undefined where this browser asked for no code lately. */
export async function numberAwaitingCode(registry: Registry, visit: string): Promise<PhoneNumber | undefined> {
  const kept = registry.store.shortRecord('SESSION', await keyedHash(registry, 'visit', visit), registry.now());
  return kept === undefined ? undefined : parsePhoneNumber((JSON.parse(kept.body) as { number: string }).number);
}
