/** A record of a file with quoted cells (RFC 4180). */
export interface ParsedRecord {
  /** The record as it stands in the file, without the line ends around it; good until the next piece. */
  readonly bytes: Uint8Array;
  /** Unquoted; each byte is one character: whatever the encoding, none is lost. */
  readonly cells: readonly string[];
  /** The line on which it ends, counted from 1. */
  readonly line: number;
}

export type LineEnd = '\n' | '\r\n' | '\r';

/** What a well-kept CSV library does, one for each file. Blank lines are no records. */
export interface RecordParser {
  /**
   * The records that end in these bytes. Fault INVALID_ARGUMENT or PAYLOAD_TOO_LARGE where a
   * quotation mark is never closed or a record too long.
   */
  push(bytes: Uint8Array): Promise<readonly ParsedRecord[]>;
  /** The rest. */
  end(): Promise<readonly ParsedRecord[]>;
  blankLines(): number;
}

/** `linesBefore`: of the file, that somebody else has read. */
export type RecordParserOf = (delimiter: string, lineEnd: LineEnd, linesBefore: number) => Promise<RecordParser>;

/** Given to a parser at once: it answers with all their records together. */
export const pieceBytesMax = 32_768;
