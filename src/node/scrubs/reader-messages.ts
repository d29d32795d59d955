import type { ListRead, ListSlice } from '../../scrub/list-slices.ts';
import type { ListReading } from '../../scrub/scrub-rows.ts';
import type { Half } from '../../scrub/seen-numbers.ts';
import type { SentFault } from './thread-messages.ts';

/** To a thread that reads lists: which one, and how. */
export interface ReadList {
  /** Of the file, opened. */
  readonly descriptor: number;
  /** Of the policy. */
  readonly jurisdiction: string;
  readonly reading: Pick<ListReading, 'country' | 'column' | 'windowBytes' | 'firstWindowBytes' | 'withoutQuickPath'>;
  readonly digested: boolean;
  /** How many slices were taken: the thread waits for it. */
  readonly taken: Int32Array<SharedArrayBuffer>;
}

/** From the thread. What is in a slice lies in shared memory, until it is taken; `bytesRead` are those of the file. */
export type FromReader =
  | { readonly kind: 'SLICE'; readonly slice: ListSlice; readonly bytesRead: number }
  | { readonly kind: 'END'; readonly read: ListRead }
  | { readonly kind: 'FAILED'; readonly fault: SentFault };

/** Either thread has as much to do as the other where each counts the repetitions in half of the blocks. */
export const repeatedByReader: Half = 0;
export const repeatedByDecider: Half = 1;
