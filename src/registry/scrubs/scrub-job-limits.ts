import { dayMs, minuteMs } from '../../core/time.ts';

/** What one organisation may have of scrubs, and how long they are kept. */
export const scrubJobLimits = {
  /** Of a list that is answered while it comes in, as it is sent. */
  streamedBytesMax: 64 * 2 ** 20,
  /** Of a list that becomes a job, as it is sent. */
  inputBytesMax: 2 * 2 ** 30,
  /** Lists and results together. */
  storedBytesMax: 8 * 2 ** 30,
  /** Jobs that have not ended. */
  openJobsMax: 20,
  /** Lists that are answered while they come in, at once, in one process. */
  streamsMax: 4,
  /** The same of all organisations together: each takes some 30 MB, and 5 bytes for each number of its list. */
  allStreamsMax: 16,
  /** From its end, or from when it was opened where it has none: then list, results and summary are deleted. */
  keptMs: 7 * dayMs,
  /** After that it is known as EXPIRED for so long. */
  expiredKeptMs: 7 * dayMs,
  /** Where there are more, the oldest that have ended are forgotten. */
  recordsMax: 1_000,
  /** A quota that is free again within so long is waited for; one that is not ends the job. */
  quotaWaitMsMax: 2 * minuteMs,
  /** Times that a job is taken up again after the process that ran it had ended. */
  takenUpMax: 20,
} as const;
