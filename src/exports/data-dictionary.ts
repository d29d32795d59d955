import type { Names, Policy } from '../core/policy.ts';
import { regionsOf, unknownRegion } from '../core/regions/regions.ts';
import { type DimensionId, dimensionIds } from '../core/statistics/measures.ts';
import { all, type Release } from '../core/statistics/release.ts';
import { demoFact } from './demo-mark.ts';
import { memberMeaning } from './member-meanings.ts';
import { type Audience, measuresFor, tablesFor } from './release-cells.ts';
import { columns, encodedText, schemaVersion } from './rows.ts';

/** What the policy, and the numbering data, say of a member. */
interface MemberWords {
  readonly id: string;
  readonly code?: number;
  readonly names?: Names;
  /** Of the registry’s own words, in English. */
  readonly meaning?: string;
  /** Of a band of hours, local time, `[from, to)`. */
  readonly from?: string;
  readonly to?: string;
}

const dimensionMeanings: Readonly<Record<DimensionId, string>> = {
  region:
    'Part of the country in which the number was issued, by its leading digits: ISO 3166-2 where there is a code.',
  category: 'Industry category of who wants to call or write.',
  channel: 'How the number would be reached.',
  choice: 'What the holder chose for the category on the channel.',
  stance: 'What the holder chose where nothing more special is said.',
  band: 'Span of the local day that the holder refuses.',
  dayType: 'Kind of local day that the holder refuses.',
  change: 'What an entry of the change log says.',
  wayIn: 'The door by which a change came.',
  day: 'Day of the country’s calendar, YYYY-MM-DD.',
  role: 'Kind of organisation that asked.',
  call: 'Kind of question: single, batch or list.',
  outcome: 'What was answered, or what became of it.',
  operation: 'What was asked of the server.',
  percentile: 'Share of all that took no longer.',
};

const unknownNames: Names = { en: 'Unknown', zh: '未知', es: 'Desconocida', hi: 'अज्ञात' };

const columnMeanings: Readonly<Record<string, string>> = {
  ...dimensionMeanings,
  period: 'Month (YYYY-MM) or quarter (YYYY-QN) of the release.',
  measure: 'What was counted: one of `measures`.',
  unit: 'What the value counts.',
  value: 'A whole number; none where it is suppressed, which is not zero.',
  status: 'PUBLISHED, or SUPPRESSED: the value, or one that it would give away, is of fewer than the minimum.',
};

/** What the columns, measures and members of a release’s files mean: JSON, names in every language of the policy. */
export function dictionaryOf(
  release: Release,
  audience: Audience,
  { policy, demo }: { readonly policy: Policy; readonly demo: boolean },
): Uint8Array<ArrayBuffer> {
  const measures = measuresFor(audience).map(({ audience: _, ...measure }) => measure);
  const dictionary = {
    schemaVersion,
    audience,
    policy: release.policyId,
    languages: policy.languages,
    ...demoFact(demo),
    columns: columns.map(({ name, type, nullable }) => ({ name, type, nullable, meaning: columnMeanings[name] })),
    absent: `A column of a dimension that the measure does not have is empty; ${all} stands for the sum over the others.`,
    minimumCellSize: release.minimumCellSize,
    measures,
    dimensions: dimensionsOf(release, audience, policy),
  };
  return encodedText([`${JSON.stringify(dictionary, undefined, 2)}\n`]);
}

/** Those that the files have, each with all members that are met, in the order in which they are met. */
function dimensionsOf(release: Release, audience: Audience, policy: Policy): readonly object[] {
  const axes = tablesFor(release, audience).flatMap((table) => table.axes);
  return dimensionIds.flatMap((dimension) => {
    const own = axes.filter((axis) => axis.dimension === dimension);
    if (own.length === 0) return [];
    const words = new Map(wordsOf(dimension, policy).map((word) => [word.id, word]));
    const members = [...new Set(own.flatMap((axis) => axis.members))].filter((member) => member !== all);
    return [
      {
        id: dimension,
        meaning: dimensionMeanings[dimension],
        members: members.map((id) => wordOf(dimension, id, words)),
      },
    ];
  });
}

function wordOf(dimension: DimensionId, member: string, words: ReadonlyMap<string, MemberWords>): MemberWords {
  const { id = member, code, names, from, to } = words.get(member) ?? {};
  const meaning = memberMeaning(dimension, member);
  return {
    id,
    ...(code === undefined ? {} : { code }),
    ...(names === undefined ? {} : { names }),
    ...(meaning === undefined ? {} : { meaning }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

function wordsOf(dimension: DimensionId, policy: Policy): readonly MemberWords[] {
  switch (dimension) {
    case 'region':
      return [...regionsOf(policy.countryCallingCode), { id: unknownRegion, names: inLanguages(unknownNames, policy) }];
    case 'category':
      return policy.categories;
    case 'channel':
      return policy.channels;
    case 'band':
      return policy.bands;
    case 'dayType':
      return policy.dayTypes;
    default:
      return [];
  }
}

function inLanguages(names: Names, { languages }: Policy): Names {
  return Object.fromEntries(languages.map((language) => [language, names[language] ?? names['en'] ?? '']));
}
