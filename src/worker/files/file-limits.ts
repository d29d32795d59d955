import { hourMs, minuteMs, secondMs } from '../../core/time.ts';

/** What files and the work at them may take of the one object that does everything: it has 128 MB, and 30 s a request. */
export const fileLimits = {
  /**
   * An object of a scrub's list or results. A run holds one buffer of it for each result, five at most, and one
   * chunk of what it reads: 20 MB. A list that comes in holds one.
   */
  scrubPartBytes: 4 * 2 ** 20,
  /** The same of a carrier's file, whose result is made durable every 500 rows: its last part is put anew each time. */
  carrierPartBytes: 2 ** 20,
  /** Lists that are scrubbed at once, each of another organisation: 40 MB of buffers. */
  scrubsRunningMax: 2,
  /** Lists that are answered while they come in, at once: beyond them UNAVAILABLE. */
  streamsMax: 2,
  /** Bytes of a list that are looked at together: some 15 ms, which lookups that come meanwhile wait for. */
  windowBytes: 2 ** 17,
  /** Numbers of a list that duplicates are told by: 8 MB. Of a longer one it is said that there may be more. */
  numbersRememberedMax: 3 * 2 ** 19,
  /** Others have their turn after so many bytes that were read. */
  yieldBytes: 2 ** 17,
  /** Requests to the bucket in one turn. The platform counts 1,000 for each alarm on older plans; some are under way. */
  turnRequestsMax: 800,
  /** One turn, well within what an alarm has of the processor. */
  turnMs: 10 * secondMs,
  /** How often a run says how far it has come. */
  tellMs: secondMs,
  /** What is done again where the object ends; each costs a part for each result. */
  checkpointMs: 10 * secondMs,
  /** After something went wrong with the bucket, or where what waits cannot be gone on with. */
  restMs: 30 * secondMs,
  /** A request to the bucket that failed is sent again after so long, and again. */
  retryMs: [100, 500, 2_000] as readonly number[],
  /** Rows of carriers' files, so that lookups find an object that is not busy with rows alone. */
  carrierRowsPerSecond: 2_000,
  /** Keys that the bucket deletes at once. */
  deletedMax: 1_000,
  /** Between two looks for objects that nothing lists, and from when such a one is deleted. */
  sweepMs: hourMs,
  orphanMs: 10 * minuteMs,
  /** Pages of 1,000 keys in one look; the next one goes on behind. */
  sweepPagesMax: 100,
  /** Jobs that are held in memory as they were read. */
  jobsHeldMax: 5_000,
} as const;
