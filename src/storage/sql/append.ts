import { sql } from '#drizzle';
import {
  assertionOf,
  type Change,
  type EntityChange,
  entityKindOf,
  isNumberChange,
  type NumberChange,
  type Position,
} from '../../core/change.ts';
import { type Erasure, isErasure } from '../../core/erasure.ts';
import { applyNumberEvent } from '../../core/number-record.ts';
import { blockOf, type PhoneNumber } from '../../core/phone-number.ts';
import { talliesOfChange, talliesOfMove } from '../../core/statistics/tallies.ts';
import { canonicalChange } from '../canonical.ts';
import type { Sha256 } from '../leaf-hash.ts';
import type { AppendResult, StateId } from '../store.ts';
import type { BlockWrites } from './block-writes.ts';
import { DetailWrites } from './detail-writes.ts';
import { Eraser } from './erase.ts';
import { type Leaf, newLeaf } from './leaf.ts';
import type { LogReads } from './log-reads.ts';
import type { NumberReads } from './number-reads.ts';
import { changes, entities } from './schema.ts';
import type { SideReads } from './side-reads.ts';
import type { Queries } from './sql-database.ts';
import type { StateTable } from './state-table.ts';
import type { TallyWrites } from './tally-writes.ts';

/** What a write looks at first, all on the writing connection. */
export interface WriterReads {
  readonly log: LogReads;
  readonly numbers: NumberReads;
  readonly sides: SideReads;
  readonly states: StateTable;
}

/** Adds changes to the log and to what it adds up to; to be run within a write transaction. */
export class Appender {
  readonly #sha256: Sha256;
  readonly #reads: WriterReads;
  readonly #blocks: BlockWrites;
  readonly #details: DetailWrites;
  readonly #eraser: Eraser;
  readonly #tallies: TallyWrites;
  readonly #queries: ReturnType<typeof prepared>;

  constructor(db: Queries, sha256: Sha256, reads: WriterReads, blocks: BlockWrites, tallies: TallyWrites) {
    this.#sha256 = sha256;
    this.#reads = reads;
    this.#blocks = blocks;
    this.#tallies = tallies;
    this.#details = new DetailWrites(db);
    this.#eraser = new Eraser(db, reads.log, sha256);
    this.#queries = prepared(db);
  }

  append(all: readonly Change[]): readonly AppendResult[] {
    return all.map((change) => this.#one(canonicalChange(change)));
  }

  /** An entry of another store's log, as it was sealed there, as this one's next. */
  take(change: Change, sealed: Leaf): AppendResult {
    return this.#one(change, sealed);
  }

  #one(change: Change, sealed?: Leaf): AppendResult {
    const head = isNumberChange(change) ? this.#reads.numbers.follows(change.number) : this.#entityHead(change);
    if (head !== change.follows) return { status: 'CONFLICT', head };
    const position = this.#reads.log.head() + 1;
    const leaf = sealed ?? newLeaf(this.#sha256, position, change);
    if (isNumberChange(change)) this.#aboutNumber(change, position, leaf);
    else this.#aboutEntity(change, position, leaf);
    return { status: 'APPENDED', position };
  }

  #entityHead({ event, entityId }: EntityChange): Position {
    return this.#reads.sides.entity(entityKindOf[event.kind], entityId)?.position ?? 0;
  }

  #aboutNumber(change: NumberChange, position: Position, leaf: Leaf): void {
    const { number, event, at } = change;
    const stateId = this.#reads.numbers.stateId(number);
    const before = this.#reads.numbers.recordIn(stateId, number);
    const after = applyNumberEvent(before, event, at, position);
    const state = this.#reads.states.intern(after.state);
    const batchId = assertionOf(event) ?? null;
    this.#insert(change, position, leaf, { number, proof: change.proof, state, batchId });
    if (after.state.hasDetail || before.state.hasDetail) this.#details.set(number, before, after);
    this.#blocks.setState(number, state, position);
    if (isErasure(event)) {
      this.#erase(number, event, position);
      for (const tally of talliesOfMove(blockOf(number), stateId, state)) this.#tallies.add(tally);
      return;
    }
    const standings = [
      { record: before, stateId },
      { record: after, stateId: state },
    ] as const;
    for (const tally of talliesOfChange(...standings, change)) this.#tallies.add(tally);
  }

  #erase(number: PhoneNumber, { after }: Erasure, position: Position): void {
    for (const tally of this.#reads.log.tallies(number, position)) this.#tallies.takeBack(tally);
    this.#eraser.erase(number, after, position);
    this.#blocks.forgetPastStates(number, position);
    for (const tally of this.#reads.log.tallies(number, position + 1)) this.#tallies.add(tally);
  }

  #aboutEntity(change: EntityChange, position: Position, leaf: Leaf): void {
    const { entityId, event } = change;
    const entityKind = entityKindOf[event.kind];
    this.#insert(change, position, leaf, { entityKind, entityId });
    this.#queries.setEntity.run({ kind: entityKind, id: entityId, position, document: event.document });
  }

  #insert(
    change: Change,
    position: Position,
    leaf: Leaf,
    subject: Partial<Record<SubjectColumn, string | number | null>>,
  ): void {
    const { follows, at, actor, agent = null, wayIn, event } = change;
    const row = { ...noSubject, ...subject, follows, at, actor, agent, wayIn, event };
    this.#queries.insert.run({ position, ...row, ...leaf });
  }
}

type SubjectColumn = keyof typeof noSubject;
const noSubject = {
  number: null,
  proof: null,
  batchId: null,
  entityKind: null,
  entityId: null,
  state: null as StateId | null,
};

function prepared(db: Queries) {
  const number = sql.placeholder('number');
  const position = sql.placeholder('position');
  const document = sql.placeholder('document');
  return {
    insert: db
      .insert(changes)
      .values({
        position,
        number,
        entityKind: sql.placeholder('entityKind'),
        entityId: sql.placeholder('entityId'),
        batchId: sql.placeholder('batchId'),
        follows: sql.placeholder('follows'),
        at: sql.placeholder('at'),
        actor: sql.placeholder('actor'),
        agent: sql.placeholder('agent'),
        wayIn: sql.placeholder('wayIn'),
        proof: sql.placeholder('proof'),
        event: sql.placeholder('event'),
        state: sql.placeholder('state'),
        salt: sql.placeholder('salt'),
        leafHash: sql.placeholder('leafHash'),
      })
      .prepare(),
    setEntity: db
      .insert(entities)
      .values({ kind: sql.placeholder('kind'), id: sql.placeholder('id'), position, document })
      .onConflictDoUpdate({
        target: [entities.kind, entities.id],
        set: { position: sql`excluded.position`, document: sql`excluded.document` },
      })
      .prepare(),
  };
}
