import type { ConsentScope } from './consent.ts';
import type { EpochMs } from './time.ts';

/**
 * What a subscriber said of one brand. `REQUESTED` is a consent asked for and not confirmed: it permits nothing.
 * At most one per brand; the latest word of the subscriber wins.
 */
export interface SenderPermission {
  readonly brand: string;
  readonly status: 'REQUESTED' | 'CONSENTED' | 'REFUSED';
  readonly scope?: ConsentScope;
  readonly expiresAt?: EpochMs;
  /** When the status last changed. */
  readonly at: EpochMs;
  readonly position: number;
  /** A consent asked for since, not confirmed: what stands goes on standing. Absent where the status is `REQUESTED`. */
  readonly request?: ConsentRequest;
}

export interface ConsentRequest {
  readonly scope: ConsentScope;
  readonly expiresAt?: EpochMs;
  readonly at: EpochMs;
  readonly position: number;
}
