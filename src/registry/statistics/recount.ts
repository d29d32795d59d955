import type { Position } from '../../core/change.ts';
import type { Block } from '../../core/phone-number.ts';
import { tallyPrefixes } from '../../core/statistics/tally-keys.ts';
import type { Store } from '../../storage/store.ts';
import type { Actor } from '../access/actor.ts';
import { requireScopeOrConsole } from '../access/permission.ts';
import type { Registry } from '../registry.ts';
import { RecountedBlocks, type Sums } from './recounted-blocks.ts';

export interface RecountInput {
  /** Adds to each counter what it lacks; else nothing is written. */
  readonly repairs: boolean;
}

/** A counter that is not what it was counted to be anew. */
export interface CountDifference {
  readonly key: string;
  readonly kept: number;
  readonly fromLog: number;
  /** Absent: what stands does not tell it. Where it differs from the log, the audit says why, and nothing is repaired. */
  readonly fromState?: number;
  readonly repaired: boolean;
}

export interface Recount {
  /** Of the last entry that was counted. */
  readonly position: Position;
  readonly blocks: number;
  readonly counters: number;
  readonly differences: readonly CountDifference[];
}

/** Told after each block how many are counted, and of how many. */
export type RecountProgress = (done: number, total: number) => void;

/**
 * Counts everything anew that the store's counters say of its log, twice, from what stands and by replaying the log,
 * block by block at one moment; takes some seconds a million numbers, in which the caller's thread does nothing else.
 * The registry may be served meanwhile: what it counts since is added to a repaired counter as to any other.
 */
export async function recount(
  { store }: Pick<Registry, 'store'>,
  actor: Actor,
  { repairs }: RecountInput,
  onProgress: RecountProgress = () => {},
): Promise<Recount> {
  requireScopeOrConsole(actor, 'dnd:organisations:manage');
  const { differences, ...counted } = store.snapshot(() => countedAnew(store, onProgress));
  const repairable = repairs ? differences.filter(isRepairable) : [];
  if (repairable.length > 0) {
    await store.addCounts(repairable.map(({ key, kept, fromLog }) => ({ key, count: fromLog - kept })));
  }
  const repaired = new Set(repairable);
  return { ...counted, differences: differences.map((one) => ({ ...one, repaired: repaired.has(one) })) };
}

type Found = Omit<CountDifference, 'repaired'>;

function countedAnew(store: Store, onProgress: RecountProgress) {
  const kept: Sums = new Map();
  for (const prefix of Object.values(tallyPrefixes)) {
    for (const { key, count } of store.counts(prefix, Number.MAX_SAFE_INTEGER)) kept.set(key, count);
  }
  const blocks = allBlocks(store);
  const recounted = new RecountedBlocks(store, kept.keys());
  for (const [index, block] of blocks.entries()) {
    recounted.count(block);
    onProgress(index + 1, blocks.length);
  }
  const differences = differencesOf(kept, recounted);
  return { position: store.head(), blocks: blocks.length, counters: kept.size, differences };
}

function differencesOf(kept: Sums, recounted: RecountedBlocks): readonly Found[] {
  const { fromLog, fromState } = recounted;
  const keys = [...new Set([...kept.keys(), ...fromLog.keys(), ...fromState.keys()])].sort();
  return keys.flatMap((key): readonly Found[] => {
    const counts = { key, kept: kept.get(key) ?? 0, fromLog: fromLog.get(key) ?? 0 };
    const told = recounted.isTold(key) ? { fromState: fromState.get(key) ?? 0 } : {};
    const found: Found = { ...counts, ...told };
    return found.kept === found.fromLog && isRepairable(found) ? [] : [found];
  });
}

function isRepairable({ fromLog, fromState }: Found): boolean {
  return fromState === undefined || fromState === fromLog;
}

const pageBlocks = 10_000;

function allBlocks(store: Store): readonly Block[] {
  const all: Block[] = [];
  let page = store.blocks(0, pageBlocks);
  while (page.length > 0) {
    for (const block of page) all.push(block);
    page = store.blocks(all.at(-1) ?? 0, pageBlocks);
  }
  return all;
}
