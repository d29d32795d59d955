import { and, customType, index, integer, isNotNull, primaryKey, sqliteTable, text, uniqueIndex } from '#drizzle';
import type { EntityEvent, EntityKind, NumberEvent, Proof, WayIn } from '../../core/change.ts';
import type { NumberDetail, NumberState } from '../../core/number-record.ts';
import type { Preferences } from '../../core/preferences.ts';
import { canonicalJson } from '../canonical.ts';
import type { ShortRecordKind } from '../store.ts';
import { type DriverBytes, plainBytes } from './bytes.ts';

/**
 * The change log. A row is about a number, an entity, or a bulk import of one block (the columns of the other two
 * are null); a number's row has its bulk assertion, if any, for a batch. `follows` together with the subject is the
 * compare-and-swap. `state` is the interned state that the entry left its number in: help for followers, not hashed;
 * null before an erasure. A number's row without an `event` is erased: time, actor and salt are empty then.
 */
export const changes = sqliteTable(
  'changes',
  {
    position: integer().primaryKey(),
    number: integer(),
    entityKind: text('entity_kind').$type<EntityKind>(),
    entityId: text('entity_id'),
    block: integer(),
    batchId: text('batch_id'),
    follows: integer(),
    at: integer().notNull(),
    actor: text().notNull(),
    agent: text(),
    wayIn: text('way_in').$type<WayIn>(),
    proof: text().$type<Proof>(),
    event: jsonText<NumberEvent | EntityEvent>('event'),
    state: integer(),
    salt: bytes('salt').notNull(),
    leafHash: bytes('leaf_hash').notNull(),
  },
  (table) => [
    uniqueIndex('changes_number').on(table.number, table.follows).where(isNotNull(table.number)),
    uniqueIndex('changes_entity').on(table.entityKind, table.entityId, table.follows).where(isNotNull(table.entityId)),
    uniqueIndex('changes_block').on(table.block, table.batchId).where(isNotNull(table.block)),
    index('changes_batch')
      .on(table.batchId, table.position)
      .where(and(isNotNull(table.number), isNotNull(table.batchId)) ?? isNotNull(table.number)),
  ],
);

/**
 * What a bulk import's entry registered. `sets`: its preference sets; `places`: a block image whose states are
 * places in `sets`, counted from 1; `salts`: 16 bytes a row by offset. `rowsRoot` is hashed in the entry. Of `rows`,
 * those in `erased_rows` have neither place nor salt, and zeros
 * stand behind the other salts.
 */
export const importRows = sqliteTable('import_rows', {
  position: integer().primaryKey(),
  rows: integer().notNull(),
  rowsRoot: bytes('rows_root').notNull(),
  sets: jsonText<readonly Preferences[]>('sets').notNull(),
  places: bytes('places').notNull(),
  salts: bytes('salts').notNull(),
});

/** Rows of bulk imports that their numbers' holders erased: what is left of them, so that `rowsRoot` can be checked. */
export const erasedRows = sqliteTable(
  'erased_rows',
  {
    /** Of the import's entry. */
    position: integer().notNull(),
    number: integer().notNull(),
    leafHash: bytes('leaf_hash').notNull(),
  },
  (table) => [primaryKey({ columns: [table.position, table.number] })],
);

/** Interned number states by canonical JSON; id 0 is the unknown state and has no row. */
export const states = sqliteTable('states', {
  id: integer().primaryKey(),
  state: jsonText<NumberState>('state').notNull().unique(),
});

/** Numbers changed since the image of their block was written. */
export const recent = sqliteTable('recent', {
  number: integer().primaryKey(),
  state: integer().notNull(),
});

/** The blocks that hold anything, and the last bulk import into each (0: none). */
export const blocks = sqliteTable('blocks', {
  block: integer().primaryKey(),
  lastImport: integer('last_import').notNull(),
});

/** Apart from `blocks`, so that the directory stays small enough to be scanned. */
export const images = sqliteTable('images', {
  block: integer().primaryKey(),
  image: bytes('image').notNull(),
});

/**
 * The rare part of the numbers that have any. Rows are appended and overwritten by shorter ones, never deleted: where
 * SQLite moves rows from page to page it leaves copies of them behind, whatever `secure_delete` says, and of what is
 * erased there must be none. A row without a number is given up.
 */
export const details = sqliteTable(
  'details',
  {
    id: integer().primaryKey(),
    number: integer(),
    detail: jsonText<NumberDetail>('detail'),
  },
  (table) => [uniqueIndex('details_number').on(table.number).where(isNotNull(table.number))],
);

export const entities = sqliteTable(
  'entities',
  {
    kind: text().$type<EntityKind>().notNull(),
    id: text().notNull(),
    position: integer().notNull(),
    document: jsonText<EntityEvent['document']>('document').notNull(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.id] })],
);

export const shortRecords = sqliteTable(
  'short_records',
  {
    kind: text().$type<ShortRecordKind>().notNull(),
    id: text().notNull(),
    body: text().notNull(),
    version: integer().notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.id] }), index('short_records_expiry').on(table.expiresAt)],
);

/** `WITHOUT ROWID`, which Drizzle cannot say: one tree instead of two. */
export const counters = sqliteTable('counters', {
  key: text().primaryKey(),
  count: integer().notNull(),
});

/** What groups of entries add to the counters and is not added up yet: a JSON array of keys and counts in turn. */
export const tallyJournal = sqliteTable('tally_journal', {
  id: integer().primaryKey(),
  pairs: integer().notNull(),
  tallies: text().notNull(),
});

function bytes(name: string) {
  return customType<{ data: Uint8Array; driverData: DriverBytes }>({
    dataType: () => 'blob',
    fromDriver: plainBytes,
  })(name);
}

/** JSON with sorted keys, so that equal values are equal text. */
function jsonText<T>(name: string) {
  return customType<{ data: T; driverData: string }>({
    dataType: () => 'text',
    toDriver: canonicalJson,
    fromDriver: (value) => JSON.parse(value) as T,
  })(name);
}
