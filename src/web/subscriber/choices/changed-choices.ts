import { type DayNumber, timeOfDayMs } from '../../../core/local-time.ts';
import type { Policy } from '../../../core/policy.ts';
import type { Preferences } from '../../../core/preferences.ts';
import { formatsIn, nameIn } from '../../words/formats.ts';
import { clockTimes } from '../../words/standing-sentences.ts';
import { wordsIn } from '../../words/words.ts';
import { bandTick, cellTick, dayTick, shownChoices } from './entered-choices.ts';

/** What a change of preferences came to, a line each; none where nobody is reached otherwise than before. */
export function changedChoices(
  policy: Policy,
  before: Preferences,
  after: Preferences,
  language: string,
  today: DayNumber,
): readonly string[] {
  const { choices } = wordsIn(language);
  const { row } = formatsIn(language, policy);
  const old = shownChoices(policy, before, before.base, today).ticks;
  const now = shownChoices(policy, after, after.base, today).ticks;
  const isLost = (tick: string) => old.has(tick) && !now.has(tick);
  const isWon = (tick: string) => !old.has(tick) && now.has(tick);
  const line = (heading: string, names: readonly string[]) => (names.length === 0 ? [] : [`${heading} ${row(names)}`]);
  const refusesAll = after.base === 'REFUSE_ALL';
  return [
    ...(before.base === after.base ? [] : [choices.youChose(choices.stances[after.base].label)]),
    ...(refusesAll ? [] : line(choices.mayNoMore, changedCells(policy, language, isLost))),
    ...line(choices.mayNow, changedCells(policy, language, isWon)),
    ...(refusesAll ? [] : line(choices.quietNow, changedTimes(policy, language, isLost))),
    ...(refusesAll ? [] : line(choices.openNow, changedTimes(policy, language, isWon))),
  ];
}

function changedCells(policy: Policy, language: string, isChanged: (tick: string) => boolean): readonly string[] {
  const { choices } = wordsIn(language);
  return policy.categories.flatMap(({ id: category }) => {
    const channels = policy.channels.filter(({ id }) => isChanged(cellTick(category, id)));
    const name = nameIn(policy.categories, category, language);
    if (channels.length === 0) return [];
    if (channels.length === policy.channels.length) return [name];
    const names = channels.map(({ id }) => nameIn(policy.channels, id, language));
    return [choices.onlyChannels(name, formatsIn(language, policy).list(names))];
  });
}

function changedTimes(policy: Policy, language: string, isChanged: (tick: string) => boolean): readonly string[] {
  return [
    ...policy.bands.filter(({ id }) => isChanged(bandTick(id))).map((band) => bandName(policy, band.id, language)),
    ...policy.dayTypes
      .filter(({ id }) => isChanged(dayTick(id)))
      .map(({ id }) => nameIn(policy.dayTypes, id, language)),
  ];
}

/** `10:00–12:00`. */
export function bandName(policy: Policy, id: string, language: string): string {
  const band = policy.bands.find((one) => one.id === id);
  if (band === undefined) return id;
  const span = { from: msOf(band.from), to: msOf(band.to) };
  return clockTimes(wordsIn(language).standing, formatsIn(language, policy), span).join(' – ');
}

function msOf(time: string): number {
  return timeOfDayMs(time) ?? 0;
}
