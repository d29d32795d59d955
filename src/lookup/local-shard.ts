import type { Position } from '../core/change.ts';
import { type NumberState, noDetail } from '../core/number-record.ts';
import { type Block, blockOf, offsetInBlock, type PhoneNumber } from '../core/phone-number.ts';
import type { StateId, Store } from '../storage/store.ts';
import type { BlockCache, CachedBlock } from './block-cache.ts';
import type { DetailCache } from './detail-cache.ts';
import type { LogFollower } from './log-follower.ts';
import type { NumberStanding, Shard, Standings } from './shard.ts';

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
/** Numbers answered from memory between two looks at the clock: some 20 µs. */
const numbersPerClockLook = 64;
/** Distinct states are some thousands for a nation; where somebody makes more, they are read anew. */
const statesMax = 65_536;

/** A shard whose store is in this process. */
export function localShard(parts: LocalShardParts): Shard {
  const { logId, store } = parts;
  return {
    logId,
    standings: standingsReader(parts),
    number: (number) => store.snapshot(() => store.number(number)),
    history: (number, before, limit) => store.history(number, before, limit),
    numberBefore: (number, position) => store.numberBefore(number, position),
    entriesOfAssertion: (assertionId, after, limit) => store.entriesOfAssertion(assertionId, after, limit),
    change: (changes) => store.append(changes),
  };
}

/** A batch under way: `answered` grows until it is as long as `numbers`. */
interface Batch {
  readonly numbers: readonly PhoneNumber[];
  readonly answered: NumberStanding[];
}

function standingsReader(parts: LocalShardParts): Shard['standings'] {
  const { follower, now, nextTurn } = parts;
  const { fromMemory, fromStore } = standingSources(parts);

  /** Until the clock says stop or something has to be loaded. */
  function answerFromMemory({ numbers, answered }: Batch, endMs: number): void {
    const blocksSeen: BlocksSeen | undefined = numbers.length > 1 ? new Array(seenSlots) : undefined;
    for (let at = answered.length; at < numbers.length; at++) {
      if (at % numbersPerClockLook === 0 && at > 0 && now() >= endMs) return;
      const standing = fromMemory(numbers[at] as PhoneNumber, blocksSeen);
      if (standing === undefined) return;
      answered.push(standing);
    }
  }

  function answerFromStore({ numbers, answered }: Batch, endMs: number, position: Position): void {
    for (let at = answered.length; at < numbers.length; at++) {
      answered.push(fromStore(numbers[at] as PhoneNumber, position));
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
    return { position, standings: batch.answered };
  }

  return (numbers) => {
    const position = follower.refresh();
    const batch: Batch = { numbers, answered: [] };
    answerSlice(batch);
    return isAnswered(batch) ? { position, standings: batch.answered } : answerRest(batch, position);
  };
}

function isAnswered({ numbers, answered }: Batch): boolean {
  return answered.length === numbers.length;
}

/** A block found in memory, and the standings without detail that were given of it: good for one synchronous call. */
interface BlockSeen {
  readonly at: Block;
  readonly block: CachedBlock;
  readonly given: NumberStanding[];
}

/** By the block's last bits, the last seen with these: a tenth of what a map costs. */
type BlocksSeen = (BlockSeen | undefined)[];

const seenSlots = 1_024;

/** A block holds few states; beyond these each number has a standing of its own. */
const givenMax = 8;

/** The two ways to one standing. Either takes block and detail as of one position: see `LogFollower`. */
function standingSources({ store, blocks, details }: LocalShardParts) {
  const stateOf = stateReader(store);

  function seenIn(blocksSeen: BlocksSeen, number: PhoneNumber): BlockSeen | undefined {
    const at = blockOf(number);
    const slot = at & (seenSlots - 1);
    const known = blocksSeen[slot];
    if (known?.at === at) return known;
    const block = blocks.block(at);
    if (block === undefined) return undefined;
    const seen = { at, block, given: [] };
    blocksSeen[slot] = seen;
    return seen;
  }

  /** Undefined where something would have to be loaded. */
  function fromMemory(number: PhoneNumber, blocksSeen: BlocksSeen | undefined): NumberStanding | undefined {
    const seen = blocksSeen === undefined ? undefined : seenIn(blocksSeen, number);
    const block = blocksSeen === undefined ? blocks.block(blockOf(number)) : seen?.block;
    if (block === undefined) return undefined;
    const stateId = block.states.stateAt(offsetInBlock(number));
    const known = seen === undefined ? undefined : givenFor(seen.given, stateId);
    if (known !== undefined) return known;
    const state = stateOf(stateId);
    const detail = state.hasDetail ? details.detail(number) : noDetail;
    if (detail === undefined) return undefined;
    const standing = { stateId, state, detail, blockVersion: block.version };
    if (!state.hasDetail && seen !== undefined && seen.given.length < givenMax) seen.given.push(standing);
    return standing;
  }

  /** Inside a snapshot only. */
  function fromStore(number: PhoneNumber, position: Position): NumberStanding {
    const block = blocks.block(blockOf(number)) ?? blocks.load(blockOf(number), position);
    const stateId = block.states.stateAt(offsetInBlock(number));
    const state = stateOf(stateId);
    const detail = state.hasDetail ? (details.detail(number) ?? details.load(number)) : noDetail;
    return { stateId, state, detail, blockVersion: block.version };
  }

  return { fromMemory, fromStore };
}

function givenFor(given: readonly NumberStanding[], stateId: StateId): NumberStanding | undefined {
  for (let at = 0; at < given.length; at++) if (given[at]?.stateId === stateId) return given[at];
  return undefined;
}

/** What a state id means never changes, so it is asked once. */
function stateReader(store: Store): (id: StateId) => NumberState {
  const states = new Map<StateId, NumberState>();
  return (id) => {
    const known = states.get(id);
    if (known !== undefined) return known;
    const state = store.state(id);
    if (states.size >= statesMax) states.clear();
    states.set(id, state);
    return state;
  };
}
