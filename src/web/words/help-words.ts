/** Help: for who lost the phone, changed the number, looks after somebody, or is disturbed all the same. */
export interface HelpWords {
  readonly heading: string;
  readonly lead: string;
  readonly sections: Readonly<Record<'lostPhone' | 'changedNumber' | 'relative', HelpSection>>;
  readonly texts: {
    readonly heading: string;
    /** `numbers`: the registry's own. */
    lead(numbers: string): string;
    readonly caption: string;
    readonly text: string;
    readonly does: string;
    readonly refuseAll: string;
    readonly refuse: (category: string) => string;
    readonly allow: (category: string) => string;
    readonly refuseSender: (sender: string) => string;
    readonly status: string;
    readonly undo: string;
    readonly help: string;
    readonly language: (language: string) => string;
    /** Leaving protection takes a second step. */
    readonly secondStep: string;
    readonly codes: string;
    readonly code: string;
    readonly stands: string;
  };
  readonly disobeys: {
    readonly heading: string;
    /** Words that end it, sent to the sender itself. */
    reply(words: string): string;
    readonly shutOut: string;
    readonly receipt: string;
    /** To the registry's number, in a form of the policy. */
    complain(numbers: string): string;
    /** The shortest term of the policy. */
    within(days: number): string;
    readonly unregistered: string;
  };
  /** What stands for parts of a complaint in its example. */
  readonly itsText: string;
  readonly shutOutLink: string;
  readonly checkLink: string;
}

export interface HelpSection {
  readonly heading: string;
  readonly lines: readonly string[];
}
