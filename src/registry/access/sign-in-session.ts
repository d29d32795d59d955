import { Fault } from '../../core/fault.ts';
import type { OrganisationRole } from '../../core/organisation.ts';
import type { EpochMs } from '../../core/time.ts';
import type { Registry } from '../registry.ts';
import type { SignedInPerson } from './issue-sign-in-link.ts';
import { keyedHash } from './keyed-hash.ts';

/** A signed-in person, and the organisation as it stands now. */
export interface PersonSession extends SignedInPerson {
  readonly organisationName: string;
  readonly role: OrganisationRole;
  readonly expiresAt: EpochMs;
}

/**
 * Who a session cookie speaks for, now: a suspended organisation's people are out at their next request. One answer
 * for every way a session can be bad: Fault UNAUTHENTICATED.
 */
export async function personOfSession(registry: Registry, token: string): Promise<PersonSession> {
  const id = await keyedHash(registry, 'sign-in session', token);
  const kept = registry.store.shortRecord('SESSION', id, registry.now());
  const session =
    kept === undefined ? undefined : personSession(registry, JSON.parse(kept.body) as SignedInPerson, kept.expiresAt);
  if (session !== undefined) return session;
  throw new Fault('UNAUTHENTICATED', 'a valid session is needed', { field: 'header:Cookie' });
}

/** Ends a session; no effect where it has ended. The token itself is the permission. */
export async function signOut(registry: Registry, token: string): Promise<void> {
  const id = await keyedHash(registry, 'sign-in session', token);
  const now = registry.now();
  const record = registry.store.shortRecord('SESSION', id, now);
  if (record === undefined) return;
  const { version: expected, expiresAt } = record;
  await registry.store.putShortRecord({ kind: 'SESSION', id, expected, body: undefined, expiresAt, now });
}

/** Undefined where the organisation is not active now. */
export function personSession(
  { directory }: Pick<Registry, 'directory'>,
  { organisationId, person }: SignedInPerson,
  expiresAt: EpochMs,
): PersonSession | undefined {
  const organisation = directory.organisation(organisationId)?.document;
  if (organisation?.status !== 'ACTIVE') return undefined;
  return { organisationId, organisationName: organisation.name, role: organisation.role, person, expiresAt };
}
