import type { OrganisationDocument, OrganisationRole } from '../../core/organisation.ts';
import { type QuotaName, quotaNames } from '../../core/quota.ts';
import { dayMs, type EpochMs, minuteMs } from '../../core/time.ts';

/** What one quota counts. Windows begin at whole minutes and at midnight UTC, the same in every process. */
export interface QuotaKind {
  readonly name: QuotaName;
  /** Its name in the RateLimit headers. */
  readonly header: string;
  readonly unit: string;
  readonly windowMs: number;
  /** Whether it is for questions about numbers: those shrink where an organisation is slowed down. */
  readonly isForQuestions: boolean;
}

/** In the order of `quotaNames`. */
export const quotaKinds: readonly QuotaKind[] = [
  { name: 'lookupsPerMinute', header: 'lookups', unit: 'lookups', windowMs: minuteMs, isForQuestions: true },
  {
    name: 'batchRowsPerMinute',
    header: 'batch-rows',
    unit: 'rows of batches',
    windowMs: minuteMs,
    isForQuestions: true,
  },
  { name: 'numbersPerDay', header: 'numbers', unit: 'numbers asked about', windowMs: dayMs, isForQuestions: true },
  {
    name: 'registrationsPerMinute',
    header: 'registrations',
    unit: 'rows of registrations and number events',
    windowMs: minuteMs,
    isForQuestions: false,
  },
  { name: 'tokensPerMinute', header: 'tokens', unit: 'access tokens', windowMs: minuteMs, isForQuestions: false },
];

/** Classes of call, and the quotas that each is counted against: places in `quotaKinds`. */
export const quotasOfCall = {
  LOOKUP: [0, 2],
  BATCH: [1, 2],
  REGISTRATION: [3],
  TOKEN: [4],
} as const satisfies Record<string, readonly number[]>;
export type QuotaCall = keyof typeof quotasOfCall;

type Row = Readonly<Record<QuotaName, number>>;

/** Who dials a list: a thousand questions a second, and so many numbers in a day as nobody's list has. */
const caller: Row = {
  lookupsPerMinute: 60_000,
  batchRowsPerMinute: 6_000_000,
  numbersPerDay: 20_000_000,
  registrationsPerMinute: 60_000,
  tokensPerMinute: 600,
};

/** Where an organisation has none of its own. A carrier stands in the path of every message of a nation. */
const quotasOfRole: Readonly<Record<OrganisationRole, Row>> = {
  CARRIER: {
    lookupsPerMinute: 6_000_000,
    batchRowsPerMinute: 120_000_000,
    numbersPerDay: 10_000_000_000,
    registrationsPerMinute: 1_000_000,
    tokensPerMinute: 600,
  },
  RESELLER: { ...caller, lookupsPerMinute: 600_000, batchRowsPerMinute: 12_000_000, numbersPerDay: 200_000_000 },
  CALL_CENTRE: caller,
  BRAND: caller,
  REGULATOR: caller,
  OPERATOR: caller,
};

/** A demo is there to be tried out, and measured: nobody runs into a quota that he has not set himself. */
const demoFactor = 1_000;
const slowedDownTo = 0.1;

/** An organisation's quotas as they are in force, in the order of `quotaKinds`. */
export function quotasInForce(
  { role, quotas = {} }: Pick<OrganisationDocument, 'role' | 'quotas'>,
  demo: boolean,
  slowedDown: boolean,
): readonly number[] {
  return quotaKinds.map(({ name, isForQuestions }) => {
    const full = quotas[name] ?? quotasOfRole[role][name] * (demo ? demoFactor : 1);
    return slowedDown && isForQuestions ? Math.ceil(full * slowedDownTo) : full;
  });
}

/** The window of a quota that an instant lies in, counted from 1970. */
export function windowOf({ windowMs }: QuotaKind, now: EpochMs): number {
  return Math.floor(now / windowMs);
}

export const quotaCount = quotaNames.length;
