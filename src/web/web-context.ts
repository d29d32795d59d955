import type { Context } from 'hono';
import type { EpochMs } from '../core/time.ts';
import type { OrganisationActor, SubscriberActor } from '../registry/access/actor.ts';
import type { PersonSession } from '../registry/access/sign-in-session.ts';
import type { Registry } from '../registry/registry.ts';
import type { PageAssets } from './page-assets.ts';
import type { Words } from './words/words.ts';

/** What every request of a page carries besides itself. */
export interface WebEnv {
  Variables: {
    registry: Registry;
    assets: PageAssets;
    /** BCP 47 tag, one of the policy's. */
    language: string;
    words: Words;
    /** Named to the person where something of ours failed, and in the operator's log. */
    correlator: string;
    /** The browser's random number: see `visit.ts`. */
    visit: string;
    /** What the page's forms have to show. */
    formToken: string;
    /** Everything that is kept of the holder of a session, as the way in for programs hands it out. */
    ownRecord: OwnRecord;
    /** Set by the guard of the subscriber's pages. */
    subscriber: SubscriberActor;
    /** When the subscriber's session ends unless it is prolonged. */
    sessionEndsAt: EpochMs;
    /** Set by the guard of an organisation's pages. */
    person: PersonSession;
    /** As whom that person acts. */
    caller: OrganisationActor;
  };
  Bindings: {
    readonly clientAddress?: string;
    /** Where the door has read the body, UTF-8. */
    readonly bodyText?: string | undefined;
  };
}

/** The file that a session's holder takes with him. Faults: UNAUTHENTICATED, TOO_MANY_REQUESTS. */
export type OwnRecord = (sessionToken: string, clientAddress: string | undefined) => Promise<Response>;

export type WebContext = Context<WebEnv>;

/** Where a request came from, as far as the door knows. */
export function clientAddressOf(c: WebContext): string | undefined {
  const environment: WebContext['env'] | undefined = c.env;
  return environment?.clientAddress;
}
