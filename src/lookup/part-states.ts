import type { StateId } from '../storage/store.ts';
import { type NumberStanding, unavailableState } from './shard.ts';

/** The id among all parts of a part's own state. Equal ids are equal states; that of unknown numbers is 0 for all. */
export type SharedId = (id: StateId, place: number) => StateId;

/** Ids of the states of so many parts: numbered in turn, so that they stay as dense as they were. */
export function sharedIds(parts: number): SharedId {
  return (id, place) => {
    if (id === 0 || id === unavailableState) return id;
    const shared = id * parts + place;
    if (shared >= unavailableState) throw new Error(`${id} states of ${parts} parts cannot be told apart`);
    return shared;
  };
}

/** As many as a shard remembers itself; later ones are made anew. */
const statesMax = 65_536;

/** The standings of one part under the ids of all, the same object for the same one as far as they are remembered. */
export class PartStates {
  readonly #place: number;
  readonly #idOf: SharedId;
  readonly #known: { readonly given: NumberStanding; readonly shared: NumberStanding }[] = [];

  constructor(place: number, parts: number) {
    this.#place = place;
    this.#idOf = sharedIds(parts);
  }

  shared(given: NumberStanding | undefined): NumberStanding | undefined {
    if (given === undefined || given.stateId === 0) return given;
    const known = this.#known[given.stateId];
    if (known?.given === given) return known.shared;
    const shared = { ...given, stateId: this.#idOf(given.stateId, this.#place) };
    if (given.stateId < statesMax && !given.state.hasDetail) this.#known[given.stateId] = { given, shared };
    return shared;
  }
}
