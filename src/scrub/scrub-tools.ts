import type { RecordParserOf } from './record-parser.ts';

/** What a scrub needs of the runtime. */
export interface ScrubTools {
  readonly recordParserOf: RecordParserOf;
  /** What gzip (RFC 1952) compressed, all members. Fault INVALID_ARGUMENT where it is damaged or cut off. */
  readonly gunzip: (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
  readonly newDigest: () => ByteDigest;
  /** Called between rows, every tenth of a millisecond or few: may hold up the list for the sake of others. */
  readonly giveWay?: (() => void) | undefined;
  /** Where memory is scarce, fewer than `scrubLimits` has: four to sixteen bytes each. */
  readonly numbersRememberedMax?: number | undefined;
}

/** SHA-256 of bytes as they come by. */
export interface ByteDigest {
  update(bytes: Uint8Array): void;
  /** base64url; once, at the end. */
  digest(): string;
}
