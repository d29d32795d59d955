import type { NumberState } from '../../../core/number-record.ts';
import type { Preferences } from '../../../core/preferences.ts';
import { regionsOf, unknownRegion } from '../../../core/regions/regions.ts';
import { type Blur, keyOfStanding, keySum } from '../../../core/replay/blurred.ts';
import type { Census, RegionStanding } from '../../../core/replay/census.ts';
import { isRegistered } from '../../../core/statistics/numbers-census.ts';
import { parseNumbersKey, tallyPrefixes } from '../../../core/statistics/tally-keys.ts';
import type { StateId } from '../../../storage/store.ts';
import type { Registry } from '../../registry.ts';
import { type TalliesOfLog, talliesOfAll } from '../log-tallies.ts';

/**
 * Who is registered now, by the counters that are kept with the log. Read a piece at a time, with `turn` awaited in
 * between: what is written meanwhile may be counted or not.
 */
export async function censusNow(
  registry: Pick<Registry, 'shard' | 'policy'>,
  blur: Blur,
  turn: () => Promise<void> | undefined,
): Promise<Census> {
  const regions: string[] = [];
  const holdings = new Holdings();
  for (const region of [...regionsOf(registry.policy.countryCallingCode).map(({ id }) => id), unknownRegion].sort()) {
    for (let digit = 1; digit <= 9; digit++) {
      const all = await talliesOfAll(registry, [`${tallyPrefixes.numbers}${region}/${digit}`]);
      for (const { stateId, state, count } of standingIn(all)) {
        const holding = count > 0 ? holdings.ofState(stateId, state) : undefined;
        if (holding !== undefined) {
          if (regions.at(-1) !== region) regions.push(region);
          const own = { region: regions.length - 1, numbers: count, key: keyOfStanding(blur, region, stateId) };
          stand(holding.standings, own);
        }
        // Asked for a promise only where there is one: most rows have none to wait for.
        const pause = turn();
        if (pause !== undefined) await pause;
      }
    }
  }
  return { regions, holdings: holdings.all() };
}

/** Numbers by their states, whose ids tell those of one log from those of another: they are each log's own. */
function* standingIn(all: readonly TalliesOfLog[]) {
  for (const [place, { counts, states }] of all.entries()) {
    for (const { key, count } of counts[0] ?? []) {
      const stateId = parseNumbersKey(key)?.stateId ?? 0;
      const state = states.get(stateId);
      if (state !== undefined) yield { stateId: stateId * all.length + place, state, count };
    }
  }
}

interface GrowingHolding {
  readonly preferences: Preferences;
  readonly standings: RegionStanding[];
}

/** By what states are; each is read once. */
class Holdings {
  readonly #byState = new Map<StateId, GrowingHolding | undefined>();
  readonly #byChoices = new Map<string, GrowingHolding>();

  /** Undefined where nobody in the state is registered. */
  ofState(stateId: StateId, state: NumberState): GrowingHolding | undefined {
    if (this.#byState.has(stateId)) return this.#byState.get(stateId);
    const { preferences } = state;
    const choices = JSON.stringify(preferences);
    const holding = isRegistered(state) ? (this.#byChoices.get(choices) ?? { preferences, standings: [] }) : undefined;
    if (holding !== undefined) this.#byChoices.set(choices, holding);
    this.#byState.set(stateId, holding);
    return holding;
  }

  all(): readonly GrowingHolding[] {
    return [...this.#byChoices.values()];
  }
}

/** States that differ in nothing a replay looks at are one. */
function stand(standings: RegionStanding[], { region, numbers, key }: RegionStanding): void {
  const last = standings.at(-1);
  if (last?.region !== region) standings.push({ region, numbers, key });
  else standings[standings.length - 1] = { region, numbers: last.numbers + numbers, key: keySum(last.key, key) };
}
