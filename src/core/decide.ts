import type { Decision, Enquiry, Reason, Standing } from './enquiry.ts';
import { type DayNumber, offsetSpan } from './local-time.ts';
import { zonesOf } from './numbering-plan.ts';
import type { CategoryId, ChannelId, ClassRule, Policy, ZoneId } from './policy.ts';
import { type DatedDefault, type Lane, type PolicyIndex, policyIndex, type RefusedTime } from './policy-index.ts';
import { type Preferences, refusesAnything } from './preferences.ts';
import { dayMs, type EpochMs } from './time.ts';

/** How far a decision looks ahead of the planned time. */
export const horizonMs = 30 * dayMs;

/**
 * Whether this may be sent to this number at this time, and why. Pure and total: the ladder of the registry, highest
 * rung first.
 *
 * 1. `EXEMPT`, 2. `TRANSACTIONAL`: classes that the asking organisation is admitted for. Claimed without admission,
 *    they are decided as promotional.
 * 3. `SENDER_SUSPENDED`, `SENDER_UNKNOWN`. 4. `QUIET_HOURS`. 5. `QUARANTINE`. 6. `SENDER_REFUSED`. 7. `CONSENT`.
 * 8. The subscriber's own choices: cell over category and channel (of these two a refusal wins) over base stance.
 * 9. `DEFAULT`: the policy's, for want of anything said.
 *
 * `DAY_REFUSED` and `HOURS_REFUSED` filter what rungs 7 to 9 would allow. Where the number may lie in several zones,
 * an instant is allowed only if it is allowed in all of them.
 */
export function decide(policy: Policy, standing: Standing, enquiry: Enquiry): Decision {
  const standstill = enquiry.at + horizonMs;
  const { messageClass } = enquiry;
  const admitted = standing.admittedClasses.includes(messageClass);
  if (admitted && messageClass === 'GOVERNMENT') return { ...outcomes.EXEMPT, validUntil: standstill };
  if (admitted && messageClass === 'TRANSACTIONAL') {
    const warning = standing.sender === 'UNKNOWN' ? ({ warning: 'SENDER_UNKNOWN' } as const) : {};
    return { ...outcomes.TRANSACTIONAL, ...warning, validUntil: standstill };
  }
  const index = policyIndex(policy);
  const lane = index.lane(messageClass === 'SERVICE' ? 'SERVICE' : 'PROMOTIONAL', enquiry.channel);
  if (standing.sender === 'SUSPENDED') return { ...outcomes.SENDER_SUSPENDED, validUntil: standstill };
  if (standing.sender === 'UNKNOWN' && lane.rule.senderRequired) {
    return { ...outcomes.SENDER_UNKNOWN, validUntil: standstill };
  }
  return walk(timeline(index, lane, zonesOf(policy, enquiry.number), standing, enquiry), enquiry.at);
}

export interface Outcome {
  readonly decision: 'ALLOW' | 'BLOCK';
  readonly reason: Reason;
}

const allow = (reason: Reason): Outcome => ({ decision: 'ALLOW', reason });
const block = (reason: Reason): Outcome => ({ decision: 'BLOCK', reason });

/** One object each, so that outcomes are compared by identity. */
const outcomes = {
  EXEMPT: allow('EXEMPT'),
  TRANSACTIONAL: allow('TRANSACTIONAL'),
  SENDER_SUSPENDED: block('SENDER_SUSPENDED'),
  SENDER_UNKNOWN: block('SENDER_UNKNOWN'),
  QUIET_HOURS: block('QUIET_HOURS'),
  QUARANTINE: block('QUARANTINE'),
  SENDER_REFUSED: block('SENDER_REFUSED'),
  CONSENT: allow('CONSENT'),
  CATEGORY_REFUSED: block('CATEGORY_REFUSED'),
  CHANNEL_REFUSED: block('CHANNEL_REFUSED'),
  ALL_REFUSED: block('ALL_REFUSED'),
  CATEGORY_ALLOWED: allow('CATEGORY_ALLOWED'),
  CHANNEL_ALLOWED: allow('CHANNEL_ALLOWED'),
  HOURS_REFUSED: block('HOURS_REFUSED'),
  DAY_REFUSED: block('DAY_REFUSED'),
  DEFAULT_ALLOWED: allow('DEFAULT'),
  DEFAULT_BLOCKED: block('DEFAULT'),
} as const satisfies Record<string, Outcome>;

/** An enquiry with everything settled that no clock can change. */
interface Timeline {
  readonly index: PolicyIndex;
  readonly lane: Lane;
  readonly zones: readonly ZoneId[];
  /** End of the consent that covers the enquiry; minus infinity where none does. */
  readonly consentUntil: EpochMs;
  /** Rungs 5, 6 and 8, and 9 where its date is far; undefined: the default of the day. */
  readonly settled: Outcome | undefined;
  readonly defaults: readonly DatedDefault[];
  readonly refusedTime: RefusedTime | undefined;
  /** No instant that this timeline reaches is allowed. */
  readonly hopeless: boolean;
}

function timeline(
  index: PolicyIndex,
  lane: Lane,
  zones: readonly ZoneId[],
  standing: Standing,
  { category, channel, at }: Enquiry,
): Timeline {
  const { preferences } = standing.state;
  const { rule } = lane;
  const barred = barredBy(standing);
  const defaults = lane.defaults.filter(({ row }) => row.categories === undefined || row.categories.includes(category));
  const settled = barred ?? chosenOutcome(rule, preferences, category, channel) ?? standingDefault(defaults, at);
  const consentUntil =
    rule.consent && barred === undefined ? consentEnd(standing, category, channel) : Number.NEGATIVE_INFINITY;
  const blocked = settled?.decision === 'BLOCK' && consentUntil <= at;
  const refusedTime = rule.hours && !blocked ? index.refusedTime(preferences) : undefined;
  const hopeless = blocked || refusedTime?.always === true;
  return { index, lane, zones, consentUntil, settled, defaults, refusedTime, hopeless };
}

function barredBy({ state, permission }: Standing): Outcome | undefined {
  if (state.service === 'QUARANTINED') return outcomes.QUARANTINE;
  return permission?.status === 'REFUSED' ? outcomes.SENDER_REFUSED : undefined;
}

function consentEnd({ permission }: Standing, category: CategoryId, channel: ChannelId): EpochMs {
  if (permission?.status !== 'CONSENTED') return Number.NEGATIVE_INFINITY;
  const { categories, channels } = permission.scope ?? {};
  const covered = categories?.includes(category) !== false && channels?.includes(channel) !== false;
  return covered ? (permission.expiresAt ?? Number.POSITIVE_INFINITY) : Number.NEGATIVE_INFINITY;
}

/** What the subscriber's own choices come to under a class's rule, hours aside; undefined where he made none. */
export function chosenOutcome(
  { choices }: ClassRule,
  preferences: Preferences,
  category: CategoryId,
  channel: ChannelId,
): Outcome | undefined {
  const choose = choices === 'ANY_REFUSAL' ? choiceAmongAny : choiceAmongCells;
  return choose(preferences, category, channel);
}

function choiceAmongCells(
  { base, cells, categories, channels }: Preferences,
  category: CategoryId,
  channel: ChannelId,
): Outcome | undefined {
  if (base === 'REFUSE_ALL') return outcomes.ALL_REFUSED;
  const choices = cells.filter((cell) => cell.category === category && cell.channel === channel);
  if (choices.some(({ choice }) => choice === 'REFUSE')) return outcomes.CATEGORY_REFUSED;
  if (choices.length > 0) return outcomes.CATEGORY_ALLOWED;
  if (categories[category] === 'REFUSE') return outcomes.CATEGORY_REFUSED;
  if (channels[channel] === 'REFUSE') return outcomes.CHANNEL_REFUSED;
  if (categories[category] === 'ALLOW') return outcomes.CATEGORY_ALLOWED;
  if (channels[channel] === 'ALLOW') return outcomes.CHANNEL_ALLOWED;
  return base === 'REFUSE_EXCEPT' ? outcomes.ALL_REFUSED : undefined;
}

/** Whatever was refused, on any channel or at any hour, refuses everything: India's service class. */
function choiceAmongAny(preferences: Preferences, category: CategoryId, channel: ChannelId): Outcome | undefined {
  const choice = choiceAmongCells(preferences, category, channel);
  if (choice?.decision === 'BLOCK') return choice;
  return refusesAnything(preferences) ? outcomes.ALL_REFUSED : choice;
}

/** The default, where no date that changes it can come up before the horizon in any zone. */
function standingDefault(defaults: readonly DatedDefault[], at: EpochMs): Outcome | undefined {
  const today = Math.floor(at / dayMs);
  const near = (day: DayNumber) => day >= today - 1 && day <= today + horizonMs / dayMs + 1;
  return defaults.some(({ from, until }) => near(from) || near(until)) ? undefined : defaultOn(defaults, today);
}

/** The policy's default on a local day, of the rows that fit a category. */
export function defaultOn(defaults: readonly DatedDefault[], day: DayNumber): Outcome {
  const first = defaults.find(({ from, until }) => from <= day && day < until);
  return first?.row.decision === 'ALLOW' ? outcomes.DEFAULT_ALLOWED : outcomes.DEFAULT_BLOCKED;
}

function walk(line: Timeline, at: EpochMs): Decision {
  const horizon = at + horizonMs;
  let moment = momentAt(line, at);
  const first = moment.outcome;
  const seeking = first.decision === 'BLOCK' && !line.hopeless;
  let validUntil: EpochMs | undefined;
  while (moment.until < horizon) {
    const now = moment.until;
    moment = momentAt(line, now);
    if (moment.outcome === first) continue;
    validUntil ??= now;
    if (!seeking) break;
    if (moment.outcome.decision === 'ALLOW') return { ...first, nextPermittedAt: now, validUntil };
  }
  return { ...first, validUntil: validUntil ?? horizon };
}

/** What holds at an instant, and up to when it surely does. */
interface Moment {
  readonly outcome: Outcome;
  readonly until: EpochMs;
}

function momentAt(line: Timeline, at: EpochMs): Moment {
  const { index, lane, refusedTime, settled } = line;
  const consented = at < line.consentUntil;
  let until = consented ? line.consentUntil : Number.POSITIVE_INFINITY;
  let wanted: Outcome | undefined = consented ? outcomes.CONSENT : settled;
  if (lane.quietHours.length === 0 && refusedTime === undefined && wanted !== undefined)
    return { outcome: wanted, until };
  let quiet = false;
  let dayRefused = false;
  let hoursRefused = false;
  for (const zone of line.zones) {
    const span = offsetSpan(zone, at);
    const local = at + span.offsetMs;
    const day = Math.floor(local / dayMs);
    const time = local - day * dayMs;
    const dayTypes = index.dayTypesOn(day);
    until = Math.min(until, span.until, at - time + nextEdge(line, time));
    quiet ||= lane.quietHours.some((row) => (row.dayTypes & dayTypes) !== 0 && row.from <= time && time < row.to);
    if (!consented && settled === undefined && wanted !== outcomes.DEFAULT_BLOCKED)
      wanted = defaultOn(line.defaults, day);
    if (refusedTime === undefined) continue;
    dayRefused ||= (refusedTime.dayTypes & dayTypes) !== 0;
    hoursRefused ||= refusedTime.spans.some(({ from, to }) => from <= time && time < to);
  }
  return { outcome: filtered(wanted ?? outcomes.DEFAULT_BLOCKED, quiet, dayRefused, hoursRefused), until };
}

function filtered(wanted: Outcome, quiet: boolean, dayRefused: boolean, hoursRefused: boolean): Outcome {
  if (quiet) return outcomes.QUIET_HOURS;
  if (wanted.decision === 'BLOCK') return wanted;
  if (dayRefused) return outcomes.DAY_REFUSED;
  return hoursRefused ? outcomes.HOURS_REFUSED : wanted;
}

/** The next time of day, midnight at the latest, at which any hours begin or end. */
function nextEdge({ lane, refusedTime }: Timeline, time: number): number {
  let edge = dayMs;
  for (const { from, to } of lane.quietHours) edge = earlierAfter(time, from, earlierAfter(time, to, edge));
  for (const { from, to } of refusedTime?.spans ?? []) edge = earlierAfter(time, from, earlierAfter(time, to, edge));
  return edge;
}

function earlierAfter(time: number, candidate: number, edge: number): number {
  return candidate > time && candidate < edge ? candidate : edge;
}
