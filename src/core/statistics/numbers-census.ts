import { chosenOutcome } from '../decide.ts';
import type { NumberState } from '../number-record.ts';
import type { Policy } from '../policy.ts';
import type { Preferences } from '../preferences.ts';
import type { RegionId } from '../regions/regions.ts';
import { axesOf, choices, type FoundMembers } from './cube-axes.ts';
import { FigureTable } from './figure-table.ts';
import type { Period } from './release.ts';

/**
 * Counts registered numbers by what they chose, from how many numbers of a region stand in which state. What a state
 * comes to is worked out once, and a region's numbers are added up before they are put into tables.
 */
export class NumbersCensus {
  readonly #policy: Policy;
  readonly #tables: Readonly<Record<'registered' | 'choice' | 'hours' | 'days', FigureTable>>;
  readonly #outcomes = new Map<NumberState, Uint16Array | undefined>();
  readonly #strata: readonly (readonly [string, string])[];

  constructor(policy: Policy, period: Period, found: FoundMembers = {}) {
    this.#policy = policy;
    const table = (measure: FigureTable['measure']) => new FigureTable(measure, axesOf(measure, policy, period, found));
    this.#tables = {
      registered: table('NUMBERS_REGISTERED'),
      choice: table('NUMBERS_BY_CHOICE'),
      hours: table('NUMBERS_REFUSING_HOURS'),
      days: table('NUMBERS_REFUSING_DAYS'),
    };
    this.#strata = policy.categories.flatMap(({ id }) => policy.channels.map((channel) => [id, channel.id] as const));
  }

  /** Numbers of one region, by state: all at once, or some after the others. */
  addRegion(region: RegionId, numbers: Iterable<readonly [NumberState, number]>): void {
    const { registered, choice, hours, days } = this.#tables;
    const { bands, dayTypes } = this.#policy;
    const byChoice = new Float64Array(this.#strata.length * choices.length);
    const byBand = new Float64Array(bands.length);
    const byDayType = new Float64Array(dayTypes.length);
    for (const [state, count] of numbers) {
      const outcome = this.#outcomeOf(state);
      if (outcome === undefined) continue;
      const { preferences } = state;
      registered.add([region, preferences.base], count);
      for (let at = 0; at < outcome.length; at += 1)
        byChoice[outcome[at] as number] = (byChoice[outcome[at] as number] ?? 0) + count;
      addRefused(byBand, bands, preferences, preferences.refusedBands, count);
      addRefused(byDayType, dayTypes, preferences, preferences.refusedDayTypes, count);
    }
    this.#strata.forEach(([category, channel], stratum) => {
      choices.forEach((one, at) => {
        choice.add([region, category, channel, one], byChoice[stratum * choices.length + at] ?? 0);
      });
    });
    for (const [at, { id }] of bands.entries()) hours.add([region, id], byBand[at] ?? 0);
    for (const [at, { id }] of dayTypes.entries()) days.add([region, id], byDayType[at] ?? 0);
  }

  tables(): readonly FigureTable[] {
    return Object.values(this.#tables);
  }

  /** Of each stratum, the place of its choice; undefined for numbers that are not registered. */
  #outcomeOf(state: NumberState): Uint16Array | undefined {
    if (this.#outcomes.has(state)) return this.#outcomes.get(state);
    const outcome = isRegistered(state) ? this.#choicesOf(state.preferences) : undefined;
    this.#outcomes.set(state, outcome);
    return outcome;
  }

  #choicesOf(preferences: Preferences): Uint16Array {
    const rule = this.#policy.classes.PROMOTIONAL;
    return Uint16Array.from(this.#strata, ([category, channel], stratum) => {
      const decision = chosenOutcome(rule, preferences, category, channel)?.decision;
      return stratum * choices.length + (decision === 'BLOCK' ? 0 : decision === 'ALLOW' ? 1 : 2);
    });
  }
}

/** In service, and its holder chose anything. */
export function isRegistered({ service, preferences }: NumberState): boolean {
  const { base, categories, channels, cells, refusedBands, refusedDayTypes } = preferences;
  if (service !== 'IN_SERVICE') return false;
  return (
    base !== 'LAW' ||
    cells.length + refusedBands.length + refusedDayTypes.length > 0 ||
    Object.keys(categories).length + Object.keys(channels).length > 0
  );
}

function addRefused(
  counts: Float64Array,
  rows: readonly { readonly id: string }[],
  { base }: Preferences,
  refused: readonly string[],
  count: number,
): void {
  if (base !== 'REFUSE_ALL' && refused.length === 0) return;
  rows.forEach(({ id }, at) => {
    if (base === 'REFUSE_ALL' || refused.includes(id)) counts[at] = (counts[at] ?? 0) + count;
  });
}
