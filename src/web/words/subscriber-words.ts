/** What stands on every page of a subscriber. */
export interface SubscriberWords {
  readonly choices: string;
  readonly senders: string;
  readonly history: string;
  readonly data: string;
  readonly help: string;
  readonly check: string;
  readonly session: string;
  /** `number`: with all but its last digits hidden. */
  signedIn(number: string, time: string): string;
  readonly prolongs: string;
  readonly stay: string;
  readonly signOut: string;
  /** Told by a script a few minutes before. */
  readonly endsSoon: string;
  readonly notice: string;
  readonly undo: string;
  readonly saved: string;
  readonly nothingChanged: string;
  readonly undone: string;
  /** Something came later. */
  readonly undoTooLate: string;
}
