import type { OrganisationRole, Scope } from '../../core/organisation.ts';
import type { OrganisationActor } from '../../registry/access/actor.ts';
import type { PeoplePlace } from '../words/people-words.ts';

/** Where people of organisations work, and what theirs must hold at each request. */
export const places: Readonly<Record<PeoplePlace, { readonly path: string; readonly scope: Scope }>> = {
  LISTS: { path: '/lists', scope: 'dnd:lookups:check' },
  DESK: { path: '/desk', scope: 'dnd:statistics:read' },
};

/** Where a person lands who has just signed in. */
export function placeOfRole(role: OrganisationRole): PeoplePlace {
  return role === 'REGULATOR' ? 'DESK' : 'LISTS';
}

export function mayEnter(place: PeoplePlace, { scopes }: Pick<OrganisationActor, 'scopes'>): boolean {
  return scopes.includes(places[place].scope);
}
