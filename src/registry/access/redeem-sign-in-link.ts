import { Fault } from '../../core/fault.ts';
import { type EpochMs, hourMs } from '../../core/time.ts';
import type { Registry } from '../registry.ts';
import type { SignedInPerson } from './issue-sign-in-link.ts';
import { base64url, keyedHash } from './keyed-hash.ts';
import { type PersonSession, personSession } from './sign-in-session.ts';

export interface SignInOpened extends PersonSession {
  /** 256 random bits, base64url, for the session cookie; the store has only its keyed hash. */
  readonly token: string;
}

/** A working day: nobody is signed in overnight. */
export const signInLifetimeMs = 8 * hourMs;

/**
 * A link's token for a session; the token itself is the permission. Of many tries at once one opens a session, and
 * one answer is for a wrong token, none, a spent and an expired one: Fault UNAUTHENTICATED.
 */
export async function redeemSignInLink(
  registry: Registry,
  { token }: { readonly token: string },
): Promise<SignInOpened> {
  const { store } = registry;
  const linkId = await keyedHash(registry, 'sign-in link', token);
  const now = registry.now();
  const link = store.shortRecord('SESSION', linkId, now);
  if (link === undefined) throw linkRefused();
  const spent = { kind: 'SESSION', id: linkId, expected: link.version, body: undefined, expiresAt: now, now } as const;
  if (!(await store.putShortRecord(spent))) throw linkRefused();
  const session = personSession(registry, JSON.parse(link.body) as SignedInPerson, now + signInLifetimeMs);
  if (session === undefined) throw linkRefused();
  const opened = base64url(crypto.getRandomValues(new Uint8Array(32)));
  await keep(registry, opened, link.body, session.expiresAt);
  return { ...session, token: opened };
}

async function keep(registry: Registry, token: string, body: string, expiresAt: EpochMs): Promise<void> {
  const id = await keyedHash(registry, 'sign-in session', token);
  await registry.store.putShortRecord({ kind: 'SESSION', id, expected: 0, body, expiresAt, now: registry.now() });
}

function linkRefused(): Fault {
  return new Fault('UNAUTHENTICATED', 'the link is not valid any more: ask for a new one', { field: 'token' });
}
