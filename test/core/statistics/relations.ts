import { changeKinds, choices, idleKinds, stances } from '../../../src/core/statistics/cube-axes.ts';
import type { FigureTable } from '../../../src/core/statistics/figure-table.ts';
import type { MeasureId } from '../../../src/core/statistics/measures.ts';
import { all } from '../../../src/core/statistics/release.ts';
import { adds, type CellName, cellName, type Relation, within } from './linear-attack.ts';

type Name = (month: number, measure: MeasureId, ...members: readonly string[]) => CellName;
const at: Name = cellName;

/** Every linear relation between the cells of consecutive months that follows from what they mean. */
export function relationsOf(months: readonly (readonly FigureTable[])[]): readonly Relation[] {
  const relations: Relation[] = [];
  months.forEach((tables, month) => {
    const members = (measure: MeasureId, depth: number) =>
      tables.find((table) => table.measure === measure)?.axes[depth]?.members ?? [];
    const axes: Axes = {
      regions: members('NUMBERS_REGISTERED', 0).filter((region) => region !== all),
      strata: members('NUMBERS_BY_CHOICE', 1).flatMap((category) =>
        members('NUMBERS_BY_CHOICE', 2).map((channel) => [category, channel] as const),
      ),
      bands: members('NUMBERS_REFUSING_HOURS', 1),
      dayTypes: members('NUMBERS_REFUSING_DAYS', 1),
      ways: members('CHANGES_BY_WAY_IN', 1).filter((way) => way !== all),
      days: members('CHANGES_BY_DAY', 0).filter((day) => day !== all),
    };
    relations.push(...numbers(month, axes), ...changes(month, axes), ...consents(month, axes));
    if (month > 0) relations.push(...between(month, axes));
  });
  return relations;
}

interface Axes {
  readonly regions: readonly string[];
  readonly strata: readonly (readonly [string, string])[];
  readonly bands: readonly string[];
  readonly dayTypes: readonly string[];
  readonly ways: readonly string[];
  readonly days: readonly string[];
}

function numbers(month: number, { regions, strata, bands, dayTypes }: Axes): readonly Relation[] {
  const registered = (region: string, stance: string) => at(month, 'NUMBERS_REGISTERED', region, stance);
  const overRegions = (cell: (region: string) => CellName) => adds(cell(all), regions.map(cell));
  return [
    ...[all, ...stances].map((stance) => overRegions((region) => registered(region, stance))),
    ...strata.flatMap((stratum) =>
      [all, ...choices].map((choice) =>
        overRegions((region) => at(month, 'NUMBERS_BY_CHOICE', region, ...stratum, choice)),
      ),
    ),
    ...bands.map((band) => overRegions((region) => at(month, 'NUMBERS_REFUSING_HOURS', region, band))),
    ...dayTypes.map((day) => overRegions((region) => at(month, 'NUMBERS_REFUSING_DAYS', region, day))),
    ...[all, ...regions].flatMap((region) => [
      adds(
        registered(region, all),
        stances.map((stance) => registered(region, stance)),
      ),
      ...strata.flatMap((stratum) => {
        const chosen = (choice: string) => at(month, 'NUMBERS_BY_CHOICE', region, ...stratum, choice);
        return [
          adds(chosen(all), choices.map(chosen)),
          adds(registered(region, all), [chosen(all)]),
          within([registered(region, 'REFUSE_ALL')], [chosen('REFUSED')]),
          within([chosen('UNSPOKEN')], [registered(region, 'LAW')]),
        ];
      }),
      ...[
        ...bands.map((band) => at(month, 'NUMBERS_REFUSING_HOURS', region, band)),
        ...dayTypes.map((day) => at(month, 'NUMBERS_REFUSING_DAYS', region, day)),
      ].flatMap((refusing) => [
        within([registered(region, 'REFUSE_ALL')], [refusing]),
        within([refusing], [registered(region, all)]),
      ]),
    ]),
  ];
}

function changes(month: number, { regions, ways, days }: Axes): readonly Relation[] {
  const kind = (region: string, change: string) => at(month, 'CHANGES', region, change);
  const way = (region: string, wayIn: string) => at(month, 'CHANGES_BY_WAY_IN', region, wayIn);
  return [
    ...[all, ...changeKinds].map((one) =>
      adds(
        kind(all, one),
        regions.map((region) => kind(region, one)),
      ),
    ),
    ...[all, ...ways].map((one) =>
      adds(
        way(all, one),
        regions.map((region) => way(region, one)),
      ),
    ),
    ...[all, ...regions].flatMap((region) => [
      adds(
        kind(region, all),
        changeKinds.map((one) => kind(region, one)),
      ),
      adds(
        way(region, all),
        ways.map((one) => way(region, one)),
      ),
      adds(kind(region, all), [way(region, all)]),
      within([kind(region, 'IMPORTED')], [way(region, 'IMPORT')]),
    ]),
    adds(
      at(month, 'CHANGES_BY_DAY', all),
      days.map((day) => at(month, 'CHANGES_BY_DAY', day)),
    ),
    adds(kind(all, all), [at(month, 'CHANGES_BY_DAY', all)]),
  ];
}

function consents(month: number, { regions, strata }: Axes): readonly Relation[] {
  const changed = (region: string, change: string) => at(month, 'CONSENT_CHANGES', region, change);
  const kind = (region: string, change: string) => at(month, 'CHANGES', region, change);
  return [
    ...['GIVEN', 'WITHDRAWN', 'EXPIRED', 'ENDED'].map((change) =>
      adds(
        changed(all, change),
        regions.map((region) => changed(region, change)),
      ),
    ),
    ...strata.map((stratum) =>
      adds(
        at(month, 'CONSENTS_IN_FORCE', all, ...stratum),
        regions.map((region) => at(month, 'CONSENTS_IN_FORCE', region, ...stratum)),
      ),
    ),
    ...[all, ...regions].flatMap((region) => [
      adds(kind(region, 'CONSENT_GIVEN'), [changed(region, 'GIVEN')]),
      within([changed(region, 'WITHDRAWN')], [kind(region, 'CONSENT_WITHDRAWN')]),
    ]),
  ];
}

/** What stands differs from what stood by no more than what happened. */
function between(month: number, { regions, strata, bands, dayTypes }: Axes): readonly Relation[] {
  const effective = changeKinds.filter((kind) => !idleKinds.includes(kind));
  return [all, ...regions].flatMap((region) => {
    const happened = effective.map((kind) => at(month, 'CHANGES', region, kind));
    const given = [at(month, 'CONSENT_CHANGES', region, 'GIVEN')];
    const ended = ['WITHDRAWN', 'EXPIRED', 'ENDED'].map((change) => at(month, 'CONSENT_CHANGES', region, change));
    const moves = (measure: MeasureId, members: readonly string[], up = happened, down = happened) => {
      const now = at(month, measure, region, ...members);
      const before = at(month - 1, measure, region, ...members);
      return [within([now], [before, ...up]), within([before], [now, ...down])];
    };
    return [
      ...[all, ...stances].flatMap((stance) => moves('NUMBERS_REGISTERED', [stance])),
      ...strata.flatMap((stratum) => choices.flatMap((choice) => moves('NUMBERS_BY_CHOICE', [...stratum, choice]))),
      ...bands.flatMap((band) => moves('NUMBERS_REFUSING_HOURS', [band])),
      ...dayTypes.flatMap((day) => moves('NUMBERS_REFUSING_DAYS', [day])),
      ...strata.flatMap((stratum) => moves('CONSENTS_IN_FORCE', stratum, given, ended)),
    ];
  });
}
