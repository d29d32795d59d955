import type { EpochMs } from '../../core/time.ts';
import type { ShortRecord, ShortRecordKind, ShortRecordPut } from '../store.ts';

export class MemoryShortRecords {
  readonly #records = new Map<ShortRecordKind, Map<string, ShortRecord>>();

  get(kind: ShortRecordKind, id: string, now: EpochMs): ShortRecord | undefined {
    const record = this.#records.get(kind)?.get(id);
    return record !== undefined && record.expiresAt > now ? record : undefined;
  }

  list(kind: ShortRecordKind, now: EpochMs, limit: number): readonly (ShortRecord & { readonly id: string })[] {
    return [...(this.#records.get(kind) ?? [])]
      .filter(([, record]) => record.expiresAt > now)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, limit)
      .map(([id, record]) => ({ id, ...record }));
  }

  put({ kind, id, expected, body, expiresAt, now }: ShortRecordPut): boolean {
    if ((this.get(kind, id, now)?.version ?? 0) !== expected) return false;
    const ofKind = this.#records.get(kind) ?? new Map<string, ShortRecord>();
    this.#records.set(kind, ofKind);
    if (body === undefined) ofKind.delete(id);
    else ofKind.set(id, { body, version: expected + 1, expiresAt });
    return true;
  }

  sweep(now: EpochMs): number {
    let swept = 0;
    for (const ofKind of this.#records.values()) {
      for (const [id, record] of ofKind) {
        if (record.expiresAt <= now && ofKind.delete(id)) swept++;
      }
    }
    return swept;
  }
}
