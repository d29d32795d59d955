import type { BandId, CategoryId, ChannelId, DayTypeId, LocalDate, LocalTime } from '../policy.ts';

/** What a text names, in the policy's ids, each list sorted as the policy has it. */
export interface Selection {
  readonly categories: readonly CategoryId[];
  readonly channels: readonly ChannelId[];
  readonly bands: readonly BandId[];
  readonly dayTypes: readonly DayTypeId[];
}

export const nothingSelected: Selection = { categories: [], channels: [], bands: [], dayTypes: [] };

/** What a text to the registry's own number asks for. What stands before and how sure the line is plays no part. */
export type OwnIntent =
  | { readonly kind: 'REFUSE_ALL' }
  | { readonly kind: 'STATUS' | 'HELP' | 'MENU' }
  /** A one-time code for the page and the API. */
  | { readonly kind: 'SIGN_IN' }
  /** Of one thing both refused and allowed, the refusal stays. */
  | { readonly kind: 'CHANGE'; readonly refuse: Selection; readonly allow: Selection }
  /**
   * `adds`: India's START of 2011, which opens the text channel to a category, and adds one where all but some is refused
   * already. `refuse`: what the same text refuses beside it.
   */
  | {
      readonly kind: 'REFUSE_ALL_BUT';
      readonly allow: Selection;
      readonly adds: boolean;
      readonly refuse?: Selection;
    }
  /** Back to what the law says of those who said nothing; with a code: its second step, as in `STOP 123456 0`. */
  | { readonly kind: 'LEAVE'; readonly code?: string }
  | { readonly kind: 'REFUSE_SENDER' | 'ADMIT_SENDER'; readonly sender: string }
  | { readonly kind: 'CONFIRM' | 'DECLINE' | 'UNDO'; readonly code?: string }
  | { readonly kind: 'LANGUAGE'; readonly language: string }
  | Complaint;

/** A report of a call or message: recognised, not judged. */
export interface Complaint {
  readonly kind: 'COMPLAINT';
  /** Number, header or port, without the spaces in a number. */
  readonly sender: string;
  readonly date?: LocalDate;
  readonly time?: LocalTime;
  /** As it was sent, but for invisible characters. */
  readonly body?: string;
}

/** What a text to a sender's own number asks of that sender. */
export type ReplyIntent =
  | { readonly kind: 'OPT_OUT'; readonly scope: 'SENDER' | 'ALL_PROGRAMMES'; readonly by: 'WORD' | 'PLAIN_LANGUAGE' }
  | { readonly kind: 'OPT_OUT_OF_ITEM'; readonly item: string }
  | { readonly kind: 'OPT_IN' }
  | { readonly kind: 'HELP' }
  | { readonly kind: 'CONFIRM' | 'DECLINE' | 'UNDO'; readonly code?: string };

/** `UNKNOWN_WORD`: it begins with no verb. `UNKNOWN_CODE`: it does, and goes on with something else than codes. */
export interface NotUnderstood {
  readonly kind: 'UNKNOWN';
  readonly reason: 'UNKNOWN_WORD' | 'UNKNOWN_CODE';
}

export interface ParsedText {
  readonly intent: OwnIntent | ReplyIntent | NotUnderstood;
  /** The language of the verb, where it belongs to one. */
  readonly language?: string;
}

/** Moves with every change of what parsers make of a text: kept beside each text for disputes. */
export const textParserVersion = '3';
