import type { DayNumber } from '../../core/local-time.ts';
import type { CategoryId, Policy } from '../../core/policy.ts';
import type { DaySpan } from '../../core/policy-index.ts';
import type { Preferences } from '../../core/preferences.ts';
import { type ChannelReach, isWholeDay, isWholeWeek, type ReachTimes, reachOf } from '../../core/reach.ts';
import { dayMs } from '../../core/time.ts';
import { type Formats, formatsIn, nameIn } from './formats.ts';
import type { StandingWords } from './standing-words.ts';
import { wordsIn } from './words.ts';

/** What stands, for somebody who reads one sentence. Nothing here is other than `decide` has it. */
export interface StandingSentences {
  /** Advertising: one sentence for all channels of which the same is true. */
  readonly advertising: readonly string[];
  readonly service: string;
}

export function standingSentences(
  policy: Policy,
  preferences: Preferences,
  language: string,
  today: DayNumber,
): StandingSentences {
  const { standing } = wordsIn(language);
  const teller = { policy, language, words: standing, formats: formatsIn(language, policy) };
  const { channels, service } = reachOf(policy, preferences, today);
  // Spain's and the States' "p. m." ends with the dot of its sentence.
  const advertising = channels.map((group) => sentence(teller, group).replaceAll('..', '.'));
  return { advertising, service: standing.service[service] };
}

interface Teller {
  readonly policy: Policy;
  readonly language: string;
  readonly words: StandingWords;
  readonly formats: Formats;
}

function sentence(teller: Teller, group: ChannelReach): string {
  const { policy, words } = teller;
  const reach = reachPhrase(teller, group);
  const { categories } = group;
  if (categories.length === 0) return words.nobody(reach);
  const times = timesPhrase(teller, group.times);
  if (categories.length === policy.categories.length) return words.anybody(reach, times);
  if (categories.length <= policy.categories.length / 2) return words.only(namesOf(teller, categories), reach, times);
  const others = policy.categories.map(({ id }) => id).filter((id) => !categories.includes(id));
  return words.allBut(namesOf(teller, others), reach, times);
}

function reachPhrase({ policy, language, words, formats }: Teller, { channels }: ChannelReach): string {
  const hasOnly = (...ids: readonly string[]) =>
    channels.length === ids.length && ids.every((id) => channels.includes(id));
  if (hasOnly('VOICE')) return words.call;
  if (hasOnly('SMS')) return words.text;
  if (hasOnly('VOICE', 'SMS')) return words.callOrText;
  if (channels.length === policy.channels.length) return words.anyhow;
  return words.by(formats.list(channels.map((id) => withinSentence(nameIn(policy.channels, id, language)))));
}

/** `SMS` stays, `Voice calls` are `voice calls`. */
function withinSentence(name: string): string {
  return /^\p{Lu}\p{Ll}/u.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name;
}

function namesOf({ policy, language, formats }: Teller, categories: readonly CategoryId[]): string {
  return formats.row(categories.map((id) => nameIn(policy.categories, id, language)));
}

function timesPhrase(teller: Teller, times: ReachTimes): string {
  const { words, policy, language } = teller;
  if (isWholeWeek(times)) return words.times('', '');
  const pieces = times.days.map(({ weekdays, spans }) =>
    words.at(daysPhrase(teller, weekdays), hoursPhrase(teller, spans)),
  );
  const holidayType = policy.dayTypes.find(({ weekday }) => weekday === undefined);
  const holidays = holidayType?.names[language] ?? '';
  const ofHolidays =
    times.holidays === undefined
      ? ''
      : times.holidays.length === 0
        ? words.notOn(holidays)
        : words.onlyOn(holidays, hoursPhrase(teller, times.holidays));
  return words.times(pieces.filter((piece) => piece !== '').join(words.andAt), ofHolidays);
}

function daysPhrase({ words, formats }: Teller, weekdays: readonly number[]): string {
  if (weekdays.length === 7) return '';
  const runs: number[][] = [];
  for (const weekday of weekdays) {
    const run = runs.at(-1);
    if (run?.at(-1) === weekday - 1) run.push(weekday);
    else runs.push([weekday]);
  }
  const names = runs.flatMap((run) => {
    const [first = 1] = run;
    const last = run.at(-1) ?? first;
    return run.length < 3
      ? run.map((weekday) => formats.weekday(weekday))
      : [words.dayRange(formats.weekday(first), formats.weekday(last))];
  });
  return formats.list(names);
}

function hoursPhrase({ words, formats }: Teller, spans: readonly DaySpan[]): string {
  if (isWholeDay(spans)) return '';
  return formats.list(spans.map((span) => words.hours(...clockTimes(words, formats, span))));
}

/** Beginning and end of hours, as a clock has them. */
export function clockTimes(words: StandingWords, formats: Formats, { from, to }: DaySpan): readonly [string, string] {
  return [from === 0 ? words.dayBegins : formats.timeOfDay(from), to === dayMs ? words.dayEnds : formats.timeOfDay(to)];
}
