import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { NumberEvent } from '../../src/core/change.ts';
import { type Block, blockOf, numberAt, offsetInBlock, type PhoneNumber } from '../../src/core/phone-number.ts';
import type { Preferences } from '../../src/core/preferences.ts';
import { type Lookup, openLookup } from '../../src/lookup/open-lookup.ts';
import { openSqliteStore } from '../../src/storage/sqlite/sqlite-store.ts';
import type { Store } from '../../src/storage/store.ts';
import { freshFile } from '../storage/sqlite-folder.ts';
import { appendNumberEvents, newMemoryStore, phoneNumber, refuseAll, setOrganisation } from './changes.ts';
import { manyNumbers, organisationIds, type Sizes, type StepAt, sizes, steps } from './random-history.ts';
import { RegistryModel } from './registry-model.ts';

/** Long enough for a failure to be made small. */
const timeout = 120_000;
const numbersPerTerritory = 10_000_000_000;

test('two lookups over a memory store answer as plain maps do, and equal versions mean equal standings', {
  timeout,
}, async () => {
  const open = async () => {
    const store = newMemoryStore();
    return [store, store, 0] as const;
  };
  await expectModel(open, 100);
});

test('so do two lookups over one SQLite file that is opened twice', { timeout }, async () => {
  const file = freshFile();
  const here = await openSqliteStore({ file });
  const there = await openSqliteStore({ file });
  onTestFinished(() => Promise.all([here.close(), there.close()]).then(() => undefined));
  let territory = 0;
  await expectModel(async () => [here, there, territory++] as const, 30);
});

const number = numberAt(99_942_400, 1);
const roomy: Sizes = { blockBytesMax: 2 ** 20, detailsMax: 100, tailEntriesMax: 1_000, msPerClockLook: 0 };
const lookedUp: StepAt = { place: 0, step: { do: 'LOOKUP', numbers: [number] } };

function changed(event: NumberEvent, ...others: readonly PhoneNumber[]): StepAt {
  return { place: 1, step: { do: 'CHANGE', numbers: [number, ...others], event } };
}

test.each<readonly [string, Sizes, readonly StepAt[]]>([
  [
    'what a number said of a brand',
    roomy,
    [
      changed({ kind: 'CONSENT_GIVEN', brand: 'brand-1', scope: {} }),
      lookedUp,
      changed({ kind: 'SENDER_REFUSED', brand: 'brand-1' }),
      lookedUp,
    ],
  ],
  [
    'more numbers at once than a tail holds',
    { ...roomy, tailEntriesMax: 1 },
    [lookedUp, changed({ kind: 'PREFERENCES_SET', preferences: refuseAll }, numberAt(99_942_400, 2)), lookedUp],
  ],
])('a lookup that knows a number sees that somebody changed %s', async (_, options, history) => {
  const store = newMemoryStore();
  await perform(history, options, [store, store, 0]);
});

type Opened = readonly [here: Store, there: Store, territory: number];

async function expectModel(open: () => Promise<Opened>, numRuns: number) {
  await fc.assert(
    fc.asyncProperty(steps, sizes, async (history, options) => perform(history, options, await open())),
    { numRuns },
  );
}

async function perform(
  history: readonly StepAt[],
  { msPerClockLook, ...options }: Sizes,
  [here, there, territory]: Opened,
): Promise<void> {
  let ms = 0;
  const now = () => (ms += msPerClockLook);
  const lookup = (store: Store) => openLookup(store, { logId: 'log', now, ...options });
  const registry = new Registry([here, there], [lookup(here), lookup(there)], territory);
  for (const each of history) await registry.run(each);
}

/** One registry in two processes, and the model that both must equal. */
class Registry {
  readonly #stores: readonly [Store, Store];
  readonly #lookups: readonly [Lookup, Lookup];
  readonly #territory: number;
  readonly #model = new RegistryModel();
  readonly #revisionOfVersion = new Map<string, number>();
  #batches = 0;

  /** Each `territory` has numbers and organisations of its own, so that one store serves many registries. */
  constructor(stores: readonly [Store, Store], lookups: readonly [Lookup, Lookup], territory: number) {
    this.#stores = stores;
    this.#lookups = lookups;
    this.#territory = territory;
  }

  async run({ step, place }: StepAt): Promise<void> {
    const store = this.#stores[place];
    const lookup = this.#lookups[place];
    switch (step.do) {
      case 'CHANGE':
        return this.#change(store, step.numbers, step.event);
      case 'CHANGE_MANY': {
        const numbers = Array.from({ length: manyNumbers }, (_, at) => numberAt(step.block, step.from + at));
        return this.#change(store, numbers, step.event);
      }
      case 'IMPORT':
        return this.#import(store, step.block, step.preferences, step.offsets);
      case 'SET_ORGANISATION':
        return this.#setOrganisation(store, this.#here(step.id), step.role, step.name);
      case 'COUNT':
        return store.addCounts([{ key: 'lookups', count: 1 }]);
      case 'LOOKUP':
        return this.#lookUp(lookup, step.numbers);
      case 'READ_ORGANISATION': {
        const id = this.#here(step.id);
        expect(lookup.directory.organisation(id)?.document).toEqual(this.#model.document('ORGANISATION', id));
        return;
      }
      case 'LIST_CARRIERS':
        return this.#listCarriers(lookup);
    }
  }

  async #change(store: Store, of: readonly PhoneNumber[], event: NumberEvent): Promise<void> {
    const at = 1_800_000_000_000;
    const numbers = of.map((number) => this.#moved(number));
    const results = await appendNumberEvents(store, numbers, event, at);
    for (const [place, result] of results.entries()) {
      if (result.status !== 'APPENDED') throw new Error('a change alone cannot conflict');
      this.#model.apply(numbers[place]!, event, at, result.position);
    }
  }

  async #import(store: Store, of: Block, preferences: Preferences, offsets: readonly number[]): Promise<void> {
    const groups = [{ preferences, offsets: Uint16Array.from(offsets) }];
    const block = blockOf(this.#moved(numberAt(of, 0)));
    const batchId = `batch-${this.#batches++}`;
    const common = { at: 1_800_000_000_000, actor: 'operator:test' };
    const { registered } = await store.importBlock({ block, batchId, groups, ...common });
    expect(registered).toBe(this.#model.importBlock(block, preferences, offsets));
  }

  async #setOrganisation(store: Store, id: string, role: 'CARRIER' | 'BRAND', name: string): Promise<void> {
    await setOrganisation(store, id, { role, name });
    this.#model.setDocument('ORGANISATION', id, store.entity('ORGANISATION', id)?.document);
  }

  async #lookUp(lookup: Lookup, of: readonly PhoneNumber[]): Promise<void> {
    const numbers = of.map((number) => this.#moved(number));
    const { heads, standings: given, versions } = await lookup.shard.standings(numbers);
    const standings = given.map((standing) => standing!);
    expect(heads).toEqual([{ logId: 'log', position: this.#stores[0].head() }]);
    const list = await lookup.shard.states({
      blocks: Float64Array.from(numbers, blockOf),
      ends: Uint32Array.from(numbers.keys(), (at) => at + 1),
      offsets: Uint16Array.from(numbers, offsetInBlock),
    });
    expect(list.heads).toEqual(heads);
    expect([...list.stateIds]).toEqual(standings.map(({ stateId }) => stateId));
    for (const { stateId, state } of standings) expect(list.states.get(stateId)).toEqual(state);
    const expected = numbers.map((number) => this.#model.record(number));
    expect(standings.map(({ state, detail }) => ({ state, detail }))).toEqual(expected);
    expect(standings.map(({ stateId }) => this.#stores[0].state(stateId))).toEqual(expected.map(({ state }) => state));
    for (const [place, version] of versions.entries()) this.#expectSameContentOf(numbers[place]!, version);
  }

  #expectSameContentOf(number: PhoneNumber, version: number): void {
    const key = `${number} ${version}`;
    const revision = this.#model.revision(number);
    const revisionBefore = this.#revisionOfVersion.get(key) ?? revision;
    if (revisionBefore !== revision) throw new Error(`number ${number} changed and kept version ${version}`);
    this.#revisionOfVersion.set(key, revision);
  }

  #listCarriers(lookup: Lookup): void {
    const ids = organisationIds.map((id) => this.#here(id));
    const listed = lookup.directory.carriers().map(({ document }) => document);
    const documents = ids.map((id) => this.#model.document('ORGANISATION', id) as { role: string } | undefined);
    expect(listed.filter(({ organisationId }) => ids.includes(organisationId))).toEqual(
      documents.filter((document) => document?.role === 'CARRIER'),
    );
  }

  #moved(number: PhoneNumber): PhoneNumber {
    return phoneNumber(number + this.#territory * numbersPerTerritory);
  }

  #here(id: string): string {
    return `${id}-${this.#territory}`;
  }
}
