import type { OutputName, ScrubLayout } from '../../scrub/row-output.ts';

/** CHANGES: of an earlier scrub, the rows that are decided otherwise now. */
export type JobLayout = ScrubLayout | 'CHANGES';

/** What comes out of a job. */
export type ResultName = OutputName | 'changed';
/** With what is kept for a later recheck. */
export type KeptName = ResultName | 'decided';
