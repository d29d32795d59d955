import type { Position, Proof, WayIn } from '../../core/change.ts';
import type { OrganisationRole, Scope } from '../../core/organisation.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import type { EpochMs } from '../../core/time.ts';
import type { NumberAt } from '../../lookup/shard.ts';

/** Who asks for a verb, as a way in has established it. */
export type Actor = SubscriberActor | OrganisationActor | OperatorAtConsole;

/** The holder of a number, as a door has established it: by a one-time code's session, or by a text from the line. */
export interface SubscriberActor {
  readonly kind: 'SUBSCRIBER';
  readonly number: PhoneNumber;
  /** Whose holder he is, as `presentTenure` counts: a change in flight does not reach the next holder's record. */
  readonly tenure: number;
  readonly wayIn: WayIn;
  readonly proof: Proof;
  /**
   * How the number stood when the session was looked at: a change that is asked for within the same millisecond need
   * not look again (a body may come long after its head). Where somebody was quicker, the log refuses it.
   */
  readonly seen?: { readonly present: NumberAt; readonly at: EpochMs };
}

export interface OrganisationActor {
  readonly kind: 'ORGANISATION';
  readonly organisationId: string;
  readonly role: OrganisationRole;
  /** Who of the organisation acts, where a person does and no program. */
  readonly person?: string;
  /** Granted by the token and still held by the organisation. */
  readonly scopes: readonly Scope[];
  /**
   * The look at the log that established the actor, where that was for this one request: reads for its answer need
   * not look again within the same millisecond (a body may come long after its head).
   */
  readonly seen?: { readonly position: Position; readonly at: EpochMs };
}

/** Somebody with the data folder in hand: the command line. */
export interface OperatorAtConsole {
  readonly kind: 'CONSOLE';
  readonly name: string;
}

/** Tells one actor from another. It may hold a phone number: to be hashed before it is kept. */
export function actorKey(actor: Actor): string {
  switch (actor.kind) {
    case 'SUBSCRIBER':
      return `subscriber:${actor.number}`;
    case 'ORGANISATION':
      return `organisation:${actor.organisationId}`;
    case 'CONSOLE':
      return `console:${actor.name}`;
  }
}
