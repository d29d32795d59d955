import type { Preferences } from '../../../core/preferences.ts';
import { regionsOf, unknownRegion } from '../../../core/regions/regions.ts';
import { type Blur, keyOfStanding, keySum } from '../../../core/replay/blurred.ts';
import type { Census, RegionStanding } from '../../../core/replay/census.ts';
import { isRegistered } from '../../../core/statistics/numbers-census.ts';
import { parseNumbersKey, tallyPrefixes } from '../../../core/statistics/tally-keys.ts';
import type { StateId, Store } from '../../../storage/store.ts';
import type { Registry } from '../../registry.ts';

/** States of one region whose ids begin with one digit: all that there can be. */
const countsMax = 1_000_000;

/**
 * Who is registered now, by the counters that are kept with the log. Read a piece at a time, with `turn` awaited in
 * between: what is written meanwhile may be counted or not.
 */
export async function censusNow(
  { store, policy }: Pick<Registry, 'store' | 'policy'>,
  blur: Blur,
  turn: () => Promise<void> | undefined,
): Promise<Census> {
  const regions: string[] = [];
  const holdings = new Holdings(store);
  for (const region of [...regionsOf(policy.countryCallingCode).map(({ id }) => id), unknownRegion].sort()) {
    for (let digit = 1; digit <= 9; digit++) {
      for (const { key, count } of store.counts(`${tallyPrefixes.numbers}${region}/${digit}`, countsMax)) {
        const stateId = parseNumbersKey(key)?.stateId ?? 0;
        const holding = count > 0 ? holdings.ofState(stateId) : undefined;
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

interface GrowingHolding {
  readonly preferences: Preferences;
  readonly standings: RegionStanding[];
}

/** By what states are; each is read once. */
class Holdings {
  readonly #store: Pick<Store, 'state'>;
  readonly #byState = new Map<StateId, GrowingHolding | undefined>();
  readonly #byChoices = new Map<string, GrowingHolding>();

  constructor(store: Pick<Store, 'state'>) {
    this.#store = store;
  }

  /** Undefined where nobody in the state is registered. */
  ofState(stateId: StateId): GrowingHolding | undefined {
    if (this.#byState.has(stateId)) return this.#byState.get(stateId);
    const state = this.#store.state(stateId);
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
