import { Fault } from '../../core/fault.ts';
import type { Scope } from '../../core/organisation.ts';
import type { Actor, OrganisationActor, SubscriberActor } from './actor.ts';

/** The organisation that acts, if it holds the scope. */
export function requireOrganisation(actor: Actor, scope: Scope): OrganisationActor {
  if (actor.kind !== 'ORGANISATION' || !actor.scopes.includes(scope)) {
    throw new Fault('PERMISSION_DENIED', `this needs an organisation with the scope ${scope}`);
  }
  return actor;
}

/** The holder of a number. */
export function requireSubscriber(actor: Actor): SubscriberActor {
  if (actor.kind !== 'SUBSCRIBER') throw new Fault('PERMISSION_DENIED', 'this is for the holder of a number');
  return actor;
}

/** An organisation with the scope, or somebody with the data folder in hand. Returns the log's name for the actor. */
export function requireScopeOrConsole(actor: Actor, scope: Scope): string {
  if (actor.kind === 'CONSOLE') return `operator:${actor.name}`;
  return actorName(requireOrganisation(actor, scope));
}

/** The log's name for who acts; a subscriber is named by the entry's own number and nowhere else. */
export function actorName(actor: Actor): string {
  switch (actor.kind) {
    case 'SUBSCRIBER':
      return 'subscriber';
    case 'ORGANISATION':
      return `organisation:${actor.organisationId}`;
    case 'CONSOLE':
      return `operator:${actor.name}`;
  }
}
