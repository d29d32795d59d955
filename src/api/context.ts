import type { Context } from 'hono';
import type { Actor, OrganisationActor, SubscriberActor } from '../registry/access/actor.ts';
import type { PersonSession } from '../registry/access/sign-in-session.ts';
import type { Registry } from '../registry/registry.ts';

/** What every request carries besides itself. */
export interface ApiEnv {
  Variables: {
    registry: Registry;
    /** Set by the route's own guard; absent on routes open to anyone. */
    actor: Actor;
    /** Echoed in every answer, and in the operator's log. */
    correlator: string;
    /** Set by the route that a request fitted. */
    operationId: string;
    /** Set where answers are observed: milliseconds of the monotonic clock. */
    begunAt: number;
    /** Header fields that a refusal has besides the usual. */
    problemHeaders: Readonly<Record<string, string>>;
    /** Set by the guard of a signed-in person's routes. */
    person: PersonSession;
  };
  /** What the door knows of a request besides what the request says. */
  Bindings: {
    readonly clientAddress?: string;
    /** Where the door has read the body, UTF-8. */
    readonly bodyText?: string | undefined;
    /** Ends the connection where the runtime can: what went out so far is not the answer. */
    breakOff?(): void;
  };
}

export type ApiContext = Context<ApiEnv>;

/** The organisation that a guarded route was entered by. */
export function organisationOf(c: { get(key: 'actor'): Actor }): OrganisationActor {
  const actor = c.get('actor');
  if (actor.kind !== 'ORGANISATION') throw new Error('route is not guarded for organisations');
  return actor;
}

/** The subscriber that a guarded route was entered by. */
export function subscriberOf(c: { get(key: 'actor'): Actor }): SubscriberActor {
  const actor = c.get('actor');
  if (actor.kind !== 'SUBSCRIBER') throw new Error('route is not guarded for subscribers');
  return actor;
}
