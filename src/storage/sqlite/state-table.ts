import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { type NumberState, unknownState } from '../../core/number-record.ts';
import { stateJson } from '../canonical.ts';
import type { StateId } from '../store.ts';
import { eq, sql } from './drizzle.ts';
import { states } from './schema.ts';

/** Interned states of one connection; what it has met it keeps in memory, since ids never change their meaning. */
export class StateTable {
  readonly #byId: NumberState[] = [];
  readonly #ids = new Map<string, StateId>();
  readonly #queries: ReturnType<typeof prepared>;

  constructor(db: BetterSQLite3Database) {
    this.#queries = prepared(db);
    this.forget();
  }

  state(id: StateId): NumberState {
    const known = this.#byId[id];
    if (known !== undefined) return known;
    const row = this.#queries.byId.get({ id });
    if (row === undefined) throw new RangeError(`no state ${id}`);
    this.#byId[id] = row.state;
    return row.state;
  }

  /** The id of a state, made where it is new: only within a write transaction. */
  intern(state: NumberState): StateId {
    const json = stateJson(state);
    const known = this.#ids.get(json);
    if (known !== undefined) return known;
    const id = this.#queries.byState.get({ state: json })?.id ?? this.#queries.insert.get({ state })?.id;
    if (id === undefined) throw new Error('a state was not stored');
    this.#ids.set(json, id);
    return id;
  }

  /** After a rollback: ids handed out in it do not exist. */
  forget(): void {
    this.#byId.length = 0;
    this.#byId.push(unknownState);
    this.#ids.clear();
    this.#ids.set(stateJson(unknownState), 0);
  }
}

function prepared(db: BetterSQLite3Database) {
  return {
    byId: db
      .select({ state: states.state })
      .from(states)
      .where(eq(states.id, sql.placeholder('id')))
      .prepare(),
    byState: db
      .select({ id: states.id })
      .from(states)
      .where(eq(states.state, sql.placeholder('state')))
      .prepare(),
    insert: db
      .insert(states)
      .values({ state: sql.placeholder('state') })
      .returning({ id: states.id })
      .prepare(),
  };
}
