import type { Position } from '../core/change.ts';
import type { LogHead } from '../lookup/shard.ts';

/** A position on the wire, opaque to callers: `log:42`. */
export function formatPosition(logId: string, position: Position): string {
  return `${logId}:${position}`;
}

/** The inverse of `formatPosition`; undefined for any other text, another log's positions included. */
export function parsePosition(logId: string, text: string): Position | undefined {
  if (!text.startsWith(`${logId}:`)) return undefined;
  const digits = text.slice(logId.length + 1);
  return /^(0|[1-9][0-9]{0,14})$/.test(digits) ? Number(digits) : undefined;
}

/** Positions of several logs as one text, in the order of their names' numbers: `log:5,log-1:42,log-10:7`. */
export function formatHeads(heads: readonly LogHead[]): string {
  const [only] = heads;
  if (only !== undefined && heads.length === 1) return formatPosition(only.logId, only.position);
  const ordered = [...heads].sort(byName);
  return ordered.map(({ logId, position }) => formatPosition(logId, position)).join(',');
}

/** What a text of `formatHeads` says of one log; undefined where it says nothing. */
export function positionInHeads(text: string, logId: string): Position | undefined {
  for (const part of text.split(',')) {
    const position = parsePosition(logId, part);
    if (position !== undefined) return position;
  }
  return undefined;
}

function byName({ logId: a }: LogHead, { logId: b }: LogHead): number {
  return a.length - b.length || (a < b ? -1 : 1);
}
