import type { Position } from '../core/change.ts';
import { Fault } from '../core/fault.ts';
import type { NumberLog } from '../lookup/number-log.ts';
import type { LogHead } from '../lookup/shard.ts';
import { formatHeads } from './position.ts';
import type { Registry } from './registry.ts';

/** Heads of logs as pieces of one answer saw them: of each log the first, since no piece reflects less of it. */
export class SeenHeads {
  readonly #first = new Map<string, LogHead>();

  add(heads: readonly LogHead[]): void {
    for (const head of heads) if (!this.#first.has(head.logId)) this.#first.set(head.logId, head);
  }

  /** Undefined where no log has answered. */
  text(): string | undefined {
    return this.#first.size === 0 ? undefined : formatHeads([...this.#first.values()]);
  }
}

/**
 * Where all logs stand: that of the directory as the caller has seen it, and the others now. Fault UNAVAILABLE where
 * one cannot say.
 */
export async function headsOfAll(
  registry: Pick<Registry, 'logId' | 'shard'>,
  directoryHead: Position,
): Promise<readonly LogHead[]> {
  const heads = await Promise.all(otherLogs(registry).map(headOf));
  return [{ logId: registry.logId, position: directoryHead }, ...heads];
}

/** The same, without those that cannot say: whoever compares later knows nothing of them. */
export async function headsAtHand(
  registry: Pick<Registry, 'logId' | 'shard'>,
  directoryHead: Position,
): Promise<readonly LogHead[]> {
  const heads = await Promise.all(otherLogs(registry).map((log) => headOf(log).catch(unlessAway)));
  return [{ logId: registry.logId, position: directoryHead }, ...heads.filter((head) => head !== undefined)];
}

function otherLogs({ logId, shard }: Pick<Registry, 'logId' | 'shard'>): readonly NumberLog[] {
  return shard.logs.filter((log) => log.logId !== logId);
}

async function headOf(log: NumberLog): Promise<LogHead> {
  return { logId: log.logId, position: await log.head() };
}

function unlessAway(error: unknown): undefined {
  if (!(error instanceof Fault && error.code === 'UNAVAILABLE')) throw error;
  return undefined;
}

/** Where the logs stood of which something was counted. */
interface CountedUpTo {
  readonly position: Position;
  readonly logs?: Readonly<Record<string, Position>>;
}

/** Heads as they are kept: of the directory's log, where it has no numbers as the caller saw it, and of the others. */
export function countedUpTo(
  { logId }: Pick<Registry, 'logId'>,
  directoryHead: Position,
  heads: readonly LogHead[],
): CountedUpTo {
  const position = heads.find((head) => head.logId === logId)?.position ?? directoryHead;
  const others = heads.filter((head) => head.logId !== logId);
  if (others.length === 0) return { position };
  return { position, logs: Object.fromEntries(others.map((head) => [head.logId, head.position])) };
}

/** What was counted up to, as a release or a replay names it, on the wire. */
export function countedPosition({ logId }: Pick<Registry, 'logId'>, { position, logs = {} }: CountedUpTo): string {
  const others = Object.entries(logs).map(([name, head]): LogHead => ({ logId: name, position: head }));
  return formatHeads([{ logId, position }, ...others]);
}
