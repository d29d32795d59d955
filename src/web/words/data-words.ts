/** What is kept of me: to take with me, and to have forgotten. */
export interface DataWords {
  readonly heading: string;
  readonly downloadHeading: string;
  readonly downloadText: string;
  readonly download: string;
  readonly historyHeading: string;
  readonly historyText: string;
  readonly forgetHistory: string;
  readonly historyConfirmHeading: string;
  readonly historyConfirmLines: readonly string[];
  readonly endConsents: string;
  readonly confirmHistory: string;
  readonly historyForgotten: string;
  readonly everythingHeading: string;
  readonly everythingText: string;
  readonly forgetEverything: string;
  readonly everythingConfirmHeading: string;
  readonly everythingConfirmLines: readonly string[];
  /** Heads the sentences of the law. */
  readonly thenByLaw: string;
  codeSent(minutes: number): string;
  readonly confirmEverything: string;
  readonly keep: string;
  readonly everythingForgotten: string;
  readonly everythingForgottenText: string;
  readonly receipt: string;
  receiptOf(event: string, when: string): string;
}
