import { zonesOf } from '../numbering-plan.ts';
import type { PhoneNumber } from '../phone-number.ts';
import type { Policy } from '../policy.ts';
import { noPreferences, type Preferences, refusesAnything } from '../preferences.ts';
import { all } from '../statistics/release.ts';
import { hourMs } from '../time.ts';
import type { Blur } from './blurred.ts';
import { CellSums } from './cell-sums.ts';
import type { Census, Holding } from './census.ts';
import { areSame, permittedSpans, type TimeSpan, totalMs } from './permitted-spans.ts';
import { numbersOfRegions } from './region-numbers.ts';
import { type ReplayCell, replayCells } from './replay-cells.ts';
import type { BothLaws, Compared, Permitted, ReplayRow } from './replay-row.ts';
import { type ReplayDays, type ReplayTimes, replayTimes } from './replay-week.ts';

export interface ReplayQuestion {
  readonly present: Policy;
  readonly proposed: Policy;
  readonly days: ReplayDays;
  readonly census: Census;
  readonly blur: Blur;
}

/** How far it is (0 to 1), and the rows that are finished since: those of a cell at once. */
export interface ReplayStep {
  readonly share: number;
  readonly rows: readonly ReplayRow[];
}

/**
 * Decides every registered number by both laws. Small steps, so that whoever runs it can do something else in between:
 * each takes some 0.1 ms. Rows of single regions are left out where the law is the same.
 */
export function* replayed(question: ReplayQuestion): Generator<ReplayStep> {
  const { present, proposed, census, days } = question;
  const cells = replayCells(present, proposed);
  const groups = placeGroups(question);
  const usual = usualPlace(question);
  const steps = Math.max(1, cells.length * groups.length * census.holdings.length);
  let done = 0;
  for (const cell of cells) {
    const sums = new CellSums(census, question.blur);
    for (const { number, times, regions } of groups) {
      const deciding = new CellDecisions(question, cell, number, times);
      for (const holding of census.holdings) {
        const standings = holding.standings.filter(({ region }) => regions[region] === true);
        if (standings.length > 0) sums.add(deciding.ofHolding(holding), standings);
        done += 1;
        yield { share: done / steps, rows: [] };
      }
    }
    const silent = new CellDecisions(question, cell, usual.number, usual.times).ofHolding({
      preferences: noPreferences,
    });
    const unregistered = { hoursAWeek: exactHours(silent) };
    const rows = sums.rows(cell, silent, days.holidays.length > 0);
    yield {
      share: done / steps,
      rows: rows
        .filter(({ region }) => cell.law !== 'SAME' || region === all)
        .map((row) => (row.region === all ? { ...row, unregistered } : row)),
    };
  }
}

function exactHours({ present, proposed }: Compared): BothLaws<number> {
  const hours = ({ weekHours }: Permitted) => Math.round(weekHours * 10) / 10;
  return {
    ...(present === undefined ? {} : { present: hours(present) }),
    ...(proposed === undefined ? {} : { proposed: hours(proposed) }),
  };
}

/** Regions whose numbers lie in the same zones by both laws. */
interface PlaceGroup {
  readonly number: PhoneNumber;
  readonly times: ReplayTimes;
  /** By the place of the region in the census. */
  readonly regions: readonly boolean[];
}

function placeGroups({ present, proposed, census, days }: ReplayQuestion): readonly PlaceGroup[] {
  const numbers = numbersOfRegions(present, census.regions);
  const groups = new Map<string, { number: PhoneNumber; regions: boolean[] }>();
  for (const [place, region] of census.regions.entries()) {
    const number = numbers.get(region) as PhoneNumber;
    const key = [present, proposed].map((policy) => zonesOf(policy, number).join(' ')).join('\n');
    const group = groups.get(key) ?? { number, regions: census.regions.map(() => false) };
    group.regions[place] = true;
    groups.set(key, group);
  }
  return [...groups.values()]
    .sort((a, b) => b.regions.filter(Boolean).length - a.regions.filter(Boolean).length)
    .map(({ number, regions }) => ({ number, regions, times: replayTimes(present, number, days) }));
}

/** A number in the country's own zones. */
function usualPlace({ present, days }: ReplayQuestion): Omit<PlaceGroup, 'regions'> {
  const number = numbersOfRegions(present, [nowhere]).get(nowhere) as PhoneNumber;
  return { number, times: replayTimes(present, number, days) };
}

const nowhere = '';

/** Decides one cell for numbers of one place; holders whose choices come to the same there are decided once. */
class CellDecisions {
  readonly #question: ReplayQuestion;
  readonly #cell: ReplayCell;
  readonly #number: PhoneNumber;
  readonly #times: ReplayTimes;
  readonly #known = new Map<string, Compared>();

  constructor(question: ReplayQuestion, cell: ReplayCell, number: PhoneNumber, times: ReplayTimes) {
    this.#question = question;
    this.#cell = cell;
    this.#number = number;
    this.#times = times;
  }

  ofHolding({ preferences }: Pick<Holding, 'preferences'>): Compared {
    const key = choicesInCell(preferences, this.#cell);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const compared = this.#compared(preferences);
    this.#known.set(key, compared);
    return compared;
  }

  #compared(preferences: Preferences): Compared {
    const { law } = this.#cell;
    const { present, proposed } = this.#question;
    const before = law === 'NEW' ? undefined : this.#spans(present, preferences);
    const after = law === 'GONE' ? undefined : law === 'SAME' ? before : this.#spans(proposed, preferences);
    return {
      present: before && permittedOf(before),
      proposed: after && permittedOf(after),
      change: before === undefined || after === undefined || before === after ? 'NONE' : changeOf(before, after),
    };
  }

  /** The week first, then the holidays. */
  #spans(policy: Policy, preferences: Preferences): DaysSpans {
    const { messageClass, category, channel } = this.#cell;
    const state = { preferences, service: 'IN_SERVICE', hasDetail: false } as const;
    const enquiry = { number: this.#number, messageClass, category, channel };
    const { week, holidays } = this.#times;
    return [week, ...holidays].map((span) => permittedSpans(policy, state, enquiry, span));
  }
}

type DaysSpans = readonly (readonly TimeSpan[])[];

function permittedOf([week = [], ...holidays]: DaysSpans): Permitted {
  const holidayMs = holidays.reduce((sum, spans) => sum + totalMs(spans), 0);
  return {
    isPermitted: week.length > 0 || holidayMs > 0,
    weekHours: totalMs(week) / hourMs,
    holidayHours: holidayMs / hourMs / Math.max(1, holidays.length),
  };
}

function changeOf(before: DaysSpans, after: DaysSpans): Compared['change'] {
  const wasPermitted = before.some((spans) => spans.length > 0);
  const isPermitted = after.some((spans) => spans.length > 0);
  if (wasPermitted !== isPermitted) return wasPermitted ? 'REFUSED_INSTEAD' : 'PERMITTED_INSTEAD';
  return before.every((spans, day) => areSame(spans, after[day] ?? [])) ? 'NONE' : 'AT_OTHER_HOURS';
}

/** All that a decision in the cell may read of somebody's choices: equal texts are decided alike. */
function choicesInCell(preferences: Preferences, { category, channel }: ReplayCell): string {
  const { base, categories, channels, cells, refusedBands, refusedDayTypes } = preferences;
  const own = cells.filter((cell) => cell.category === category && cell.channel === channel);
  return [
    base,
    categories[category],
    channels[channel],
    own.map(({ choice }) => choice).join('+'),
    refusesAnything(preferences),
    refusedBands.join('+'),
    refusedDayTypes.join('+'),
  ].join('|');
}
