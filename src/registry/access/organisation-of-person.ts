import { Fault } from '../../core/fault.ts';
import type { Registry } from '../registry.ts';
import type { OrganisationActor } from './actor.ts';
import { type PersonSession, personOfSession } from './sign-in-session.ts';

/** A signed-in person, and the organisation for which that person acts. */
export interface ActingPerson {
  readonly session: PersonSession;
  readonly actor: OrganisationActor;
}

/** Who a session cookie speaks for, with the scopes that the organisation holds now. Fault UNAUTHENTICATED. */
export async function organisationOfPerson(registry: Registry, token: string): Promise<ActingPerson> {
  const session = await personOfSession(registry, token);
  const { organisationId, person, role } = session;
  const document = registry.directory.organisation(organisationId)?.document;
  if (document?.status !== 'ACTIVE') {
    throw new Fault('UNAUTHENTICATED', 'a valid session is needed', { field: 'header:Cookie' });
  }
  return { session, actor: { kind: 'ORGANISATION', organisationId, role, person, scopes: document.scopes } };
}
