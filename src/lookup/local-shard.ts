import type { Position } from '../core/change.ts';
import { type NumberState, noDetail } from '../core/number-record.ts';
import type { NumbersByBlock } from '../core/numbers-by-block.ts';
import { type Block, blockOf, offsetInBlock, type PhoneNumber } from '../core/phone-number.ts';
import type { StateId, Store } from '../storage/store.ts';
import { type BlockCache, type CachedBlock, versionAt } from './block-cache.ts';
import { blockNow } from './block-now.ts';
import type { DetailCache } from './detail-cache.ts';
import { localNumberLog } from './local-number-log.ts';
import type { LogFollower } from './log-follower.ts';
import type { ListStates, LogHead, NumberStanding, Shard, Standings } from './shard.ts';

export interface LocalShardParts {
  readonly logId: string;
  readonly store: Store;
  readonly follower: LogFollower;
  readonly blocks: BlockCache;
  readonly details: DetailCache;
  /** A monotonic clock in milliseconds, for sharing the event loop. */
  readonly now: () => number;
  /** Resolves after others had a turn. */
  readonly nextTurn: () => Promise<void>;
}

/** How long a batch holds the event loop at a time. */
const sliceMsMax = 1;
/** The same for a list, which nobody waits for that long; each time is one look at the head of the log. */
const listSliceMsMax = 5;
/** Blocks of a list between two looks at the clock: some 20 µs from memory, a tenth of a second from the slowest disk. */
const blocksPerClockLook = 16;
/** Numbers answered from memory between two looks at the clock: some 20 µs. */
const numbersPerClockLook = 64;
/** Distinct states are some thousands for a nation; where somebody makes more, the later ones are read anew. */
const statesMax = 65_536;

/** A shard whose store is in this process. */
export function localShard(parts: LocalShardParts): Shard {
  const { logId, store } = parts;
  return {
    logIdOf: () => logId,
    logs: [localNumberLog(logId, store)],
    standings: standingsReader(parts),
    states: statesReader(parts),
    number: (number) => store.snapshot(() => store.number(number)),
    history: (number, before, limit) => store.history(number, before, limit),
    numberBefore: (number, position) => store.numberBefore(number, position),
    change: (changes) => store.append(changes),
    block: async (block) => store.snapshot(() => blockNow(store, block)),
    importBlock: (rows) => store.importBlock(rows),
  };
}

/** A batch under way: `answered` grows until it is as long as `numbers`, and `versions` with it. */
interface Batch {
  readonly numbers: readonly PhoneNumber[];
  readonly answered: NumberStanding[];
  readonly versions: Position[];
}

function standingsReader(parts: LocalShardParts): Shard['standings'] {
  const { logId, follower, now, nextTurn } = parts;
  const { fromMemory, fromStore } = standingSources(parts);
  const headsAt = headsOf(logId);

  /** Until the clock says stop or something has to be loaded. */
  function answerFromMemory(batch: Batch, endMs: number): void {
    const { numbers, answered } = batch;
    const blocksSeen: BlocksSeen | undefined = numbers.length > 1 ? new Array(seenSlots) : undefined;
    for (let at = answered.length; at < numbers.length; at++) {
      if (at % numbersPerClockLook === 0 && at > 0 && now() >= endMs) return;
      if (!fromMemory(batch, numbers[at] as PhoneNumber, blocksSeen)) return;
    }
  }

  function answerFromStore(batch: Batch, endMs: number, position: Position): void {
    const { numbers, answered } = batch;
    for (let at = answered.length; at < numbers.length; at++) {
      fromStore(batch, numbers[at] as PhoneNumber, position);
      if (now() >= endMs) return;
    }
  }

  /** Answers one number at least, however slow the clock says it went. */
  function answerSlice(batch: Batch): void {
    const answeredBefore = batch.answered.length;
    const endMs = batch.numbers.length === 1 ? Number.POSITIVE_INFINITY : now() + sliceMsMax;
    answerFromMemory(batch, endMs);
    if (isAnswered(batch) || (batch.answered.length > answeredBefore && now() >= endMs)) return;
    follower.atHead((position) => answerFromStore(batch, endMs, position));
  }

  async function answerRest(batch: Batch, position: Position): Promise<Standings> {
    while (!isAnswered(batch)) {
      await nextTurn();
      follower.refresh();
      answerSlice(batch);
    }
    return answeredWhole(batch, headsAt(position));
  }

  return (numbers) => {
    const position = follower.refresh();
    const batch: Batch = { numbers, answered: [], versions: [] };
    answerSlice(batch);
    return isAnswered(batch) ? answeredWhole(batch, headsAt(position)) : answerRest(batch, position);
  };
}

/** Block by block: each is found once for all of its numbers. */
function statesReader({ logId, store, follower, blocks, now, nextTurn }: LocalShardParts): Shard['states'] {
  /** From a block on, at least it; gives back the next one. */
  function read(numbers: NumbersByBlock, first: number, found: FoundStates): number {
    const endMs = now() + listSliceMsMax;
    const asked = { offsets: numbers.offsets, states: found.stateIds, from: 0, to: 0 };
    for (let at = first; at < numbers.blocks.length; at++) {
      const block = numbers.blocks[at] as Block;
      asked.from = at === 0 ? 0 : (numbers.ends[at - 1] as number);
      asked.to = numbers.ends[at] as number;
      blocks.read(block, asked);
      found.learn(asked.from, asked.to);
      if ((at & (blocksPerClockLook - 1)) === 0 && now() >= endMs) return at + 1;
    }
    return numbers.blocks.length;
  }

  return async (numbers) => {
    let found: FoundStates | undefined;
    for (let at = 0; found === undefined || at < numbers.blocks.length; ) {
      if (found !== undefined) await nextTurn();
      follower.atHead((position) => {
        found ??= new FoundStates(store, numbers.offsets.length, { logId, position });
        at = read(numbers, at, found);
      });
    }
    return found;
  };
}

class FoundStates implements ListStates {
  readonly heads: readonly LogHead[];
  readonly stateIds: Uint32Array;
  readonly states = new Map<StateId, NumberState>();
  readonly #store: Store;
  #isKnown: Uint8Array = new Uint8Array(64);

  constructor(store: Store, count: number, head: LogHead) {
    this.#store = store;
    this.stateIds = new Uint32Array(count);
    this.heads = [head];
  }

  /** What the states are that were found in these places. */
  learn(from: number, to: number): void {
    const { stateIds } = this;
    const isKnown = this.#isKnown;
    // Beyond its end, too, nothing is known.
    for (let at = from; at < to; at++) if (isKnown[stateIds[at] as StateId] !== 1) this.#ask(stateIds[at] as StateId);
  }

  #ask(id: StateId): void {
    if (this.states.has(id)) return;
    this.states.set(id, this.#store.state(id));
    if (id >= statesMax) return;
    while (id >= this.#isKnown.length) this.#isKnown = grown(this.#isKnown);
    this.#isKnown[id] = 1;
  }
}

function grown(bytes: Uint8Array): Uint8Array {
  const more = new Uint8Array(bytes.length * 2);
  more.set(bytes);
  return more;
}

function answeredWhole({ answered, versions }: Batch, heads: readonly LogHead[]): Standings {
  return { heads, standings: answered, versions };
}

/** The same object as long as the log stands where it stood: a lookup makes none. */
function headsOf(logId: string): (position: Position) => readonly LogHead[] {
  let last: readonly [LogHead] = [{ logId, position: 0 }];
  return (position) => {
    if (last[0].position !== position) last = [{ logId, position }];
    return last;
  };
}

function isAnswered({ numbers, answered }: Batch): boolean {
  return answered.length === numbers.length;
}

/** A block found in memory: good for one synchronous call. */
interface BlockSeen {
  readonly at: Block;
  readonly block: CachedBlock;
}

/** By the block's last bits, the last seen with these: a tenth of what a map costs. */
type BlocksSeen = (BlockSeen | undefined)[];

const seenSlots = 1_024;

/** The two ways to one standing. Either takes block and detail as of one position: see `LogFollower`. */
function standingSources({ store, blocks, details }: LocalShardParts) {
  const bareStanding = bareStandings(store);

  function blockIn(blocksSeen: BlocksSeen, at: Block): CachedBlock | undefined {
    const slot = at & (seenSlots - 1);
    const known = blocksSeen[slot];
    if (known?.at === at) return known.block;
    const block = blocks.block(at);
    if (block !== undefined) blocksSeen[slot] = { at, block };
    return block;
  }

  /** False where something would have to be loaded. */
  function fromMemory(batch: Batch, number: PhoneNumber, blocksSeen: BlocksSeen | undefined): boolean {
    const at = blockOf(number);
    const block = blocksSeen === undefined ? blocks.block(at) : blockIn(blocksSeen, at);
    if (block === undefined) return false;
    const offset = offsetInBlock(number);
    const standing = bareStanding(block.states.stateAt(offset));
    if (!standing.state.hasDetail) return answer(batch, standing, block, offset);
    const detail = details.detail(number);
    return detail !== undefined && answer(batch, { ...standing, detail }, block, offset);
  }

  /** Inside a snapshot only. */
  function fromStore(batch: Batch, number: PhoneNumber, position: Position): void {
    const block = blocks.block(blockOf(number)) ?? blocks.load(blockOf(number), position);
    const offset = offsetInBlock(number);
    const standing = bareStanding(block.states.stateAt(offset));
    if (!standing.state.hasDetail) answer(batch, standing, block, offset);
    else answer(batch, { ...standing, detail: details.detail(number) ?? details.load(number) }, block, offset);
  }

  return { fromMemory, fromStore };
}

function answer({ answered, versions }: Batch, standing: NumberStanding, block: CachedBlock, offset: number): true {
  answered.push(standing);
  versions.push(versionAt(block, offset));
  return true;
}

/** What a state id means never changes, so it is asked once; the same object each time, without detail. */
function bareStandings(store: Store): (stateId: StateId) => NumberStanding {
  const known: (NumberStanding | undefined)[] = new Array(statesMax);
  return (stateId) => {
    const standing = known[stateId];
    if (standing !== undefined) return standing;
    const made = { stateId, state: store.state(stateId), detail: noDetail };
    if (stateId < statesMax) known[stateId] = made;
    return made;
  };
}
