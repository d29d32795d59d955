import { Fault } from '../../core/fault.ts';
import type { ScrubFault } from './scrub-job.ts';

/** What the owner of a scrub is told of its end: of a defect, nothing of the inside. */
export function scrubFault(error: unknown): ScrubFault {
  if (!(error instanceof Fault)) return { code: 'INTERNAL', message: 'the registry failed' };
  const { code, message, field, limit } = error;
  return { code, message, ...(field === undefined ? {} : { field }), ...(limit === undefined ? {} : { limit }) };
}
