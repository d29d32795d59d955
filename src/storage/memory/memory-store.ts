import {
  assertionOf,
  type Change,
  type EntityKind,
  entityKindOf,
  isNumberChange,
  type NumberChange,
  type Position,
} from '../../core/change.ts';
import { type Erasure, isErasure, outlives } from '../../core/erasure.ts';
import { applyNumberEvent, type NumberRecord, unknownRecord } from '../../core/number-record.ts';
import { blockOf, numberAt, type PhoneNumber } from '../../core/phone-number.ts';
import {
  type Tally,
  talliesOfChange,
  talliesOfEntries,
  talliesOfMove,
  talliesOfRows,
} from '../../core/statistics/tallies.ts';
import type { EpochMs } from '../../core/time.ts';
import { canonicalChange } from '../canonical.ts';
import { importRows, rowLeaves } from '../import-rows.ts';
import { entryBytes, leafHash, type Sha256, saltBytes } from '../leaf-hash.ts';
import { merkleRoot } from '../merkle.ts';
import type {
  AppendResult,
  BlockImport,
  BlockImported,
  BlockImportResult,
  BlockLog,
  BlockRows,
  Entity,
  ErasedEntry,
  LogEntry,
  ShortRecordKind,
  ShortRecordPut,
  Store,
  SweptRecords,
  Tail,
} from '../store.ts';
import { MemoryCounts } from './memory-counts.ts';
import { MemoryNumbers } from './memory-numbers.ts';
import { MemoryShortRecords } from './memory-short-records.ts';

export interface MemoryStoreOptions {
  readonly sha256: Sha256;
}

/** The reference of the contract: plain maps, gone with the process. */
export function memoryStore(options: MemoryStoreOptions): Store {
  return new MemoryStore(options.sha256);
}

class MemoryStore implements Store {
  readonly #sha256: Sha256;
  readonly #log: (LogEntry | ErasedEntry)[] = [];
  /** The state that an entry about a number left it in, by position. */
  readonly #states = new Map<Position, number>();
  readonly #numbers = new MemoryNumbers();
  readonly #entities = new Map<EntityKind, Map<string, Entity<EntityKind>>>();
  readonly #shortRecords = new MemoryShortRecords();
  readonly #counts = new MemoryCounts();
  #version = 0;

  constructor(sha256: Sha256) {
    this.#sha256 = sha256;
  }

  head = (): Position => this.#log.length;
  version = (): number => this.#version;
  snapshot = <T>(read: () => T): T => read();

  number = (number: number) => this.#numbers.number(number);
  numberDetail = (number: number) => this.#numbers.number(number).record.detail;
  state = (id: number) => this.#numbers.state(id);
  blockRows = (block: number): BlockRows => this.#numbers.blockRows(block);
  blocksHeld = (group: number) => this.#numbers.blocksHeld(group);
  blocks = (after: number, limit: number) => this.#numbers.blocks(after).slice(0, limit);

  history(number: number, before: Position, limit: number): readonly LogEntry[] {
    const positions = this.#numbers.positionsOf(number).filter((position) => position < before);
    return positions
      .reverse()
      .flatMap((position) => this.#unerased(position))
      .slice(0, limit);
  }

  numberBefore(number: number, position: Position): NumberRecord {
    const positions = this.#numbers.positionsOf(number).filter((one) => one < position);
    const left = positions.flatMap((one) => this.#unerased(one));
    const changes = left.filter((entry) => 'number' in entry);
    const registered = left.length > changes.length ? this.#numbers.registeredRecord(number) : unknownRecord;
    return changes.reduce((record, { event, at, position: of }) => applyNumberEvent(record, event, at, of), registered);
  }

  blockLog(block: number): BlockLog {
    const held = this.#numbers.positionsIn(block);
    const left = (positions: readonly Position[]) => positions.flatMap((position) => this.#unerased(position));
    return {
      imports: left(held.imports).flatMap((entry) =>
        'block' in entry ? [{ position: entry.position, at: entry.at, groups: this.#numbers.rowsOf(entry) }] : [],
      ),
      entries: left(held.entries).filter((entry) => 'number' in entry),
    };
  }

  entriesOfAssertion(assertionId: string, after: Position, limit: number): readonly LogEntry[] {
    const ofAssertion = this.#log.slice(after).flatMap((entry) => {
      const isOf = 'number' in entry && !('isErased' in entry) && assertionOf(entry.event) === assertionId;
      return isOf ? [entry] : [];
    });
    return ofAssertion.slice(0, limit);
  }

  entries(after: Position, limit: number): readonly (LogEntry | ErasedEntry)[] {
    return this.#log.slice(after, after + limit);
  }

  tail(after: Position, limit: number): Tail | undefined {
    if (this.#log.length - after > limit) return undefined;
    const since = this.#log.slice(after);
    return {
      head: this.#log.length,
      numbers: since.flatMap((entry) => {
        const state = this.#states.get(entry.position);
        return 'number' in entry && state !== undefined
          ? [{ number: entry.number, state, position: entry.position }]
          : [];
      }),
      blocks: since.flatMap((entry) => ('block' in entry ? [{ block: entry.block, position: entry.position }] : [])),
      entities: since.flatMap((entry) =>
        'entityId' in entry
          ? [{ kind: entityKindOf[entry.event.kind], id: entry.entityId, position: entry.position }]
          : [],
      ),
    };
  }

  entity<K extends EntityKind>(kind: K, id: string): Entity<K> | undefined {
    return this.#entities.get(kind)?.get(id) as Entity<K> | undefined;
  }

  entities<K extends EntityKind>(kind: K, afterId: string, limit: number): readonly Entity<K>[] {
    const all = [...(this.#entities.get(kind)?.values() ?? [])] as Entity<K>[];
    return all
      .filter((entity) => entity.id > afterId)
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .slice(0, limit);
  }

  async append(changes: readonly Change[]): Promise<readonly AppendResult[]> {
    // Nothing is written in the caller's own turn, so that a snapshot under way stays one moment.
    await undefined;
    return changes.map((change) => this.#appendOne(canonicalChange(change)));
  }

  async importBlock(batch: BlockImport): Promise<BlockImportResult> {
    await undefined;
    const rows = importRows(batch);
    if (this.#numbers.holdsBatch(batch.block, batch.batchId)) return { registered: 0, kept: rows.count };
    const fresh = this.#numbers.unknownRows(batch.block, rows);
    if (fresh.count === 0) return { registered: 0, kept: rows.count };
    const salts = crypto.getRandomValues(new Uint8Array(fresh.count * saltBytes));
    const leaves = [...rowLeaves(this.#sha256, batch.block, fresh, salts)];
    const { block, batchId, at, actor } = batch;
    const position = this.#log.length + 1;
    this.#write({ block, batchId, at, actor, rows: fresh.count, rowsRoot: merkleRoot(this.#sha256, leaves) });
    this.#numbers.register(block, batchId, fresh, position);
    this.#counts.add([talliesOfRows(block, at, fresh.count)]);
    for (const offset of fresh.offsets)
      this.#counts.add(talliesOfMove(block, 0, this.#numbers.stateId(numberAt(block, offset))));
    return { position, registered: fresh.count, kept: rows.count - fresh.count };
  }

  shortRecord = (kind: ShortRecordKind, id: string, now: EpochMs) => this.#shortRecords.get(kind, id, now);
  shortRecords = (kind: ShortRecordKind, now: EpochMs, limit: number, afterId?: string) =>
    this.#shortRecords.list(kind, now, limit, afterId);
  shortRecordCount = (kind: ShortRecordKind) => this.#shortRecords.count(kind);

  putShortRecord(put: ShortRecordPut): Promise<boolean> {
    return this.putShortRecords([put]);
  }

  async putShortRecords(puts: readonly ShortRecordPut[]): Promise<boolean> {
    await undefined;
    const written = this.#shortRecords.put(puts);
    if (written) this.#version++;
    return written;
  }

  async addCounts(counts: readonly Tally[]): Promise<void> {
    await undefined;
    this.#counts.add(counts);
    this.#version++;
  }

  counts = (keyPrefix: string, limit: number): readonly Tally[] => this.#counts.list(keyPrefix, limit);

  async sweep(now: EpochMs): Promise<SweptRecords> {
    await undefined;
    this.#version++;
    return this.#shortRecords.sweep(now);
  }

  writerFault = () => undefined;

  async close(): Promise<void> {
    await undefined;
  }

  #appendOne(change: Change): AppendResult {
    const head = this.#headOf(change);
    if (head !== change.follows) return { status: 'CONFLICT', head };
    const position = this.#log.length + 1;
    this.#write(change);
    if (isNumberChange(change)) {
      this.#aboutNumber(change, position);
    } else {
      const kind = entityKindOf[change.event.kind];
      const byId = this.#entities.get(kind) ?? new Map<string, Entity<EntityKind>>();
      byId.set(change.entityId, { id: change.entityId, document: change.event.document, position });
      this.#entities.set(kind, byId);
    }
    return { status: 'APPENDED', position };
  }

  #aboutNumber(change: NumberChange, position: Position): void {
    const { number, event } = change;
    const before = { record: this.#numbers.number(number).record, stateId: this.#numbers.stateId(number) };
    const isErasing = isErasure(event);
    if (isErasing) {
      this.#counts.takeBack(this.#tallies(number));
      this.#erase(number, event);
    }
    const stateId = this.#numbers.apply(change, position);
    this.#states.set(position, stateId);
    if (isErasing)
      this.#counts.add([...this.#tallies(number), ...talliesOfMove(blockOf(number), before.stateId, stateId)]);
    else this.#counts.add(talliesOfChange(before, { record: this.#numbers.number(number).record, stateId }, change));
  }

  /** What is left of the entries about a number adds so much, the state it stands in aside. */
  #tallies(number: PhoneNumber): readonly Tally[] {
    const left = this.#numbers.positionsOf(number).flatMap((position) => this.#unerased(position));
    const entries = left.filter((entry) => 'number' in entry);
    const registered = left.flatMap((entry) => ('block' in entry ? [talliesOfRows(entry.block, entry.at, 1)] : []));
    return [...registered, ...talliesOfEntries(this.#numbers.registeredRecord(number), entries).tallies];
  }

  /** The erasure itself, the log's last entry, is none of the number's yet. */
  #erase(number: PhoneNumber, erasure: Erasure): void {
    const { after } = erasure;
    this.#numbers.forgetRegistration(number, after);
    for (const position of this.#numbers.positionsOf(number).filter((one) => one > after)) {
      this.#states.delete(position);
      for (const entry of this.#unerased(position)) {
        if (!('number' in entry) || outlives(entry.event, erasure)) continue;
        const { follows, leafHash } = entry;
        this.#log[position - 1] = { isErased: true, position, number, follows, leafHash };
      }
    }
  }

  #unerased(position: Position): readonly LogEntry[] {
    const entry = this.#log[position - 1];
    return entry === undefined || 'isErased' in entry ? [] : [entry];
  }

  #headOf(change: Change): Position {
    if (isNumberChange(change)) return this.#numbers.number(change.number).follows;
    return this.entity(entityKindOf[change.event.kind], change.entityId)?.position ?? 0;
  }

  #write(entry: Change | BlockImported): void {
    const position = this.#log.length + 1;
    const salt = crypto.getRandomValues(new Uint8Array(saltBytes));
    const hash = leafHash(this.#sha256, salt, entryBytes(position, entry));
    this.#log.push({ ...entry, position, salt, leafHash: hash });
    this.#version++;
  }
}
