import type { EpochMs } from '../core/time.ts';
import type { ShortRecord, ShortRecordKind, ShortRecordPut, Store } from './store.ts';

/** What of a store is used where only its short records and counters are. */
export type RecordStore = Pick<Store, 'shortRecord' | 'shortRecords' | 'putShortRecord' | 'addCounts'>;

export interface NamedRecord extends ShortRecord {
  readonly kind: ShortRecordKind;
  readonly id: string;
}

/** The store that has them, from where it is not. */
export interface RecordSource {
  /** All unexpired ones of some kinds. */
  records(kinds: readonly ShortRecordKind[]): Promise<readonly NamedRecord[]>;
  /** `present`: as it stands after the attempt. */
  put(put: ShortRecordPut): Promise<{ readonly written: boolean; readonly present: ShortRecord | undefined }>;
  addCounts(counts: readonly { readonly key: string; readonly count: number }[]): Promise<void>;
}

/**
 * Short records of another store as they were when last fetched, and the way to write them there: for what may be some
 * seconds old, as the use of quotas is. Whoever loses a compare-and-swap reads what he lost against.
 */
export class RemoteRecords implements RecordStore {
  readonly #source: RecordSource;
  readonly #kinds: readonly ShortRecordKind[];
  #records = new Map<string, NamedRecord>();
  /** Questions are numbered as they are asked: answers may come in another order. */
  #asked: number = 0;
  #fetched: number = 0;
  readonly #puts = new Map<string, number>();

  constructor(source: RecordSource, kinds: readonly ShortRecordKind[]) {
    this.#source = source;
    this.#kinds = kinds;
  }

  async fetch(): Promise<void> {
    const turn = this.#nextTurn();
    const fetched = await this.#source.records(this.#kinds);
    if (turn < this.#fetched) return;
    this.#fetched = turn;
    const records = new Map(fetched.map((record) => [keyOf(record.kind, record.id), record]));
    for (const [key, putAt] of this.#puts) {
      const known = this.#records.get(key);
      if (putAt < turn) this.#puts.delete(key);
      else if (known === undefined) records.delete(key);
      else records.set(key, known);
    }
    this.#records = records;
  }

  shortRecord(kind: ShortRecordKind, id: string, now: EpochMs): ShortRecord | undefined {
    const record = this.#records.get(keyOf(kind, id));
    return record !== undefined && record.expiresAt > now ? record : undefined;
  }

  shortRecords(kind: ShortRecordKind, now: EpochMs, limit: number, afterId = ''): readonly NamedRecord[] {
    const ofKind = [...this.#records.values()].filter(
      (record) => record.kind === kind && record.expiresAt > now && record.id > afterId,
    );
    return ofKind.sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, limit);
  }

  async putShortRecord(put: ShortRecordPut): Promise<boolean> {
    const { kind, id } = put;
    const { written, present } = await this.#source.put(put);
    if (present === undefined) this.#records.delete(keyOf(kind, id));
    else this.#records.set(keyOf(kind, id), { kind, id, ...present });
    // A list that was asked for before this answer came may not have it.
    this.#puts.set(keyOf(kind, id), this.#nextTurn());
    return written;
  }

  #nextTurn(): number {
    this.#asked += 1;
    return this.#asked;
  }

  addCounts(counts: readonly { readonly key: string; readonly count: number }[]): Promise<void> {
    return this.#source.addCounts(counts);
  }
}

function keyOf(kind: ShortRecordKind, id: string): string {
  return `${kind}\n${id}`;
}
