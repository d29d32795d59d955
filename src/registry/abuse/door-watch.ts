import { dayMs, type EpochMs } from '../../core/time.ts';

/** What attacks at the subscribers' doors look like: at the page, the API, and texts that anybody can cause. */
export const doorKinds = [
  'CODE_FLOOD_NUMBER',
  'CODE_FLOOD_ADDRESS',
  'CODE_PUMPING',
  'CODE_FLOOD_TOTAL',
  'CODE_GUESSING',
] as const;
export type DoorKind = (typeof doorKinds)[number];

/** As `abuseWords`. */
export const doorWords: Readonly<Record<DoorKind, { readonly from: number; readonly meaning: string }>> = {
  CODE_FLOOD_NUMBER: { from: 5, meaning: 'codes refused that were asked for one number' },
  CODE_FLOOD_ADDRESS: {
    from: 20,
    meaning: 'codes refused that were asked for from one network, its neighbours or link',
  },
  CODE_PUMPING: { from: 20, meaning: 'codes refused that were asked for one range of 10,000 numbers' },
  CODE_FLOOD_TOTAL: { from: 1, meaning: 'codes refused since all that are sent in a minute had been sent' },
  CODE_GUESSING: { from: 20, meaning: 'wrong codes for one number, or tries refused of one number or network' },
};

/** What the operator is shown of where it happened: never a number or an address in full. */
export interface DoorPlace {
  readonly block?: string;
  readonly network?: string;
  readonly organisationId?: string;
}

/** One thing seen at a door. */
export interface DoorSign {
  readonly kind: DoorKind;
  /** Tells one number or network from another, and is not kept: only its keyed hash is. */
  readonly subject: string;
  readonly shown: DoorPlace;
}

/** What happened often enough to be told: `measure` more of it. */
export interface DoorNotice {
  readonly kind: DoorKind;
  /** Eight characters, the same for the same subject. */
  readonly key: string;
  readonly shown: DoorPlace;
  readonly measure: number;
}

/** Subjects remembered; of more, those that came first are forgotten, and count from nothing again. */
const rememberedMax = 20_000;
/** Subjects of one kind told of on one day by one process; the rest are one signal together. */
const toldMax = 50;
const others = 'others';

/** Counts what is seen at the doors on one day (UTC), in the memory of one process: some 2 MB at most. */
export class DoorWatch {
  #day: number = -1;
  readonly #seen = new Map<string, number>();
  readonly #told = new Map<DoorKind, Set<string>>();

  /** `id`: of kind and subject, keyed. Undefined where it is not yet, or not worth, telling. */
  saw({ kind, shown }: DoorSign, id: string, now: EpochMs): DoorNotice | undefined {
    const today = Math.floor(now / dayMs);
    if (today !== this.#day) {
      this.#day = today;
      this.#seen.clear();
      this.#told.clear();
    }
    const seen = (this.#seen.get(id) ?? 0) + 1;
    this.#seen.delete(id);
    this.#seen.set(id, seen);
    for (const oldest of this.#seen.keys()) {
      if (this.#seen.size <= rememberedMax) break;
      this.#seen.delete(oldest);
    }
    const { from } = doorWords[kind];
    if (seen < from) return undefined;
    const told = this.#told.get(kind) ?? new Set<string>();
    this.#told.set(kind, told);
    const key = id.slice(0, 8);
    const isTold = told.has(key) || told.size < toldMax;
    if (isTold) told.add(key);
    const measure = seen === from ? from : 1;
    return isTold ? { kind, key, shown, measure } : { kind, key: others, shown: {}, measure };
  }
}
