import { eq, sql } from '#drizzle';
import { type NumberState, unknownState } from '../../core/number-record.ts';
import { stateJson } from '../canonical.ts';
import type { StateId } from '../store.ts';
import { states } from './schema.ts';
import type { Queries } from './sql-database.ts';

/** Distinct states are some thousands for a nation; where somebody makes more, all are read anew. */
const statesRemembered = 65_536;

/** Interned states of one connection; what it has met lately it keeps in memory, since ids never change their meaning. */
export class StateTable {
  readonly #byId = new Map<StateId, NumberState>();
  readonly #ids = new Map<string, StateId>();
  readonly #rememberedMax: number;
  readonly #queries: ReturnType<typeof prepared>;

  constructor(db: Queries, rememberedMax: number = statesRemembered) {
    this.#rememberedMax = rememberedMax;
    this.#queries = prepared(db);
    this.forget();
  }

  state(id: StateId): NumberState {
    const known = this.#byId.get(id);
    if (known !== undefined) return known;
    const row = this.#queries.byId.get({ id });
    if (row === undefined) throw new RangeError(`no state ${id}`);
    if (this.#byId.size >= this.#rememberedMax) this.forget();
    this.#byId.set(id, row.state);
    return row.state;
  }

  /** The id of a state, made where it is new: only within a write transaction. */
  intern(state: NumberState): StateId {
    const json = stateJson(state);
    const known = this.#ids.get(json);
    if (known !== undefined) return known;
    const id = this.#queries.byState.get({ state: json })?.id ?? this.#queries.insert.get({ state })?.id;
    if (id === undefined) throw new Error('a state was not stored');
    if (this.#ids.size >= this.#rememberedMax) this.forget();
    this.#ids.set(json, id);
    return id;
  }

  /** After a rollback: ids handed out in it do not exist. */
  forget(): void {
    this.#byId.clear();
    this.#byId.set(0, unknownState);
    this.#ids.clear();
    this.#ids.set(stateJson(unknownState), 0);
  }
}

function prepared(db: Queries) {
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
