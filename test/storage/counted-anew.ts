import { localDate } from '../../src/core/local-time.ts';
import { applyNumberEvent, type NumberRecord, unknownRecord, unknownState } from '../../src/core/number-record.ts';
import { type Block, blockOf, numberAt, type PhoneNumber } from '../../src/core/phone-number.ts';
import { regionOf, statisticalZone } from '../../src/core/regions/regions.ts';
import type { NumberEntry } from '../../src/core/statistics/tallies.ts';
import { decodeBlockImage, emptyBlock } from '../../src/storage/block-image.ts';
import { stateJson } from '../../src/storage/canonical.ts';
import type { LogEntry, Store } from '../../src/storage/store.ts';

/** Counters as text and count; numbers that stand in a state under the state's own text. */
export type Counted = Readonly<Record<string, number>>;

/** Written without the code that counts, but for what a block and an event are: sums of a plain map. */
class Sums {
  readonly #sums = new Map<string, number>();

  add(key: string, count = 1): void {
    this.#sums.set(key, (this.#sums.get(key) ?? 0) + count);
  }

  all(): Counted {
    return Object.fromEntries([...this.#sums].filter(([, sum]) => sum !== 0).sort());
  }
}

/** What the store's counters of its log say. */
export function kept(store: Store): Counted {
  const sums = new Sums();
  for (const prefix of ['CHANGES/', 'CONSENTS/', 'CONSENT_CHANGES/']) {
    for (const { key, count } of store.counts(prefix, 1_000_000)) {
      if (count <= 0) throw new Error(`${key} is ${count}`);
      sums.add(key, count);
    }
  }
  for (const { key, count } of store.counts('NUMBERS/', 1_000_000)) {
    const [, region, id] = key.split('/');
    if (count <= 0) throw new Error(`${key} is ${count}`);
    sums.add(`NUMBERS/${region}/${stateJson(store.state(Number(id)))}`, count);
  }
  return sums.all();
}

/** The log from its first entry to its last, with every number that it ever named in memory. */
export function countedFromLog(store: Store): Counted {
  const sums = new Sums();
  const records = new Map<PhoneNumber, NumberRecord>();
  for (const entry of store.entries(0, 1_000_000)) {
    if ('isErased' in entry || 'entityId' in entry) continue;
    if ('number' in entry) addChange(sums, records, entry);
    else addRows(sums, records, store, entry);
  }
  for (const [number, { state }] of records) {
    if (stateJson(state) !== stateJson(unknownState))
      sums.add(`NUMBERS/${regionOf(blockOf(number))}/${stateJson(state)}`);
  }
  return sums.all();
}

function addRows(
  sums: Sums,
  records: Map<PhoneNumber, NumberRecord>,
  store: Store,
  { block, position, at }: LogEntry & { readonly block: Block },
): void {
  const left = store.blockLog(block).imports.find((one) => one.position === position)?.groups ?? [];
  for (const { preferences, offsets } of left) {
    for (const offset of offsets) {
      sums.add(`CHANGES/${localDate(statisticalZone(block), at)}/${regionOf(block)}/IMPORTED/IMPORT`);
      records.set(numberAt(block, offset), { ...unknownRecord, state: { ...unknownState, preferences } });
    }
  }
}

function addChange(
  sums: Sums,
  records: Map<PhoneNumber, NumberRecord>,
  { number, event, at, wayIn, position }: NumberEntry,
): void {
  const [region, day] = [regionOf(blockOf(number)), localDate(statisticalZone(blockOf(number)), at)];
  const before = records.get(number) ?? unknownRecord;
  const after = applyNumberEvent(before, event, at, position);
  records.set(number, after);
  sums.add(`CHANGES/${day}/${region}/${event.kind}/${wayIn}`);
  const [stood, stands] = [consentsOf(number, before, at), consentsOf(number, after, at)];
  for (const [consent, key] of stood) {
    if (stands.has(consent)) continue;
    sums.add(key, -1);
    sums.add(`CONSENT_CHANGES/${day}/${region}/${event.kind === 'CONSENT_WITHDRAWN' ? 'WITHDRAWN' : 'ENDED'}`);
  }
  for (const [consent, key] of stands) {
    if (stood.has(consent)) continue;
    sums.add(key);
    if (event.kind === 'CONSENT_GIVEN') sums.add(`CONSENT_CHANGES/${day}/${region}/GIVEN`);
  }
}

/** The consents of a number that have not run out, and the counter of each. */
function consentsOf(number: PhoneNumber, { detail }: NumberRecord, now: number): ReadonlyMap<string, string> {
  const zone = statisticalZone(blockOf(number));
  const consents = new Map<string, string>();
  for (const { brand, status, scope, expiresAt = Number.POSITIVE_INFINITY, at, position } of detail.permissions) {
    if (status !== 'CONSENTED' || expiresAt <= now || expiresAt <= at) continue;
    const lastDay = Number.isFinite(expiresAt) ? localDate(zone, expiresAt - 1) : 'NEVER';
    const lists = [scope?.categories, scope?.channels].map((list) => list?.toSorted().join('+') ?? '*');
    const key = `CONSENTS/${regionOf(blockOf(number))}/${lastDay}/${lists.join(':')}`;
    consents.set(`${brand} ${position} ${key} ${expiresAt}`, key);
  }
  return consents;
}

/** What stands, of blocks that hold anything: numbers in their states, and consents that hold beyond a day. */
export function countedFromState(store: Store, blocks: Iterable<Block>, day: string): Counted {
  const sums = new Sums();
  for (const block of blocks) {
    const { image, recent } = store.blockRows(block);
    const states = image === undefined ? emptyBlock() : decodeBlockImage(image);
    for (const { offset, state } of recent) states.set(offset, state);
    for (const [offset, id] of states.known()) {
      sums.add(`NUMBERS/${regionOf(block)}/${stateJson(store.state(id))}`);
      if (!store.state(id).hasDetail) continue;
      const { record } = store.number(numberAt(block, offset));
      for (const key of consentsOf(numberAt(block, offset), record, 0).values()) {
        if (holdsBeyond(key, day)) sums.add(key);
      }
    }
  }
  return sums.all();
}

/** Of all counters those that the state alone can tell. */
export function ofState(counted: Counted, day: string): Counted {
  return Object.fromEntries(
    Object.entries(counted).filter(
      ([key]) => key.startsWith('NUMBERS/') || (key.startsWith('CONSENTS/') && holdsBeyond(key, day)),
    ),
  );
}

function holdsBeyond(key: string, day: string): boolean {
  const [, , lastDay = ''] = key.split('/');
  return lastDay === 'NEVER' || lastDay > day;
}
