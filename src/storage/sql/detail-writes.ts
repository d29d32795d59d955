import { eq, sql } from '#drizzle';
import type { NumberRecord } from '../../core/number-record.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import { canonicalJson } from '../canonical.ts';
import { utf8Length } from './bytes.ts';
import { details } from './schema.ts';
import type { Queries } from './sql-database.ts';

/** A longer text lies in part on pages of its own, and a shorter one may then take more room among others. */
const inPlaceCharsMax = 1_000;

/** Keeps the details of numbers in step with their records; to be run within a write transaction. */
export class DetailWrites {
  readonly #queries: ReturnType<typeof prepared>;

  constructor(db: Queries) {
    this.#queries = prepared(db);
  }

  set(number: PhoneNumber, before: NumberRecord, after: NumberRecord): void {
    const [was, is] = [textOf(before), textOf(after)];
    if (was === is) return;
    const { detail } = after;
    if (was !== undefined && is !== undefined && fitsOver(was, is)) {
      this.#queries.overwrite.run({ number, detail });
      return;
    }
    if (was !== undefined) this.#queries.giveUp.run({ number });
    if (is !== undefined) this.#queries.append.run({ number, detail });
  }
}

function textOf({ state, detail }: NumberRecord): string | undefined {
  return state.hasDetail ? canonicalJson(detail) : undefined;
}

function fitsOver(was: string, is: string): boolean {
  return was.length <= inPlaceCharsMax && utf8Length(is) <= utf8Length(was);
}

function prepared(db: Queries) {
  const number = sql.placeholder('number');
  const detail = sql.placeholder('detail');
  const ofNumber = eq(details.number, number);
  return {
    overwrite: db
      .update(details)
      .set({ detail: sql`${sql.param(detail, details.detail)}` })
      .where(ofNumber)
      .prepare(),
    giveUp: db.update(details).set({ number: null, detail: null }).where(ofNumber).prepare(),
    append: db.insert(details).values({ number, detail }).prepare(),
  };
}
