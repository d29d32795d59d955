import type { Position } from '../core/change.ts';
import type { Policy } from '../core/policy.ts';
import type { EpochMs } from '../core/time.ts';
import type { Directory } from '../lookup/directory.ts';
import type { Shard } from '../lookup/shard.ts';
import type { TokenVerifier } from '../receipts/access-token.ts';
import type { AnswerCache } from '../receipts/answer-cache.ts';
import type { ReceiptDesk } from '../receipts/receipt-desk.ts';
import type { ExportedLog } from '../storage/moving/exported-log.ts';
import type { Store } from '../storage/store.ts';
import type { AbuseDesk } from './abuse/abuse-desk.ts';
import type { Hmac } from './access/keyed-hash.ts';
import type { CarrierFiles } from './carrier-files/carrier-file.ts';
import type { Overload } from './overload.ts';
import type { ScrubDesk } from './scrubs/scrub-desk.ts';
import type { SmsGateway } from './sms-gateway.ts';
import type { UseCounts } from './use-counts.ts';

/** What every verb works with; made once by whoever starts the registry. */
export interface Registry {
  readonly policy: Policy;
  /** `https://dnd.example`: issuer of receipts and tokens, without a trailing slash. */
  readonly issuer: string;
  /** Not the numbers' (that is `shard`): organisations, identities, keys, sessions, counters. */
  readonly store: Store;
  /** Names the log of `store` on the wire, as in `log:42`; numbers may be in it or in others (`Shard.logIdOf`). */
  readonly logId: string;
  readonly shard: Shard;
  readonly directory: Directory;
  /**
   * Runs reads of `directory` and `shard` that need to see only what was acknowledged before the first: one look for
   * others' commits instead of one a read, or none where the caller has looked already and was told `seen`. Covers
   * the synchronous part of `read` alone.
   */
  readonly atOneMoment: <T>(read: (position: Position) => T, seen?: Position) => T;
  readonly receipts: ReceiptDesk;
  readonly tokens: TokenVerifier;
  readonly answers: AnswerCache;
  readonly counts: UseCounts;
  readonly sms: SmsGateway;
  readonly overload: Overload;
  readonly abuse: AbuseDesk;
  readonly scrubs: ScrubDesk;
  readonly carrierFiles: CarrierFiles;
  /** All logs as an export over HTTP takes them, in the order of `logIdsOf`. Absent where nothing is. */
  readonly exportedLogs?: readonly ExportedLog[] | undefined;
  readonly now: () => EpochMs;
  /** Secret under which codes and session tokens are hashed, so that a copy of the file does not give them away. */
  readonly pepper: Uint8Array;
  /** See `Peppered`. */
  readonly hmac?: Hmac;
  /** Where `npm start` without settings runs: loopback only, outbox shown. */
  readonly demo: boolean;
}
