import type { NumberChange, Position } from '../../core/change.ts';
import {
  applyNumberEvent,
  type NumberRecord,
  type NumberState,
  unknownRecord,
  unknownState,
} from '../../core/number-record.ts';
import { type Block, blockOf, numberAt, offsetInBlock, type PhoneNumber } from '../../core/phone-number.ts';
import { noPreferences } from '../../core/preferences.ts';
import { encodeBlockImage } from '../block-image.ts';
import { stateJson } from '../canonical.ts';
import { type ImportRows, rowsWhere } from '../import-rows.ts';
import type { BlockImport, BlockRows, StateId } from '../store.ts';

interface HeldNumber {
  readonly record: NumberRecord;
  readonly state: StateId;
  /** Its entries in the log, oldest first. */
  readonly positions: readonly Position[];
}

interface HeldBlock {
  /** What bulk imports registered: the block's image. */
  readonly imported: Map<number, StateId>;
  /** Numbers with an entry of their own. */
  readonly changed: Map<number, StateId>;
  readonly batches: Set<string>;
  lastImport: Position;
}

/** The numbers of a memory store: everything about them that the log's entries add up to. */
export class MemoryNumbers {
  readonly #numbers = new Map<number, HeldNumber>();
  readonly #blocks = new Map<Block, HeldBlock>();
  readonly #states: NumberState[] = [unknownState];
  readonly #stateIds = new Map<string, StateId>([[stateJson(unknownState), 0]]);

  number(number: number): { readonly record: NumberRecord; readonly follows: Position } {
    const held = this.#numbers.get(number);
    const lastImport = this.#blocks.get(blockOf(number as PhoneNumber))?.lastImport ?? 0;
    return { record: held?.record ?? unknownRecord, follows: Math.max(held?.positions.at(-1) ?? 0, lastImport) };
  }

  state(id: StateId): NumberState {
    const state = this.#states[id];
    if (state === undefined) throw new RangeError(`no state ${id}`);
    return state;
  }

  stateId(number: number): StateId {
    return this.#numbers.get(number)?.state ?? 0;
  }

  /** Of a block: its imports' entries, and those of its numbers, by number and then oldest first. */
  positionsIn(block: Block): { readonly imports: readonly Position[]; readonly entries: readonly Position[] } {
    const held = [...this.#numbers].filter(([number]) => blockOf(number as PhoneNumber) === block);
    const imports = new Set<Position>();
    const entries: Position[] = [];
    for (const [number, { positions }] of held.sort(([a], [b]) => a - b)) {
      const isRegistered = this.#blocks.get(block)?.imported.has(offsetInBlock(number as PhoneNumber));
      const [registration, ...rest] = positions;
      if (isRegistered && registration !== undefined) imports.add(registration);
      entries.push(...(isRegistered ? rest : positions));
    }
    return { imports: [...imports].sort((a, b) => a - b), entries };
  }

  /** The rows that an import registered and nobody erased. */
  rowsOf({ block, position }: { readonly block: Block; readonly position: Position }): BlockImport['groups'] {
    const imported = [...(this.#blocks.get(block)?.imported ?? [])];
    const own = imported.filter(([offset]) => this.#numbers.get(numberAt(block, offset))?.positions[0] === position);
    const states = Map.groupBy(own, ([, state]) => state);
    return [...states].map(([state, rows]) => ({
      preferences: this.state(state).preferences,
      offsets: Uint16Array.from(rows, ([offset]) => offset).sort(),
    }));
  }

  positionsOf(number: number): Position[] {
    return [...(this.#numbers.get(number)?.positions ?? [])];
  }

  /** As the bulk import that registered the number left it. */
  registeredRecord(number: number): NumberRecord {
    const imported = this.#blocks.get(blockOf(number as PhoneNumber))?.imported;
    return { ...unknownRecord, state: this.state(imported?.get(offsetInBlock(number as PhoneNumber)) ?? 0) };
  }

  blockRows(block: Block): BlockRows {
    const held = this.#blocks.get(block);
    if (held === undefined) return { image: undefined, recent: [] };
    return {
      image: held.imported.size === 0 ? undefined : encodeBlockImage(held.lastImport, held.imported),
      recent: [...held.changed].map(([offset, state]) => ({ offset, state })).sort((a, b) => a.offset - b.offset),
    };
  }

  blocksHeld(group: number): readonly Block[] {
    return [...this.#blocks.keys()].filter((block) => Math.floor(block / 1024) === group).sort((a, b) => a - b);
  }

  blocks(after: Block): readonly Block[] {
    return [...this.#blocks.keys()].filter((block) => block > after).sort((a, b) => a - b);
  }

  /** Applies an entry and tells the state it leaves the number in. */
  apply(change: NumberChange, position: Position): StateId {
    const held = this.#numbers.get(change.number);
    const record = applyNumberEvent(held?.record ?? unknownRecord, change.event, change.at, position);
    const state = this.#intern(record.state);
    this.#numbers.set(change.number, { record, state, positions: [...(held?.positions ?? []), position] });
    this.#block(blockOf(change.number)).changed.set(offsetInBlock(change.number), state);
    return state;
  }

  /** Forgets that a bulk import after a position registered the number. */
  forgetRegistration(number: PhoneNumber, after: Position): void {
    const imported = this.#blocks.get(blockOf(number))?.imported;
    const held = this.#numbers.get(number);
    const offset = offsetInBlock(number);
    if (held === undefined || !imported?.has(offset)) return;
    // An import registers a number before it has any entry of its own.
    const [registration = 0, ...own] = held.positions;
    if (registration <= after) return;
    imported.delete(offset);
    this.#numbers.set(number, { ...held, positions: own });
  }

  holdsBatch(block: Block, batchId: string): boolean {
    return this.#blocks.get(block)?.batches.has(batchId) ?? false;
  }

  /** The rows whose numbers have no entry in the log. */
  unknownRows(block: Block, rows: ImportRows): ImportRows {
    return rowsWhere(rows, (offset) => !this.#numbers.has(numberAt(block, offset)));
  }

  register(block: Block, batchId: string, rows: ImportRows, position: Position): void {
    const held = this.#block(block);
    for (const [row, offset] of rows.offsets.entries()) {
      const preferences = rows.sets[(rows.places[row] ?? 0) - 1] ?? noPreferences;
      const record = { ...unknownRecord, state: { ...unknownState, preferences } };
      const state = this.#intern(record.state);
      this.#numbers.set(numberAt(block, offset), { record, state, positions: [position] });
      held.imported.set(offset, state);
    }
    held.batches.add(batchId);
    held.lastImport = position;
  }

  #block(block: Block): HeldBlock {
    const held = this.#blocks.get(block) ?? {
      imported: new Map(),
      changed: new Map(),
      batches: new Set(),
      lastImport: 0,
    };
    this.#blocks.set(block, held);
    return held;
  }

  #intern(state: NumberState): StateId {
    const json = stateJson(state);
    const id = this.#stateIds.get(json) ?? this.#states.push(state) - 1;
    this.#stateIds.set(json, id);
    return id;
  }
}
