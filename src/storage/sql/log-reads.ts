import { and, asc, desc, eq, gt, isNotNull, lt, max, sql } from '#drizzle';
import type { NumberEvent, Position } from '../../core/change.ts';
import { applyNumberEvent, type NumberRecord, unknownRecord, unknownState } from '../../core/number-record.ts';
import { blockOf, offsetInBlock, type PhoneNumber } from '../../core/phone-number.ts';
import { type NumberEntry, type Tally, talliesOfEntries, talliesOfRows } from '../../core/statistics/tallies.ts';
import { stateInImage } from '../block-image.ts';
import type { ErasedEntry, LogEntry, Tail } from '../store.ts';
import { type EntryRow, toAnyEntry, toLogEntry } from './entry-row.ts';
import { changes, importRows } from './schema.ts';
import type { Queries } from './sql-database.ts';

/** The change log as one connection sees it; each method is several reads, to be run at one moment. */
export class LogReads {
  readonly #queries: ReturnType<typeof prepared>;

  constructor(db: Queries) {
    this.#queries = prepared(db);
  }

  head(): Position {
    return this.#queries.head.get()?.position ?? 0;
  }

  entries(after: Position, limit: number): readonly (LogEntry | ErasedEntry)[] {
    return this.#queries.entries.all({ after, limit }).map(toAnyEntry);
  }

  /** A number is registered by one import at most, and before it has any entry of its own: see `importBlock`. */
  history(number: PhoneNumber, before: Position, limit: number): readonly LogEntry[] {
    const own: EntryRow[] = this.#queries.ofNumber.all({ number, before, limit });
    const imported = own.length < limit ? this.#registration(number, before) : [];
    return [...own, ...imported].map(toLogEntry);
  }

  numberBefore(number: PhoneNumber, position: Position): NumberRecord {
    const own = this.#queries.ofNumber.all({ number, before: position, limit: Number.MAX_SAFE_INTEGER });
    let record = this.#registeredRecord(number, position);
    for (const { change } of own.reverse()) {
      record = applyNumberEvent(record, change.event as NumberEvent, change.at, change.position);
    }
    return record;
  }

  /** What is left of the entries about a number below a position adds so much to the counters, the state it stands in aside. */
  tallies(number: PhoneNumber, position: Position): readonly Tally[] {
    const own = this.#queries.ofNumber.all({ number, before: position, limit: Number.MAX_SAFE_INTEGER });
    const entries = own.reverse().map((row) => toLogEntry(row) as NumberEntry);
    const registered = this.#registration(number, position).map(({ change }) =>
      talliesOfRows(blockOf(number), change.at, 1),
    );
    return [...registered, ...talliesOfEntries(this.#registeredRecord(number, position), entries).tallies];
  }

  entriesOfAssertion(assertionId: string, after: Position, limit: number): readonly LogEntry[] {
    return this.#queries.ofAssertion.all({ assertionId, after, limit }).map(toLogEntry);
  }

  tail(after: Position, limit: number): Tail | undefined {
    const head = this.head();
    if (head - after > limit) return undefined;
    const rows = this.#queries.tail.all({ after });
    return {
      head,
      numbers: rows.flatMap(({ number, state, position }) =>
        number === null || state === null ? [] : [{ number: number as PhoneNumber, state, position }],
      ),
      blocks: rows.flatMap(({ block, position }) => (block === null ? [] : [{ block, position }])),
      entities: rows.flatMap(({ entityKind, entityId, position }) =>
        entityKind === null || entityId === null ? [] : [{ kind: entityKind, id: entityId, position }],
      ),
    };
  }

  #registration(number: PhoneNumber, before: Position): readonly EntryRow[] {
    const found = this.importOf(number, before);
    return found === undefined ? [] : this.#queries.entries.all({ after: found.position - 1, limit: 1 });
  }

  #registeredRecord(number: PhoneNumber, before: Position): NumberRecord {
    const found = this.importOf(number, before);
    const preferences = found && this.#queries.setsOf.get(found)?.sets[found.place - 1];
    return preferences === undefined ? unknownRecord : { ...unknownRecord, state: { ...unknownState, preferences } };
  }

  /** The import that registered a number, and the place of its preferences among the import's sets, counted from 1. */
  importOf(number: PhoneNumber, before: Position) {
    const offset = offsetInBlock(number);
    for (const { position, places } of this.#queries.importsOfBlock.all({ block: blockOf(number), before })) {
      const place = stateInImage(places, offset);
      if (place !== 0) return { position, place };
    }
    return undefined;
  }
}

function prepared(db: Queries) {
  const before = lt(changes.position, sql.placeholder('before'));
  // An entry follows one before itself: so the index is entered there, not at the number's newest entry.
  const followsBefore = lt(changes.follows, sql.placeholder('before'));
  const after = gt(changes.position, sql.placeholder('after'));
  const limit = sql.placeholder('limit');
  const entries = () =>
    db
      .select({ change: changes, rows: importRows.rows, rowsRoot: importRows.rowsRoot })
      .from(changes)
      .leftJoin(importRows, eq(importRows.position, changes.position));
  const { number, block, entityKind, entityId, state, position } = changes;
  return {
    head: db
      .select({ position: max(changes.position) })
      .from(changes)
      .prepare(),
    entries: entries().where(after).orderBy(asc(changes.position)).limit(limit).prepare(),
    ofNumber: entries()
      .where(and(eq(changes.number, sql.placeholder('number')), isNotNull(changes.event), before, followsBefore))
      .orderBy(desc(changes.follows))
      .limit(limit)
      .prepare(),
    setsOf: db
      .select({ sets: importRows.sets })
      .from(importRows)
      .where(eq(importRows.position, sql.placeholder('position')))
      .prepare(),
    ofAssertion: entries()
      .where(and(isNotNull(changes.number), eq(changes.batchId, sql.placeholder('assertionId')), after))
      .orderBy(asc(changes.position))
      .limit(limit)
      .prepare(),
    importsOfBlock: db
      .select({ position: changes.position, places: importRows.places })
      .from(changes)
      .innerJoin(importRows, eq(importRows.position, changes.position))
      .where(and(eq(changes.block, sql.placeholder('block')), before))
      .prepare(),
    tail: db
      .select({ number, block, entityKind, entityId, state, position })
      .from(changes)
      .where(after)
      .orderBy(asc(changes.position))
      .prepare(),
  };
}
