import type { Refusal } from './shell-words.ts';

/** The pages that an organisation reaches only by its people's sign-in: the lists of who calls, the regulator's desk. */
export type PeoplePlace = 'LISTS' | 'DESK';

/** The way in and out of people who act for an organisation. Times come written. */
export interface PeopleWords {
  readonly signIn: {
    readonly heading: string;
    readonly lead: string;
    readonly tokenLabel: string;
    readonly tokenHint: string;
    readonly button: string;
    readonly missing: string;
    readonly refused: string;
    readonly howToGet: string;
    readonly signedOut: string;
  };
  readonly session: {
    signedIn(person: string, organisation: string, until: string): string;
    endsSoon(until: string): string;
    readonly signOut: string;
  };
  /** Said to the people of others. */
  readonly notFor: Readonly<Record<PeoplePlace, Refusal>>;
  readonly yours: string;
  readonly wayTo: Readonly<Record<PeoplePlace, string>>;
}
