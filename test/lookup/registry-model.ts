import type { EntityKind, NumberEvent } from '../../src/core/change.ts';
import { applyNumberEvent, type NumberRecord, unknownRecord, unknownState } from '../../src/core/number-record.ts';
import { type Block, numberAt, type PhoneNumber } from '../../src/core/phone-number.ts';
import type { Preferences } from '../../src/core/preferences.ts';

/** What a registry says, as plain maps. */
export class RegistryModel {
  readonly #records = new Map<PhoneNumber, NumberRecord>();
  readonly #revisions = new Map<PhoneNumber, number>();
  readonly #documents = new Map<string, unknown>();

  record(number: PhoneNumber): NumberRecord {
    return this.#records.get(number) ?? unknownRecord;
  }

  /** Moves with every difference in what is said of the number. */
  revision(number: PhoneNumber): number {
    return this.#revisions.get(number) ?? 0;
  }

  apply(number: PhoneNumber, event: NumberEvent, at: number, position: number): void {
    this.#put(number, applyNumberEvent(this.record(number), event, at, position));
  }

  /** Resolves to how many numbers the import registers: those that the log never named. */
  importBlock(block: Block, preferences: Preferences, offsets: Iterable<number>): number {
    const fresh = [...offsets].map((offset) => numberAt(block, offset)).filter((number) => !this.#records.has(number));
    for (const number of fresh) this.#put(number, { ...unknownRecord, state: { ...unknownState, preferences } });
    return fresh.length;
  }

  setDocument(kind: EntityKind, id: string, document: unknown): void {
    this.#documents.set(`${kind}/${id}`, document);
  }

  document(kind: EntityKind, id: string): unknown {
    return this.#documents.get(`${kind}/${id}`);
  }

  #put(number: PhoneNumber, record: NumberRecord): void {
    if (JSON.stringify(record) !== JSON.stringify(this.record(number))) {
      this.#revisions.set(number, this.revision(number) + 1);
    }
    this.#records.set(number, record);
  }
}
