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
}
