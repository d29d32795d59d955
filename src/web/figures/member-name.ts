import { timeOfDayMs } from '../../core/local-time.ts';
import type { Policy } from '../../core/policy.ts';
import { regionsOf, unknownRegion } from '../../core/regions/regions.ts';
import type { DimensionId } from '../../core/statistics/measures.ts';
import { all } from '../../core/statistics/release.ts';
import { type Formats, formatsIn, nameIn } from '../words/formats.ts';
import { type Words, wordsIn } from '../words/words.ts';

/** What a member of a dimension is called in a language. What has no name there goes by its id. */
export type MemberName = (dimension: DimensionId, id: string) => string;

export function memberNames(policy: Policy, language: string): MemberName {
  const words = wordsIn(language);
  const speaker = { policy, language, words, formats: formatsIn(language, policy) };
  return (dimension, id) => (id === all ? words.figures.dimensions[dimension].all : nameOf(speaker, dimension, id));
}

interface Speaker {
  readonly policy: Policy;
  readonly language: string;
  readonly words: Words;
  readonly formats: Formats;
}

function nameOf({ policy, language, words, formats }: Speaker, dimension: DimensionId, id: string): string {
  const { figures } = words;
  switch (dimension) {
    case 'region':
      return id === unknownRegion ? figures.unknownRegion : nameIn(regionsOf(policy.countryCallingCode), id, language);
    case 'category':
      return nameIn(policy.categories, id, language);
    case 'channel':
      return nameIn(policy.channels, id, language);
    case 'dayType':
      return nameIn(policy.dayTypes, id, language);
    case 'band':
      return bandName({ policy, words, formats }, id);
    case 'day':
      return dayName(formats, id);
    case 'outcome':
      return outcomeName(words, id);
    case 'operation':
      return named(figures.operations, id);
    case 'percentile':
      return figures.percentile(id.replace(/^P/, ''));
    default:
      return named(figures[tableOf[dimension]], id);
  }
}

const tableOf = {
  choice: 'choices',
  stance: 'stances',
  change: 'changes',
  wayIn: 'waysIn',
  role: 'roles',
  call: 'calls',
} as const;

function bandName({ policy, words, formats }: Pick<Speaker, 'policy' | 'words' | 'formats'>, id: string): string {
  const band = policy.bands.find((one) => one.id === id);
  if (band === undefined) return id;
  const from = formats.timeOfDay(timeOfDayMs(band.from) ?? 0);
  const to = band.to === '24:00' ? words.standing.dayEnds : formats.timeOfDay(timeOfDayMs(band.to) ?? 0);
  return words.figures.hours(from, to);
}

function dayName(formats: Formats, id: string): string {
  const at = Date.parse(`${id}T00:00:00Z`);
  return Number.isNaN(at) ? id : formats.date(at, 'UTC');
}

/** `BLOCK/CATEGORY_REFUSED`: a decision and its reason; else what became of a code or a text. */
function outcomeName({ check, figures }: Words, id: string): string {
  const [first = '', ...reasons] = id.split('/');
  const beginning = named({ ...figures.outcomes, ...check.decisions }, first);
  return [beginning, ...reasons.map((reason) => named(check.reasons, reason))].join(': ');
}

function named(table: Readonly<Record<string, string>>, id: string): string {
  return table[id] ?? id;
}
