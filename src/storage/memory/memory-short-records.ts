import type { EpochMs } from '../../core/time.ts';
import type { ShortRecord, ShortRecordKind, ShortRecordPut, SweptRecords } from '../store.ts';

export class MemoryShortRecords {
  readonly #records = new Map<ShortRecordKind, Map<string, ShortRecord>>();

  get(kind: ShortRecordKind, id: string, now: EpochMs): ShortRecord | undefined {
    const record = this.#records.get(kind)?.get(id);
    return record !== undefined && record.expiresAt > now ? record : undefined;
  }

  list(
    kind: ShortRecordKind,
    now: EpochMs,
    limit: number,
    afterId: string = '',
  ): readonly (ShortRecord & { readonly id: string })[] {
    return [...(this.#records.get(kind) ?? [])]
      .filter(([id, record]) => id > afterId && record.expiresAt > now)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, limit)
      .map(([id, record]) => ({ id, ...record }));
  }

  count(kind: ShortRecordKind): number {
    return this.#records.get(kind)?.size ?? 0;
  }

  put(puts: readonly ShortRecordPut[]): boolean {
    const stand = puts.every(({ kind, id, expected, now }) => (this.get(kind, id, now)?.version ?? 0) === expected);
    if (stand) for (const put of puts) this.#write(put);
    return stand;
  }

  #write({ kind, id, expected, body, expiresAt }: ShortRecordPut): void {
    const ofKind = this.#records.get(kind) ?? new Map<string, ShortRecord>();
    this.#records.set(kind, ofKind);
    if (body === undefined) ofKind.delete(id);
    else ofKind.set(id, { body, version: expected + 1, expiresAt });
  }

  sweep(now: EpochMs): SweptRecords {
    const swept: Partial<Record<ShortRecordKind, number>> = {};
    for (const [kind, ofKind] of this.#records) {
      for (const [id, record] of ofKind) {
        if (record.expiresAt <= now && ofKind.delete(id)) swept[kind] = (swept[kind] ?? 0) + 1;
      }
    }
    return swept;
  }
}
