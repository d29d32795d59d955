import { type Block, blockOf, numbersPerBlock, type PhoneNumber } from '../../core/phone-number.ts';

/** What came of one more number. */
export interface Mark {
  /** Numbers of the block that were asked about so far. */
  asked: number;
  /** How many in a row around this one were asked about, up to `runLookMax` on either side. */
  run: number;
}

/**
 * The numbers that one organisation asked about on a day, each once, in whatever order: all of them while the blocks
 * are few, else those of a sample of the blocks, drawn by a secret hash and thinned out by half whenever it is full
 * (Gibbons 2001, distinct sampling): who asks about a few blocks is seen whole, and who asks about all of them in the
 * sample. 1,250 bytes a block.
 */
export class AskedBlocks {
  readonly #seed: number;
  readonly #blocksMax: () => number;
  readonly #blocks = new Map<Block, AskedBlock>();
  readonly #mark: Mark = { asked: 0, run: 0 };
  #levelMask: number = 0;
  /** By the block's last bits, the last one asked about with these, and what is kept of it. */
  #seen: (Seen | undefined)[] = new Array(seenSlots);

  constructor(seed: number, blocksMax: () => number) {
    this.#seed = seed;
    this.#blocksMax = blocksMax;
  }

  get size(): number {
    return this.#blocks.size;
  }

  /** Undefined where the number was marked before, or its block is not in the sample. The result is used again. */
  mark(number: PhoneNumber): Mark | undefined {
    const block = blockOf(number);
    if (!this.isSampled(block)) return undefined;
    const seen = this.#seen[block & (seenSlots - 1)];
    const asked = seen?.block === block ? seen.asked : this.#look(block);
    if (asked === undefined) return undefined;
    const offset = number - block * numbersPerBlock;
    const { bits } = asked;
    const byte = bits[offset >> 3] as number;
    const bit = 1 << (offset & 7);
    if ((byte & bit) !== 0) return undefined;
    bits[offset >> 3] = byte | bit;
    asked.count += 1;
    this.#mark.asked = asked.count;
    this.#mark.run = runAround(bits, offset);
    return this.#mark;
  }

  /** Whether numbers of the block are kept, as far as is known: a full sample is thinned out. */
  isSampled(block: Block): boolean {
    return (this.#hash(block) & this.#levelMask) === 0;
  }

  #look(block: Block): AskedBlock | undefined {
    const asked = this.#asked(block);
    this.#seen[block & (seenSlots - 1)] = { block, asked };
    return asked;
  }

  #asked(block: Block): AskedBlock | undefined {
    const known = this.#blocks.get(block);
    if (known !== undefined) return known;
    while (this.#blocks.size >= this.#blocksMax()) this.#thinOut();
    if (!this.isSampled(block)) return undefined;
    const asked = { bits: new Uint8Array(numbersPerBlock / 8), count: 0 };
    this.#blocks.set(block, asked);
    return asked;
  }

  #thinOut(): void {
    this.#levelMask = (this.#levelMask << 1) | 1;
    this.#seen = new Array(seenSlots);
    for (const block of this.#blocks.keys()) {
      if (!this.isSampled(block)) this.#blocks.delete(block);
    }
  }

  /** The finaliser of MurmurHash3, over the block and the seed. */
  #hash(block: Block): number {
    let hash = (block ^ this.#seed ^ Math.floor(block / 2 ** 32)) | 0;
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return hash ^ (hash >>> 16);
  }
}

const seenSlots = 256;

interface Seen {
  readonly block: Block;
  /** Undefined where the block is not in the sample. */
  readonly asked: AskedBlock | undefined;
}

interface AskedBlock {
  readonly bits: Uint8Array;
  count: number;
}

/** Neighbours looked at on either side: a walk shows long before. */
export const runLookMax = 128;

function runAround(bits: Uint8Array, offset: number): number {
  let from = offset;
  let to = offset;
  while (offset - from < runLookMax && from > 0 && has(bits, from - 1)) from -= 1;
  while (to - offset < runLookMax && to < numbersPerBlock - 1 && has(bits, to + 1)) to += 1;
  return to - from + 1;
}

function has(bits: Uint8Array, offset: number): boolean {
  return ((bits[offset >> 3] as number) & (1 << (offset & 7))) !== 0;
}
