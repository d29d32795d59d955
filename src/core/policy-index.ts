import { type DayNumber, dayNumber, timeOfDayMs, weekdayOf } from './local-time.ts';
import type { ChannelId, ClassRule, DayTypeId, DefaultRule, Policy, QuietHours } from './policy.ts';
import type { Preferences } from './preferences.ts';
import { dayMs } from './time.ts';

/** Classes that pass the whole ladder. */
export type RuledClass = keyof Policy['classes'];

/** A policy in the shape that decisions read: built once per policy value. */
export interface PolicyIndex {
  lane(messageClass: RuledClass, channel: ChannelId): Lane;
  /** Day types of a local day as bits; a holiday has its weekday's bit and its own, each day that of every day. */
  dayTypesOn(day: DayNumber): number;
  /** The hours and days that a subscriber refuses; undefined where there are none. */
  refusedTime(preferences: Preferences): RefusedTime | undefined;
}

/** All that the policy says of one class on one channel. */
export interface Lane {
  readonly rule: ClassRule;
  readonly quietHours: readonly QuietSpan[];
  readonly defaults: readonly DatedDefault[];
}

/** `[from, to)` in milliseconds of the local day, 0 to 24 h. */
export interface DaySpan {
  readonly from: number;
  readonly to: number;
}

export interface QuietSpan extends DaySpan {
  /** Bits of the day types it holds on. */
  readonly dayTypes: number;
}

/** Dates as day numbers, minus and plus infinity where open. */
export interface DatedDefault {
  readonly row: DefaultRule;
  readonly from: DayNumber;
  readonly until: DayNumber;
}

export interface RefusedTime {
  /** Apart from each other and ascending. */
  readonly spans: readonly DaySpan[];
  readonly dayTypes: number;
  /** Nothing of any day is left. */
  readonly always: boolean;
}

/** Day types proper have the bits below. */
const everyDay = 1 << 30;

const indexes = new WeakMap<Policy, PolicyIndex>();

export function policyIndex(policy: Policy): PolicyIndex {
  const known = indexes.get(policy);
  if (known !== undefined) return known;
  const index = newIndex(policy);
  indexes.set(policy, index);
  return index;
}

function newIndex(policy: Policy): PolicyIndex {
  const dayTypeBits = new Map(policy.dayTypes.map(({ id }, place) => [id, 1 << place]));
  const weekBits = Array.from({ length: 8 }, (_, weekday) =>
    bitsOf(
      dayTypeBits,
      policy.dayTypes.filter((type) => type.weekday === weekday).map(({ id }) => id),
    ),
  );
  const holidayBits = bitsOf(
    dayTypeBits,
    policy.dayTypes.filter((type) => type.weekday === undefined).map(({ id }) => id),
  );
  const holidays = new Set(policy.holidays.map(({ date }) => dayNumber(date)));
  const everyWeekday = weekBits.reduce((all, one) => all | one, 0);
  const refusedTimes = new WeakMap<Preferences, RefusedTime>();
  return {
    lane: lanesOf(policy, dayTypeBits),
    dayTypesOn: (day) => everyDay | (weekBits[weekdayOf(day)] ?? 0) | (holidays.has(day) ? holidayBits : 0),
    refusedTime(preferences) {
      if (preferences.refusedBands.length === 0 && preferences.refusedDayTypes.length === 0) return undefined;
      const known = refusedTimes.get(preferences);
      if (known !== undefined) return known;
      const refused = newRefusedTime(
        policy,
        preferences,
        bitsOf(dayTypeBits, preferences.refusedDayTypes),
        everyWeekday,
      );
      refusedTimes.set(preferences, refused);
      return refused;
    },
  };
}

function bitsOf(bits: ReadonlyMap<DayTypeId, number>, ids: readonly DayTypeId[]): number {
  return ids.reduce((all, id) => all | (bits.get(id) ?? 0), 0);
}

function lanesOf(policy: Policy, dayTypeBits: ReadonlyMap<DayTypeId, number>): PolicyIndex['lane'] {
  const newLane = (messageClass: RuledClass, channel: ChannelId): Lane => {
    const rule = policy.classes[messageClass];
    const quietHours = policy.quietHours.filter((row) => rule.quietHours && applies(row, messageClass, channel));
    return {
      rule,
      quietHours: quietHours.flatMap((row) => quietSpans(row, dayTypeBits)),
      defaults: policy.defaults.filter((row) => applies(row, messageClass, channel)).map(datedDefault),
    };
  };
  const channelLanes = (messageClass: RuledClass) =>
    new Map(policy.channels.map(({ id }) => [id, newLane(messageClass, id)]));
  const lanes = { PROMOTIONAL: channelLanes('PROMOTIONAL'), SERVICE: channelLanes('SERVICE') };
  return (messageClass, channel) => lanes[messageClass].get(channel) ?? newLane(messageClass, channel);
}

function applies(row: QuietHours | DefaultRule, messageClass: RuledClass, channel: ChannelId): boolean {
  return row.messageClasses.includes(messageClass) && (row.channels === undefined || row.channels.includes(channel));
}

/** Hours over midnight are two spans of one day: the day types are those of the instant's own day. */
function quietSpans(row: QuietHours, dayTypeBits: ReadonlyMap<DayTypeId, number>): readonly QuietSpan[] {
  const from = timeOfDayMs(row.from) ?? 0;
  const to = timeOfDayMs(row.to) ?? dayMs;
  const dayTypes = row.dayTypes === undefined ? everyDay : bitsOf(dayTypeBits, row.dayTypes);
  if (from < to) return [{ from, to, dayTypes }];
  return [
    { from: 0, to, dayTypes },
    { from, to: dayMs, dayTypes },
  ].filter((span) => span.from < span.to);
}

function datedDefault(row: DefaultRule): DatedDefault {
  return {
    row,
    from: (row.from === undefined ? undefined : dayNumber(row.from)) ?? Number.NEGATIVE_INFINITY,
    until: (row.until === undefined ? undefined : dayNumber(row.until)) ?? Number.POSITIVE_INFINITY,
  };
}

function newRefusedTime(policy: Policy, preferences: Preferences, dayTypes: number, everyWeekday: number): RefusedTime {
  const refused = policy.bands.filter(({ id }) => preferences.refusedBands.includes(id));
  const spans = joined(refused.map(({ from, to }) => ({ from: timeOfDayMs(from) ?? 0, to: timeOfDayMs(to) ?? dayMs })));
  const wholeDay = spans.some(({ from, to }) => from === 0 && to === dayMs);
  const wholeWeek = everyWeekday !== 0 && (dayTypes & everyWeekday) === everyWeekday;
  return { spans, dayTypes, always: wholeDay || wholeWeek };
}

function joined(spans: readonly DaySpan[]): readonly DaySpan[] {
  const apart: DaySpan[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = apart.at(-1);
    if (last === undefined || span.from > last.to) apart.push(span);
    else apart[apart.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
  }
  return apart;
}
