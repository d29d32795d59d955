import type { OrganisationRole, Scope } from '../core/organisation.ts';
import type { PhoneNumber } from '../core/phone-number.ts';

/** Who asks for a verb, as a way in has established it. */
export type Actor = SubscriberActor | OrganisationActor | OperatorAtConsole;

/** The holder of a number, shown by a session that a one-time code opened. */
export interface SubscriberActor {
  readonly kind: 'SUBSCRIBER';
  readonly number: PhoneNumber;
}

export interface OrganisationActor {
  readonly kind: 'ORGANISATION';
  readonly organisationId: string;
  readonly role: OrganisationRole;
  /** Granted by the token and still held by the organisation. */
  readonly scopes: readonly Scope[];
}

/** Somebody with the data folder in hand: the command line. */
export interface OperatorAtConsole {
  readonly kind: 'CONSOLE';
  readonly name: string;
}
