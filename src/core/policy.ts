/** Stable id of an industry category, such as `FIN_CREDIT`. */
export type CategoryId = string;
/** Stable id of a channel: `VOICE`, `SMS`, and what the policy adds. */
export type ChannelId = string;
export type BandId = string;
export type DayTypeId = string;
/** IANA time zone name, such as `Asia/Shanghai`. */
export type ZoneId = string;
/** A calendar day in the recipient's zone: `2026-02-17`. */
export type LocalDate = string;
/** A local time of day, `HH:MM` from `00:00` to `24:00`. */
export type LocalTime = string;
/** Sentences by language tag; every language of the policy is present. */
export type Names = Readonly<Record<string, string>>;

export const messageClasses = ['PROMOTIONAL', 'SERVICE', 'TRANSACTIONAL', 'GOVERNMENT'] as const;
export type MessageClass = (typeof messageClasses)[number];

/** Where a line of a policy comes from. `confirmed: false` marks a working value no regulator's page confirmed. */
export interface Source {
  readonly source: string;
  readonly confirmed: boolean;
}

export interface Category extends Source {
  readonly id: CategoryId;
  /** The jurisdiction's numeric code. Never meaningful without the policy it belongs to. */
  readonly code: number;
  /** First day of the category: refusals of all made earlier cover it, and enquiries before it are unknown. */
  readonly since: LocalDate;
  readonly names: Names;
}

export interface Channel extends Source {
  readonly id: ChannelId;
  readonly code: number;
  readonly names: Names;
}

/** A half-open span of the local day, `[from, to)`. The bands of a policy tile `[00:00, 24:00)`. */
export interface Band extends Source {
  readonly id: BandId;
  readonly code: number;
  readonly from: LocalTime;
  readonly to: LocalTime;
}

/** A kind of local day. A holiday is of its weekday's type too: either refusal refuses it. */
export interface DayType extends Source {
  readonly id: DayTypeId;
  readonly code: number;
  /** ISO 8601 weekday, 1 = Monday; absent for the holidays' type. */
  readonly weekday?: number;
  readonly names: Names;
}

export interface Holiday extends Source {
  readonly date: LocalDate;
  readonly name: string;
}

/** A part of the numbering plan, by leading digits with the country calling code. */
export interface NumberRange extends Source {
  readonly prefixes: readonly string[];
  /** Which digits may follow the prefix, as `23456789`; absent: any. */
  readonly nextDigits?: string;
  /** Digits of the whole number, country calling code included. */
  readonly digits: readonly number[];
  readonly kind: 'MOBILE' | 'FIXED' | 'FIXED_OR_MOBILE' | 'SPECIAL';
}

/** The longest prefix that fits a number wins. Several zones: the number may lie in any of them. */
export interface ZonePrefix extends Source {
  readonly prefixes: readonly string[];
  readonly zones: readonly ZoneId[];
}

/** What stands where the subscriber has said nothing; the first row that fits decides. */
export interface DefaultRule extends Source {
  readonly messageClasses: readonly MessageClass[];
  readonly channels?: readonly ChannelId[];
  readonly categories?: readonly CategoryId[];
  /** First and first-no-longer local day of the rule: the law's change of mind is a row. */
  readonly from?: LocalDate;
  readonly until?: LocalDate;
  readonly decision: 'ALLOW' | 'BLOCK';
}

/** Statutory hours in which nobody is disturbed: `[from, to)` local; `from > to` runs over midnight. */
export interface QuietHours extends Source {
  readonly messageClasses: readonly MessageClass[];
  readonly channels?: readonly ChannelId[];
  /** The day types it holds on (day of the instant itself); absent: every day. `from = 00:00, to = 24:00`: all day. */
  readonly dayTypes?: readonly DayTypeId[];
  readonly from: LocalTime;
  readonly to: LocalTime;
}

/** Which rungs of the ladder (`decide`) a message class passes. */
export interface ClassRule extends Source {
  readonly senderRequired: boolean;
  readonly quietHours: boolean;
  readonly consent: boolean;
  /** `CELLS`: the subscriber's cell, category, channel, base. `ANY_REFUSAL`: any refusal on record refuses all. */
  readonly choices: 'CELLS' | 'ANY_REFUSAL';
  /** Whether the subscriber's own bands and day types filter what would be allowed. */
  readonly hours: boolean;
}

export interface Clocks extends Source {
  /** How long a sender may rely on an answer, seconds. */
  readonly checkValidForSec: number;
  /** How long a bulk assertion or a reassignment waits, seconds. */
  readonly pendingForSec: number;
  /** How long a one-time code lives, seconds. */
  readonly codeLifetimeSec: number;
  /** A brand may not ask again within this after a refusal, seconds. */
  readonly consentCoolingOffSec: number;
  /** How long a consent may run at most, seconds; absent: until withdrawn. */
  readonly consentLifetimeSec?: number;
}

export interface Limits extends Source {
  /**
   * So many rows that only refuse, and so many that loosen, a carrier may assert within a day; beyond that they are bulk:
   * what they loosen waits (`pendingForSec`), and all of it can be reversed.
   */
  readonly assertionsPerDay: number;
}

/** What is published of the registry as a whole. */
export interface StatisticsRules extends Source {
  /** Cells of persons from 1 to one below it are suppressed, and what would give them away. */
  readonly minimumCellSize: number;
}

/** What a word at the registry's own number does. `DISALLOW` and `REFUSE_ALL_BUT` are of India's grammar of 2011. */
export const textVerbs = [
  'REFUSE',
  'ALLOW',
  'REFUSE_ALL',
  'REFUSE_ALL_BUT',
  'DISALLOW',
  'LEAVE',
  'CONFIRM',
  'DECLINE',
  'UNDO',
  'STATUS',
  'HELP',
  'MENU',
  'SIGN_IN',
  'LANGUAGE',
] as const;
export type TextVerb = (typeof textVerbs)[number];

/** Words that begin a text; as people write them, in any case and width. */
export interface VerbWords extends Source {
  readonly does: TextVerb;
  readonly words: readonly string[];
  /** Who writes so reads this language; absent: any. */
  readonly language?: string;
}

/** Words and digits for what is refused or allowed, beside the policy's codes. `EVERY`: each that the policy has. */
export interface TargetWords extends Source {
  readonly words: readonly string[];
  readonly names:
    | 'ALL'
    | 'EVERY_CHANNEL'
    | 'EVERY_BAND'
    | { readonly category: CategoryId }
    | { readonly channel: ChannelId };
}

/** Whole texts, sent to a sender's own number, and what they ask of that sender alone. */
export interface ReplyWords extends Source {
  readonly does: 'OPT_OUT' | 'OPT_OUT_ALL' | 'OPT_IN' | 'HELP';
  readonly words: readonly string[];
  /** The word and a number after it ask for an end of that item alone. */
  readonly takesItem?: true;
}

/** How people refuse in their own words: a reply that holds such a phrase, and none of `unless`, is a refusal. */
export interface PlainRefusals extends Source {
  readonly phrases: readonly string[];
  readonly unless: readonly string[];
}

/** `LAST_TWO`: text, sender, day. `FIRST`: sender, then the text. `MARKED`: a word, `#`, sender, `#`, text. */
export interface ComplaintForm extends Source {
  readonly form: 'LAST_TWO' | 'FIRST' | 'MARKED';
  /** Stands before the sender in `LAST_TWO` (nothing else then does), and first in `MARKED`. */
  readonly word?: string;
}

/** A complaint counts if it comes within so many days of the call or message. */
export interface ComplaintWindow extends Source {
  readonly days: number;
}

export interface TextClocks extends Source {
  /** How long the second step may take, and the way back by UNDO, seconds. */
  readonly confirmForSec: number;
  /** A text that took longer to arrive may only refuse, seconds. */
  readonly lateAfterSec: number;
  /** The same text again within this does nothing, seconds. */
  readonly sameTextForSec: number;
  /** How long texts are kept for disputes, seconds. */
  readonly keptForSec: number;
  /** How long a chosen language holds after the last text, seconds. */
  readonly languageForSec: number;
}

/** The grammar of text messages. */
export interface TextRules {
  /** The registry's own numbers, short codes as a rule. */
  readonly numbers: readonly ({ readonly number: string } & Source)[];
  readonly verbs: readonly VerbWords[];
  readonly targets: readonly TargetWords[];
  /** Names of the policy's languages, each by tag. */
  readonly languageNames: Readonly<Record<string, readonly string[]>>;
  readonly replies: readonly ReplyWords[];
  /** Where a number begins so (digits of E.164), these replies count and no others, plain words included. */
  readonly narrowReplies: readonly ({
    readonly prefixes: readonly string[];
    readonly replies: readonly ReplyWords[];
  } & Source)[];
  readonly plainRefusals: readonly PlainRefusals[];
  readonly complaintForms: readonly ComplaintForm[];
  readonly complaintWindows: readonly ComplaintWindow[];
  readonly clocks: TextClocks;
}

/**
 * One jurisdiction's rules as dated data. A registry runs one policy; a new country is one such value and
 * its tests. `TRANSACTIONAL` and `GOVERNMENT` classes end on rungs 1 and 2 and need no `ClassRule`.
 */
export interface Policy {
  /** `CN-2026.1`: jurisdiction, year, edition. */
  readonly id: string;
  readonly jurisdiction: string;
  readonly effectiveFrom: LocalDate;
  readonly countryCallingCode: string;
  readonly plan: readonly NumberRange[];
  /** Where no prefix fits. */
  readonly defaultZones: readonly ZoneId[];
  readonly zonePrefixes: readonly ZonePrefix[];
  /** BCP 47 tags, the first is the default. */
  readonly languages: readonly string[];
  readonly categories: readonly Category[];
  readonly channels: readonly Channel[];
  readonly bands: readonly Band[];
  readonly dayTypes: readonly DayType[];
  readonly holidays: readonly Holiday[];
  readonly defaults: readonly DefaultRule[];
  readonly quietHours: readonly QuietHours[];
  readonly classes: Readonly<Record<'PROMOTIONAL' | 'SERVICE', ClassRule>>;
  readonly clocks: Clocks;
  readonly limits: Limits;
  readonly statistics: StatisticsRules;
  readonly texts: TextRules;
}
