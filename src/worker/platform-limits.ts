import { minuteMs, secondMs } from '../core/time.ts';

/**
 * What the platform gives (its documentation, 2026), and what we do with less of it, so that a limit of ours is met
 * before one of its own: ours is refused by name, its own ends the object or the request.
 */
export const platformLimits = {
  /** A body above 100 MB is refused at the edge on the smaller plans. Lists that are larger come in parts. */
  requestBodyBytesMax: 100 * 10 ** 6,
  /** The platform takes 16 kB. No operation of ours has half of it: PAYLOAD_TOO_LARGE. */
  urlCharactersMax: 8_192,
  /**
   * One thread an object, some 1,000 requests a second. So many at once have waited for half a second: beyond them
   * everybody is sent away, promotional lookups at half as many (`LoadWatch`).
   */
  inFlightMax: 500,
  /** 128 MB an isolate, code and caches of ours in it: of bodies under way, so much. */
  largeBodiesBytesMax: 24 * 2 ** 20,
  /** The same of the gateway, which reads before it is known who sends; an object may live in its isolate. */
  gatewayBodiesBytesMax: 32 * 2 ** 20,
  /** Of the same 128 MB. */
  blockCacheMb: 24,
  answerCacheMb: 16,
  /** Verified tokens (1 kB each), blocks of which it is known what was asked (1,250 bytes), numbers with rare parts (300). */
  memory: { tokensMax: 5_000, askedBlocksMax: 8_192, detailsMax: 16_384 },
  /** An object of numbers that has not answered by then cannot say: rows of a batch are UNAVAILABLE, never wrong. */
  shardAnswerMsMax: 2 * secondMs,
  /** One that has not taken a change of the directory by then was not told: the change is kept, and not acknowledged. */
  replicaAnswerMsMax: 5 * secondMs,
  /** One alarm an object: everything that is due by time hangs on it. */
  alarmMs: 5 * secondMs,
  /** The same where nobody asks: an object that sleeps meanwhile costs nothing. */
  idleAlarmMs: 10 * minuteMs,
  /** After an alarm that could not even open the registry. */
  failedAlarmMs: minuteMs,
} as const;
