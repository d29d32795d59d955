import { seededRandom, zipfRanks } from '../../../bench/random.ts';
import { type NumberChange, type NumberEvent, waysIn } from '../../../src/core/change.ts';
import { type Block, numberAt, type PhoneNumber } from '../../../src/core/phone-number.ts';
import { canonicalPreferences, noPreferences, type Preferences, refuseAll } from '../../../src/core/preferences.ts';
import { dayMs } from '../../../src/core/time.ts';
import type { BlockImport, Store } from '../../../src/storage/store.ts';

const categories = ['FIN_CREDIT', 'EDUCATION', 'HEALTH', 'TRAVEL', 'AUTO'];
const brands = ['acme', 'zeta', 'kappa'];
const scopes = [{}, { channels: ['SMS'] }, { categories: ['TRAVEL', 'AUTO'] }];
const startsAt = Date.UTC(2026, 0, 1);
const yearMs = 365 * dayMs;

/** A country's subscribers and a year of theirs, the same for the same seed. */
export class GeneratedYear {
  readonly #random: () => number;
  readonly #rank: () => number;
  readonly #sets: readonly Preferences[];
  readonly #blocks: readonly Block[];
  /** Few numbers have most of the changes, so that all kinds of change meet. */
  readonly #busy: readonly PhoneNumber[];

  constructor(seed: number, blocks: readonly Block[]) {
    this.#random = seededRandom(seed);
    this.#blocks = blocks;
    this.#sets = [refuseAll, ...anySets()];
    this.#rank = zipfRanks(this.#sets.length, this.#random);
    this.#busy = Array.from({ length: 5_000 }, () => this.#anyNumber());
  }

  /** Every other number of each block, registered on New Year's Day. */
  async register(store: Store): Promise<void> {
    const batches = this.#blocks.map((block) => this.#batch(block));
    await Promise.all(batches.map((batch) => store.importBlock(batch)));
  }

  /** Changes from January to December, as many at a time as groups of a busy server hold; a few of them conflict. */
  async happen(store: Store, changes: number): Promise<void> {
    for (let done = 0; done < changes; done += 256) {
      const at = startsAt + Math.floor((done / changes) * yearMs);
      const numbers = new Set(Array.from({ length: 256 }, () => this.#anyOfYear()));
      const calls = [...numbers].map((number) => store.append([this.#change(store, number, at)]));
      await Promise.all(calls);
    }
  }

  #batch(block: Block): BlockImport {
    const offsets = this.#sets.map((): number[] => []);
    for (let offset = 0; offset < 10_000; offset += 2) offsets[this.#rank()]?.push(offset);
    const groups = this.#sets.map((preferences, set) => ({
      preferences,
      offsets: Uint16Array.from(offsets[set] ?? []),
    }));
    const held = groups.filter((group) => group.offsets.length > 0);
    return { block, batchId: 'ftc:2026', at: startsAt, actor: 'operator:console', groups: held };
  }

  #change(store: Store, number: PhoneNumber, at: number): NumberChange {
    const stale = this.#random() < 0.01 ? 1 : 0;
    const { follows, record } = store.number(number);
    const event = this.#event(at, follows, record);
    const wayIn = this.#oneOf(waysIn);
    return { number, follows: follows + stale, at, actor: 'subscriber', wayIn, proof: 'OTP', event };
  }

  #event(at: number, follows: number, { state, detail }: ReturnType<Store['number']>['record']): NumberEvent {
    const brand = this.#oneOf(brands);
    const preferences = this.#sets[this.#rank()] ?? refuseAll;
    const { service, hasDetail: _, ...stands } = { ...state, ...detail };
    const erased = { after: this.#random() < 0.5 ? 0 : follows - Math.floor(this.#random() * 5_000), service };
    const expiresAt = at + Math.floor(this.#random() * 200 * dayMs);
    const terms = { brand, scope: this.#oneOf(scopes), ...(this.#random() < 0.7 ? { expiresAt } : {}) };
    const waits = { assertionId: 'a1', waitsUntil: at + dayMs };
    const { permissions, tenures } = stands;
    const events: readonly (() => NumberEvent)[] = [
      () => ({ kind: 'PREFERENCES_SET', preferences }),
      () => ({ kind: 'PREFERENCES_SET', preferences: noPreferences }),
      () => ({ kind: 'CONSENT_GIVEN', ...terms }),
      () => ({ kind: 'CONSENT_GIVEN', ...terms }),
      () => ({ kind: 'CONSENT_REQUESTED', ...terms }),
      () => ({ kind: 'CONSENT_WITHDRAWN', brand }),
      () => ({ kind: 'SENDER_REFUSED', brand }),
      () => ({ kind: 'SENDER_READMITTED', brand }),
      () => ({ kind: 'NUMBER_DISCONNECTED', occurredAt: at }),
      () => ({ kind: 'NUMBER_RECLAIMED', occurredAt: at }),
      () => ({
        kind: 'NUMBER_REASSIGNED',
        occurredAt: at,
        ...(this.#random() < 0.3 ? { keepsPreferences: true } : {}),
      }),
      () => ({ kind: 'NUMBER_PORTED', occurredAt: at, servingCarrier: 'south' }),
      () => ({ kind: 'ASSERTION_WAITS', ...waits, effect: { kind: 'NUMBER_REASSIGNED', occurredAt: at } }),
      () => ({ kind: 'ASSERTION_ENDED', assertionId: 'a1' }),
      () => ({
        kind: 'NUMBER_RESTORED',
        assertionId: 'a1',
        undoes: follows,
        service,
        preferences,
        permissions,
        tenures,
      }),
    ];
    // An erasure writes a block's image anew: one in thirty changes.
    const erasures: readonly (() => NumberEvent)[] = [
      () => ({ kind: 'HISTORY_ERASED', ...erased, preferences: stands.preferences, permissions, tenures }),
      () => ({ kind: 'RECORD_ERASED', ...erased, tenures }),
    ];
    return this.#oneOf(this.#random() < 1 / 30 ? erasures : events)();
  }

  #anyOfYear(): PhoneNumber {
    return this.#random() < 0.5 ? this.#oneOf(this.#busy) : this.#anyNumber();
  }

  #anyNumber(): PhoneNumber {
    return numberAt(this.#oneOf(this.#blocks), Math.floor(this.#random() * 10_000));
  }

  #oneOf<T>(values: readonly T[]): T {
    return values[Math.floor(this.#random() * values.length)] as T;
  }
}

/** Three choices in each category: 242 sets that say anything. */
function anySets(): readonly Preferences[] {
  const choices = [undefined, 'REFUSE', 'ALLOW'] as const;
  return Array.from({ length: 3 ** categories.length - 1 }, (_, set) => {
    const chosen = categories.map((category, at) => [category, choices[Math.floor((set + 1) / 3 ** at) % 3]] as const);
    const said = chosen.filter((pair): pair is readonly [string, 'REFUSE' | 'ALLOW'] => pair[1] !== undefined);
    return canonicalPreferences({ ...noPreferences, categories: Object.fromEntries(said) });
  });
}
