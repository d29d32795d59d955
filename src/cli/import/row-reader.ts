import type { PhoneNumber } from '../../core/phone-number.ts';
import type { Unreadable } from '../../scrub/number-reader.ts';
import type { Meaning } from './collected-rows.ts';
import type { Row } from './rows.ts';

/** Why a row is not taken, as the file of rejected rows says it. */
export type Rejection =
  | Unreadable
  | 'neither added nor deleted'
  | 'not a time'
  | 'not a status'
  | 'not a code'
  | 'day and time swapped'
  | 'no preference';

/** What a row says. */
export interface RowSays {
  readonly number: PhoneNumber;
  readonly preferences: Meaning;
  /** Since when, in seconds since 1970; 0 where the row does not tell. */
  readonly second: number;
  /** More is refused than the row says, since preferences here cannot say it as narrowly. */
  readonly widened?: true;
}

export type ReadRow = RowSays | Rejection;
export type RowReader = (row: Row) => ReadRow;

const secondsMax = 2 ** 32 - 1;

/** Whole seconds since 1970, if they are any. */
export function epochSecond(seconds: number): number | undefined {
  const whole = Math.floor(seconds);
  return whole >= 0 && whole <= secondsMax ? whole : undefined;
}
