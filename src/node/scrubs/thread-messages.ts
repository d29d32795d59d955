import { Fault, type FaultCode } from '../../core/fault.ts';
import type { OrganisationActor } from '../../registry/access/actor.ts';
import type { StreamedScrub } from '../../registry/scrubs/scrub-desk.ts';
import type { ScrubSummary } from '../../registry/scrubs/scrub-job.ts';
import type { Settings } from '../settings.ts';

/** What a thread of the built program's `scrub-thread` is started with. */
export type ThreadStart = RunnerStart | { readonly kind: 'READER' };

/** A thread that scrubs the lists of a server. */
export interface RunnerStart {
  readonly kind: 'RUNNER';
  readonly settings: Settings;
  /** See `LookupTally`. */
  readonly asked: Int32Array<SharedArrayBuffer>;
}

export const scrubThreadUrl: URL = new URL(
  `./scrub-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`,
  import.meta.url,
);

/** A fault on its way between threads; without a code it is a defect, and `message` is for the operator. */
export interface SentFault {
  readonly code?: FaultCode;
  readonly message: string;
  readonly field?: string | undefined;
  readonly limit?: string | undefined;
  readonly retryAfterSec?: number | undefined;
}

/** Of a list that is answered while it comes in. */
export type SentTerms = Omit<StreamedScrub, 'bytes' | 'write'>;

/** To the thread. `id` names a list that is answered while it comes in. */
export type ToThread =
  | { readonly kind: 'STREAM'; readonly id: number; readonly actor: OrganisationActor; readonly terms: SentTerms }
  | { readonly kind: 'INPUT'; readonly id: number; readonly bytes: Uint8Array }
  | { readonly kind: 'INPUT_END'; readonly id: number }
  /** A piece that came out was taken. */
  | { readonly kind: 'TAKEN'; readonly id: number }
  /** Nobody waits for it any more. */
  | { readonly kind: 'ABORT'; readonly id: number }
  | { readonly kind: 'WAKE' }
  | { readonly kind: 'STOP' };

/** From the thread. */
export type FromThread =
  /** There is room for so many pieces more of the list. */
  | { readonly kind: 'WANT'; readonly id: number; readonly pieces: number }
  | { readonly kind: 'OUTPUT'; readonly id: number; readonly bytes: Uint8Array }
  | { readonly kind: 'DONE'; readonly id: number; readonly summary: ScrubSummary }
  | { readonly kind: 'FAILED'; readonly id: number; readonly fault: SentFault };

export function sentFault(error: unknown): SentFault {
  if (error instanceof Fault) {
    const { code, message, field, limit, retryAfterSec } = error;
    return { code, message, field, limit, retryAfterSec };
  }
  return { message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

export function receivedFault({ code, message, field, limit, retryAfterSec }: SentFault): Error {
  if (code === undefined) return new Error(message);
  return new Fault(code, message, {
    ...(field === undefined ? {} : { field }),
    ...(limit === undefined ? {} : { limit }),
    ...(retryAfterSec === undefined ? {} : { retryAfterSec }),
  });
}
