import type { Unreadable } from '../../scrub/number-reader.ts';

/** The way in: a number, then a code. */
export interface SignInWords {
  readonly heading: string;
  readonly lead: string;
  readonly numberLabel: string;
  readonly numberHint: string;
  readonly numberErrors: Readonly<Record<Unreadable, string>>;
  readonly sendCode: string;
  readonly codeHeading: string;
  codeSent(minutes: number): string;
  readonly codeLabel: string;
  /** Of its six digits. */
  readonly codeIncomplete: string;
  readonly codeRefused: string;
  readonly goOn: string;
  readonly noCode: string;
}
