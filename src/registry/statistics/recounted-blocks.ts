import { localDate } from '../../core/local-time.ts';
import type { NumberState } from '../../core/number-record.ts';
import { type Block, numberAt } from '../../core/phone-number.ts';
import { consentKeysOf, type Tally } from '../../core/statistics/tallies.ts';
import { parseConsentsKey, parseNumbersKey } from '../../core/statistics/tally-keys.ts';
import { dayMs, type EpochMs } from '../../core/time.ts';
import { decodeBlockImage, emptyBlock } from '../../storage/block-image.ts';
import { addBlockLog, addStates } from '../../storage/block-tallies.ts';
import { stateJson } from '../../storage/canonical.ts';
import type { BlockLog, StateId, Store } from '../../storage/store.ts';

/** Counters by key. */
export type Sums = Map<string, number>;

/** Counts blocks anew, one after the other, from what stands and from the log; keeps sums and nothing of the numbers. */
export class RecountedBlocks {
  readonly fromState: Sums = new Map();
  readonly fromLog: Sums = new Map();
  readonly #store: Store;
  readonly #met = new Set<StateId>();
  readonly #ids = new Map<string, StateId>();
  #latest: EpochMs = 0;

  /** `kept`: the counters to compare with, which name states that the log may lead to. */
  constructor(store: Store, kept: Iterable<string>) {
    this.#store = store;
    this.#meet(0);
    for (const key of kept) this.#meetIfThere(parseNumbersKey(key)?.stateId ?? 0);
  }

  /** To be run at one moment with all that it is compared with. */
  count(block: Block): void {
    this.#countState(block);
    const log = this.#store.blockLog(block);
    this.#latest = Math.max(this.#latest, latestOf(log));
    addBlockLog(block, log, (state) => this.#idOf(state), adderTo(this.fromLog));
  }

  /**
   * Whether what stands tells a counter by itself: not of consents whose day is near or over, for what ran out may have
   * been taken from the record since, nor of what happened.
   */
  isTold(key: string): boolean {
    const consents = parseConsentsKey(key);
    if (consents === undefined) return parseNumbersKey(key) !== undefined;
    return consents.lastDay === 'NEVER' || consents.lastDay > localDate('UTC', this.#latest + dayMs);
  }

  #countState(block: Block): void {
    const { image, recent } = this.#store.blockRows(block);
    const states = image === undefined ? emptyBlock() : decodeBlockImage(image);
    for (const { offset, state } of recent) states.set(offset, state);
    const add = adderTo(this.fromState);
    const stateIds: StateId[] = [];
    for (const [offset, stateId] of states.known()) {
      stateIds.push(stateId);
      this.#meet(stateId);
      const state = this.#store.state(stateId);
      if (!state.hasDetail) continue;
      const record = { state, detail: this.#store.numberDetail(numberAt(block, offset)) };
      for (const key of consentKeysOf(record, block, 0)) add({ key, count: 1 });
    }
    addStates(block, stateIds, add);
  }

  #meet(stateId: StateId): void {
    if (this.#met.has(stateId)) return;
    this.#ids.set(stateJson(this.#store.state(stateId)), stateId);
    this.#met.add(stateId);
  }

  /** A counter that somebody meddled with may name any state. */
  #meetIfThere(stateId: StateId): void {
    try {
      this.#meet(stateId);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }

  /** Where no number that was met stands in a state, what stands and the log differ anyway. */
  #idOf(state: NumberState): StateId {
    return this.#ids.get(stateJson(state)) ?? 0;
  }
}

function latestOf({ imports, entries }: BlockLog): EpochMs {
  return [...imports, ...entries].reduce((latest, { at }) => Math.max(latest, at), 0);
}

function adderTo(sums: Sums): (tally: Tally) => void {
  return ({ key, count }) => sums.set(key, (sums.get(key) ?? 0) + count);
}
