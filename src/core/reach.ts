import { chosenOutcome, defaultOn, type Outcome } from './decide.ts';
import { type DayNumber, dayNumber } from './local-time.ts';
import type { CategoryId, ChannelId, Policy } from './policy.ts';
import { type DaySpan, type Lane, type PolicyIndex, policyIndex, type RuledClass } from './policy-index.ts';
import type { Preferences } from './preferences.ts';
import { dayMs } from './time.ts';

/**
 * Who may reach the holder of a number with advertising, as preferences and law have it on one day: what `decide`
 * answers to senders of whom the holder said nothing, in the form in which it can be told.
 */
export interface Reach {
  /** Channels of which the same is true together, in the policy's order. */
  readonly channels: readonly ChannelReach[];
  /** Messages about a service that the holder uses: as in `AS_CHOSEN` those that he refuses are refused. */
  readonly service: 'ALLOWED' | 'AS_CHOSEN' | 'REFUSED';
}

export interface ChannelReach {
  readonly channels: readonly ChannelId[];
  /** Those that may; none: nobody may, at no time. */
  readonly categories: readonly CategoryId[];
  readonly times: ReachTimes;
}

/** Local times of the called person. */
export interface ReachTimes {
  /** ISO weekdays with the same hours together; a day without any is left out. */
  readonly days: readonly ReachDays[];
  /** What a holiday leaves of its weekday's hours; absent: all of them. */
  readonly holidays?: readonly DaySpan[];
}

export interface ReachDays {
  readonly weekdays: readonly number[];
  readonly spans: readonly DaySpan[];
}

/** `LAW_…`: nothing was chosen. Hours aside. */
export type CellReach = 'CHOSEN' | 'REFUSED' | 'LAW_ALLOWS' | 'LAW_BLOCKS';

export function reachOf(policy: Policy, preferences: Preferences, today: DayNumber): Reach {
  const index = policyIndex(policy);
  const groups: (ChannelReach & { readonly key: string })[] = [];
  for (const { id: channel } of policy.channels) {
    const one = reachBy(policy, index, preferences, channel, today);
    const key = JSON.stringify([one.categories, one.times]);
    const place = groups.findIndex((group) => group.key === key);
    const group = groups[place];
    if (group === undefined) groups.push({ ...one, channels: [channel], key });
    else groups[place] = { ...group, channels: [...group.channels, channel] };
  }
  return {
    channels: groups.map(({ key: _, ...group }) => group),
    service: serviceOf(policy, index, preferences, today),
  };
}

/** Whether one category may reach the holder on one channel with advertising at all, and by whose word. */
export function cellReach(
  policy: Policy,
  preferences: Preferences,
  category: CategoryId,
  channel: ChannelId,
  today: DayNumber,
): CellReach {
  const lane = policyIndex(policy).lane('PROMOTIONAL', channel);
  const chosen = chosenOutcome(lane.rule, preferences, category, channel);
  if (chosen !== undefined) return chosen.decision === 'ALLOW' ? 'CHOSEN' : 'REFUSED';
  return lawOf(lane, category, today).decision === 'ALLOW' ? 'LAW_ALLOWS' : 'LAW_BLOCKS';
}

export function isReachable(reach: CellReach): boolean {
  return reach === 'CHOSEN' || reach === 'LAW_ALLOWS';
}

function reachBy(
  policy: Policy,
  index: PolicyIndex,
  preferences: Preferences,
  channel: ChannelId,
  today: DayNumber,
): Omit<ChannelReach, 'channels'> {
  const categories = policy.categories
    .map(({ id }) => id)
    .filter((category) => isReachable(cellReach(policy, preferences, category, channel, today)));
  const times = timesOf(policy, index, index.lane('PROMOTIONAL', channel), preferences);
  return categories.length === 0 || times.days.length === 0 ? never : { categories, times };
}

const never = { categories: [], times: { days: [] } } as const;

function lawOf({ defaults }: Lane, category: CategoryId, today: DayNumber): Outcome {
  return defaultOn(
    defaults.filter(({ row }) => row.categories?.includes(category) !== false),
    today,
  );
}

function serviceOf(policy: Policy, index: PolicyIndex, preferences: Preferences, today: DayNumber): Reach['service'] {
  const messageClass: RuledClass = 'SERVICE';
  const cells = policy.channels.flatMap(({ id: channel }) => {
    const lane = index.lane(messageClass, channel);
    const isAlways = isWholeWeek(timesOf(policy, index, lane, preferences));
    return policy.categories.map(({ id: category }) => {
      const outcome = chosenOutcome(lane.rule, preferences, category, channel) ?? lawOf(lane, category, today);
      return { isAllowed: outcome.decision === 'ALLOW', isAlways };
    });
  });
  if (cells.every(({ isAllowed }) => !isAllowed)) return 'REFUSED';
  return cells.every(({ isAllowed, isAlways }) => isAllowed && isAlways) ? 'ALLOWED' : 'AS_CHOSEN';
}

export function isWholeWeek({ days, holidays }: ReachTimes): boolean {
  const [only, ...others] = days;
  return holidays === undefined && others.length === 0 && only?.weekdays.length === 7 && isWholeDay(only.spans);
}

export function isWholeDay([only, ...others]: readonly DaySpan[]): boolean {
  return others.length === 0 && only?.from === 0 && only.to === dayMs;
}

const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;
/** A Monday in a year of which no policy has holidays. */
const plainMonday = dayNumber('1900-01-01') ?? 0;

function timesOf({ holidays }: Policy, index: PolicyIndex, lane: Lane, preferences: Preferences): ReachTimes {
  const hoursOf = (dayTypes: number) => permittedHours(index, lane, preferences, dayTypes);
  const weekdayTypes = weekdays.map((weekday) => index.dayTypesOn(plainMonday + weekday - 1));
  const byHours = new Map<string, ReachDays>();
  for (const weekday of weekdays) {
    const spans = hoursOf(weekdayTypes[weekday - 1] ?? 0);
    if (spans.length === 0) continue;
    const key = JSON.stringify(spans);
    byHours.set(key, { weekdays: [...(byHours.get(key)?.weekdays ?? []), weekday], spans });
  }
  const days = [...byHours.values()];
  const holiday = dayNumber(holidays[0]?.date ?? '');
  if (holiday === undefined) return { days };
  // Beside its weekday's hours a holiday has its own; which weekday it falls on is told by the days.
  const ofHolidays = hoursOf(index.dayTypesOn(holiday) & ~weekdayTypes.reduce((all, one) => all | one, 0));
  const takesNone = days.every(({ spans }) => JSON.stringify(inBoth(spans, ofHolidays)) === JSON.stringify(spans));
  return takesNone ? { days } : { days, holidays: ofHolidays };
}

/** Hours of a day of these types in which neither the law nor the holder wants quiet. */
function permittedHours(
  index: PolicyIndex,
  lane: Lane,
  preferences: Preferences,
  dayTypes: number,
): readonly DaySpan[] {
  const refused = lane.rule.hours ? index.refusedTime(preferences) : undefined;
  if (refused !== undefined && (refused.dayTypes & dayTypes) !== 0) return [];
  const quiet = lane.quietHours.filter((span) => (span.dayTypes & dayTypes) !== 0);
  return without([...quiet, ...(refused?.spans ?? [])]);
}

/** What spans leave of a day. */
function without(spans: readonly DaySpan[]): readonly DaySpan[] {
  const left: DaySpan[] = [];
  let from = 0;
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    if (span.from > from) left.push({ from, to: span.from });
    from = Math.max(from, span.to);
  }
  return from < dayMs ? [...left, { from, to: dayMs }] : left;
}

function inBoth(some: readonly DaySpan[], others: readonly DaySpan[]): readonly DaySpan[] {
  return some.flatMap((one) =>
    others
      .map((other) => ({ from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) }))
      .filter(({ from, to }) => from < to),
  );
}
