import type { OrganisationActor } from '../registry/access/actor.ts';
import type { Registry } from '../registry/registry.ts';
import { CommandFailure } from './failure.ts';

/** Whoever has the data folder in hand may speak for any organisation in it. */
export function organisationNamed({ directory }: Registry, organisationId: string): OrganisationActor {
  const document = directory.organisation(organisationId)?.document;
  if (document === undefined) throw new CommandFailure(`--as: no organisation is called ${organisationId}`);
  if (document.status !== 'ACTIVE') throw new CommandFailure(`--as: ${organisationId} is suspended`);
  return { kind: 'ORGANISATION', organisationId, role: document.role, scopes: document.scopes };
}
