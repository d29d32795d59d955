import type { Position } from '../core/change.ts';

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
