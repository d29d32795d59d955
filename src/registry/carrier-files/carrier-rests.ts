import { Fault } from '../../core/fault.ts';
import { secondMs } from '../../core/time.ts';

/** After something went wrong: a disk may be free again. */
const restMs = 30 * secondMs;

/** What stopped a carrier's files, or everybody's, and for how long they are left alone. */
export interface CarrierRest {
  readonly error: unknown;
  /** Undefined where it is everybody. */
  readonly organisationId: string | undefined;
  readonly waitMs: number;
  /** It is no failure. */
  readonly isQuota: boolean;
}

/** Whose files are left alone for a while, so that what stops them is not run into again and again. */
export class CarrierRests {
  readonly #told: (rest: CarrierRest) => void;
  readonly #until = new Map<string | undefined, number>();

  constructor(told: (rest: CarrierRest) => void) {
    this.#told = told;
  }

  isResting(organisationId?: string): boolean {
    return performance.now() < (this.#until.get(organisationId) ?? 0);
  }

  after(error: unknown, organisationId?: string): void {
    // Each try reads the file from its beginning: a quota is waited for.
    const isQuota = error instanceof Fault && error.code === 'QUOTA_EXCEEDED';
    const waitMs = isQuota ? (error.retryAfterSec ?? 1) * secondMs : restMs;
    this.#until.set(organisationId, performance.now() + waitMs);
    this.#told({ error, organisationId, waitMs, isQuota });
  }
}
