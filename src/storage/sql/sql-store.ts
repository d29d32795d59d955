import type { Change, EntityKind, Position } from '../../core/change.ts';
import type { NumberDetail, NumberRecord, NumberState } from '../../core/number-record.ts';
import type { Block, PhoneNumber } from '../../core/phone-number.ts';
import type { EpochMs } from '../../core/time.ts';
import { importRows } from '../import-rows.ts';
import type {
  AppendResult,
  BlockImport,
  BlockImportResult,
  BlockLog,
  BlockRows,
  Entity,
  LogEntry,
  ShortRecordKind,
  ShortRecordPut,
  StateId,
  Store,
  SweptRecords,
} from '../store.ts';
import { BlockLogs } from './block-logs.ts';
import { sweptPerCommand, type Writer } from './commands.ts';
import type { ImportHasher } from './hashed-import.ts';
import { ImportReads } from './import-block.ts';
import { LogReads } from './log-reads.ts';
import { NumberReads } from './number-reads.ts';
import { SideReads } from './side-reads.ts';
import type { SqlDatabase } from './sql-database.ts';
import { StateTable } from './state-table.ts';

/** How an engine shows one moment. Whatever its disk or its locks make impossible is thrown as Fault UNAVAILABLE. */
export interface Moments extends Pick<Store, 'version' | 'snapshot'> {
  /** Runs one read. */
  reading<T>(read: () => T): T;
  close(): void;
}

/** The store over whatever engine: reads on a connection of its own or on the writer's, writes by commands. */
export class SqlStore implements Store {
  readonly #moments: Moments;
  readonly #writer: Writer;
  readonly #hasher: ImportHasher;
  readonly #states: StateTable;
  readonly #numbers: NumberReads;
  readonly #log: LogReads;
  readonly #sides: SideReads;
  /** Made when first asked for: most commands never are. */
  readonly #blockLogs: () => BlockLogs;
  readonly #newImports: () => ImportReads;
  #imports: ImportReads | undefined;

  constructor(database: SqlDatabase, moments: Moments, writer: Writer, hasher: ImportHasher) {
    const { queries } = database;
    this.#moments = moments;
    this.#writer = writer;
    this.#hasher = hasher;
    this.#states = new StateTable(queries);
    this.#numbers = new NumberReads(database, this.#states);
    this.#log = new LogReads(queries);
    this.#sides = new SideReads(queries);
    let blockLogs: BlockLogs | undefined;
    this.#blockLogs = () => (blockLogs ??= new BlockLogs(queries));
    this.#newImports = () => new ImportReads(queries, this.#numbers);
  }

  head = (): Position => this.#moments.reading(() => this.#log.head());
  version = (): number => this.#moments.version();
  snapshot = <T>(read: () => T): T => this.#moments.snapshot(read);

  number(number: PhoneNumber) {
    return this.#moments.snapshot(() => ({
      record: this.#numbers.record(number),
      follows: this.#numbers.follows(number),
    }));
  }

  numberDetail = (number: PhoneNumber): NumberDetail => this.#moments.reading(() => this.#numbers.detail(number));
  state = (id: StateId): NumberState => this.#moments.reading(() => this.#states.state(id));
  blockRows = (block: Block): BlockRows => this.#moments.snapshot(() => this.#numbers.blockRows(block));
  blocksHeld = (group: number): readonly Block[] => this.#moments.reading(() => this.#numbers.blocksHeld(group));
  blocks = (after: Block, limit: number): readonly Block[] =>
    this.#moments.reading(() => this.#numbers.blocks(after, limit));

  history(number: PhoneNumber, before: Position, limit: number): readonly LogEntry[] {
    return this.#moments.snapshot(() => this.#log.history(number, before, limit));
  }

  numberBefore(number: PhoneNumber, position: Position): NumberRecord {
    return this.#moments.snapshot(() => this.#log.numberBefore(number, position));
  }

  blockLog = (block: Block): BlockLog => this.#moments.snapshot(() => this.#blockLogs().of(block));

  entriesOfAssertion(assertionId: string, after: Position, limit: number): readonly LogEntry[] {
    return this.#moments.reading(() => this.#log.entriesOfAssertion(assertionId, after, limit));
  }

  entries = (after: Position, limit: number) => this.#moments.reading(() => this.#log.entries(after, limit));
  tail = (after: Position, limit: number) => this.#moments.snapshot(() => this.#log.tail(after, limit));

  entity<K extends EntityKind>(kind: K, id: string): Entity<K> | undefined {
    return this.#moments.reading(() => this.#sides.entity(kind, id));
  }

  entities<K extends EntityKind>(kind: K, afterId: string, limit: number): readonly Entity<K>[] {
    return this.#moments.reading(() => this.#sides.entities(kind, afterId, limit));
  }

  append(changes: readonly Change[]): Promise<readonly AppendResult[]> {
    return this.#writer.submit({ kind: 'APPEND', changes });
  }

  async importBlock(batch: BlockImport): Promise<BlockImportResult> {
    const rows = importRows(batch);
    this.#imports ??= this.#newImports();
    const imports = this.#imports;
    const fresh = this.#moments.snapshot(() => imports.newRows(batch, rows));
    if (fresh.count === 0) return { registered: 0, kept: rows.count };
    const hashed = await this.#hasher.hashed(batch, fresh);
    const result = await this.#writer.submit({ kind: 'IMPORT_BLOCK', ...hashed });
    return { ...result, kept: rows.count - result.registered };
  }

  shortRecord = (kind: ShortRecordKind, id: string, now: EpochMs) =>
    this.#moments.reading(() => this.#sides.shortRecord(kind, id, now));
  shortRecords = (kind: ShortRecordKind, now: EpochMs, limit: number, afterId?: string) =>
    this.#moments.reading(() => this.#sides.shortRecords(kind, now, limit, afterId));
  shortRecordCount = (kind: ShortRecordKind) => this.#moments.reading(() => this.#sides.shortRecordCount(kind));

  putShortRecord = (put: ShortRecordPut) => this.putShortRecords([put]);

  putShortRecords(puts: readonly ShortRecordPut[]): Promise<boolean> {
    return this.#writer.submit({ kind: 'PUT_SHORT_RECORDS', puts });
  }

  addCounts(counts: readonly { readonly key: string; readonly count: number }[]): Promise<void> {
    return this.#writer.submit({ kind: 'ADD_COUNTS', counts });
  }

  counts = (keyPrefix: string, limit: number) => this.#moments.snapshot(() => this.#sides.counts(keyPrefix, limit));

  async sweep(now: EpochMs): Promise<SweptRecords> {
    const swept: Partial<Record<ShortRecordKind, number>> = {};
    for (;;) {
      const kinds = await this.#writer.submit({ kind: 'SWEEP', now });
      for (const kind of kinds) swept[kind] = (swept[kind] ?? 0) + 1;
      if (kinds.length < sweptPerCommand) return swept;
    }
  }

  writerFault = () => this.#writer.fault();

  async close(): Promise<void> {
    await this.#writer.drain();
    // The writer closes last: only then can it empty the write-ahead log.
    this.#moments.close();
    await this.#writer.close();
  }
}
