import { directoryLogId } from '../../core/log-layout.ts';
import { formatHeads, formatPosition } from '../../registry/position.ts';
import type { LogFacts } from '../../storage/moving/moved-log.ts';

type Moved = Pick<LogFacts, 'logId' | 'head'>;

/** Where all logs of an export stand: `log:5,log-1:42`. */
export function headsText(logs: readonly Moved[]): string {
  return formatHeads(logs.map(({ logId, head }) => ({ logId, position: head })));
}

/** The same for people: those of numbers may be hundreds. */
export function headsOf(logs: readonly Moved[]): string {
  const { head = 0 } = logs.find(({ logId }) => logId === directoryLogId) ?? {};
  const position = formatPosition(directoryLogId, head);
  return logs.length === 1 ? position : `${position}, with ${logs.length - 1} logs of numbers`;
}
