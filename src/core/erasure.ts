import type { NumberEvent } from './change.ts';

/** An entry by which the holder of a number has earlier ones blanked. */
export type Erasure = Extract<NumberEvent, { readonly kind: 'HISTORY_ERASED' | 'RECORD_ERASED' }>;

export function isErasure(event: NumberEvent): event is Erasure {
  return event.kind === 'HISTORY_ERASED' || event.kind === 'RECORD_ERASED';
}

export const erasures = ['HISTORY_ERASED', 'RECORD_ERASED'] as const satisfies readonly Erasure['kind'][];

/**
 * Reports of the line, which an erasure leaves: they are the carrier's word, they protect the next holder, and who
 * takes over a line must not be able to blank who gave it to him.
 */
export const lineReports = ['NUMBER_DISCONNECTED', 'NUMBER_RECLAIMED', 'NUMBER_PORTED'] as const;

/** Whether an entry behind an erasure's `after` stays: so does an earlier erasure that reaches further back. */
export function outlives(event: NumberEvent, { after }: Erasure): boolean {
  if (isErasure(event)) return event.after < after;
  return lineReports.some((report) => report === event.kind);
}
