import type { Position } from '../../core/change.ts';
import type { Sha256 } from '../leaf-hash.ts';
import { growingRoot } from '../merkle.ts';
import { bytesText, textBytes } from './base64url.ts';
import { firstPlace, madePart, type PartPlace } from './made-parts.ts';
import type { OpenedLogSource, PartFacts } from './moved-log.ts';

/** How far an export of a log is: plain data, so that whoever asks for the next part can keep it. */
export interface LogProgress {
  /** Parts so far. */
  readonly parts: number;
  readonly place: PartPlace;
  /** Of the entries so far: see `GrownTree`; base64url. */
  readonly whole: readonly string[];
}

export const nothingExported: LogProgress = { parts: 0, place: firstPlace, whole: [] };

/** A part, and where its log stands with it. */
export interface NextPart {
  readonly facts: PartFacts;
  readonly lines: Uint8Array;
  readonly after: LogProgress;
  /** Of all entries so far: the last, and their root (base64url). */
  readonly head: Position;
  readonly rootHash: string;
  /** Nothing is left behind it. */
  readonly isLast: boolean;
}

/** A log as an export takes it, in this process or behind RPC: a part a call, of one moment and made where the log is. */
export interface ExportedLog {
  readonly logId: string;
  /** Undefined where nothing is left. Equal logs give equal parts. Fault UNAVAILABLE where the log cannot be had. */
  nextPart(before: LogProgress): Promise<NextPart | undefined>;
}

/** Of a store in this process, which is opened for each part. */
export function exportedLog(logId: string, sha256: Sha256, open: () => OpenedLogSource): ExportedLog {
  return {
    logId,
    async nextPart(before) {
      const source = open();
      try {
        return partBehind(source, sha256, before);
      } finally {
        source.close();
      }
    },
  };
}

function partBehind(source: OpenedLogSource, sha256: Sha256, before: LogProgress): NextPart | undefined {
  const made = madePart(source, sha256, before.parts + 1, before.place);
  if (made === undefined) return undefined;
  const { facts, lines, leaves, next } = made;
  const whole = before.whole.map((text) => textBytes(text) ?? new Uint8Array(0));
  const tree = growingRoot(sha256, { size: before.place.until, whole });
  for (const leaf of leaves) tree.add(leaf);
  return {
    ...{ facts, lines },
    after: { parts: facts.part, place: next, whole: tree.grown().whole.map(bytesText) },
    ...{ head: tree.size, rootHash: bytesText(tree.root()) },
    // Of one line: whether there is one.
    isLast: madePart(source, sha256, facts.part + 1, next, 1) === undefined,
  };
}
