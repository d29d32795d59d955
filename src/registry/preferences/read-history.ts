import type { NumberEvent, Position, Proof, WayIn } from '../../core/change.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import type { EpochMs } from '../../core/time.ts';
import type { LogEntry } from '../../storage/store.ts';
import type { Actor } from '../access/actor.ts';
import { requireSubscriber } from '../access/permission.ts';
import { entriesOfTenure } from '../numbers/present-tenure.ts';
import type { Registry } from '../registry.ts';

export interface HistoryPage {
  /** Below this position; absent: from the newest. */
  readonly before?: Position | undefined;
  readonly limit: number;
}

/** One entry as the holder of the number may read it. */
export interface HistoryRow {
  readonly position: Position;
  readonly at: EpochMs;
  /** `IMPORTED`: the number was in a list that the operator took over. */
  readonly event: NumberEvent | { readonly kind: 'IMPORTED' };
  /** Who did it; the operator's people are not named. */
  readonly actor:
    | { readonly kind: 'SUBSCRIBER' | 'OPERATOR' }
    | { readonly kind: 'ORGANISATION'; readonly organisationId: string };
  readonly agent?: string;
  readonly wayIn: WayIn;
  readonly proof: Proof;
  /** By which the entry can be found in the log's proofs. */
  readonly leafHash: Uint8Array;
}

/** `before`: where the next page starts; absent on the last. */
export interface History {
  readonly rows: readonly HistoryRow[];
  readonly before?: Position;
}

/** `GET /v1/subscriber/history`: newest first, and nothing of a former holder's. */
export async function readHistory(registry: Registry, actor: Actor, { before, limit }: HistoryPage): Promise<History> {
  const { number } = requireSubscriber(actor);
  const rows: HistoryRow[] = [];
  for await (const row of historyRows(registry, number)) {
    if (before !== undefined && row.position >= before) continue;
    const last = rows.at(-1);
    if (rows.length === limit && last !== undefined) return { rows, before: last.position };
    rows.push(row);
  }
  return { rows };
}

/** The whole history of the present holder, newest first. */
export async function* historyRows(registry: Registry, number: PhoneNumber): AsyncGenerator<HistoryRow, void> {
  for await (const entry of entriesOfTenure(registry, number)) yield historyRow(entry);
}

function historyRow(entry: LogEntry): HistoryRow {
  const { position, at, leafHash } = entry;
  const common = { position, at, actor: actorOf(entry.actor), leafHash };
  if (!('number' in entry)) return { ...common, event: { kind: 'IMPORTED' }, wayIn: 'IMPORT', proof: 'IMPORT' };
  const { event, wayIn, proof, agent } = entry;
  return { ...common, event, wayIn, proof, ...(agent === undefined ? {} : { agent }) };
}

function actorOf(name: string): HistoryRow['actor'] {
  if (name === 'subscriber') return { kind: 'SUBSCRIBER' };
  const organisationId = /^organisation:(.+)$/s.exec(name)?.[1];
  return organisationId === undefined ? { kind: 'OPERATOR' } : { kind: 'ORGANISATION', organisationId };
}
