import type { NumbersByBlock } from '../../core/numbers-by-block.ts';
import { type Block, blockOf, numberAt, type PhoneNumber } from '../../core/phone-number.ts';
import { unavailableState } from '../../lookup/shard.ts';
import type { AskedBlocks } from './asked-blocks.ts';

/** What an organisation that collects the register does, and one that has customers to call does not. */
export const abuseKinds = ['CONSECUTIVE', 'WALK', 'COVERAGE', 'LOW_HITS', 'CANARY', 'PROBING'] as const;
export type AbuseKind = (typeof abuseKinds)[number];

/** What `measure` of a signal is, and from which value on there is one. */
export const abuseWords: Readonly<Record<AbuseKind, { readonly from: number; readonly meaning: string }>> = {
  CONSECUTIVE: { from: 64, meaning: 'numbers in a row, asked about on one day in whatever order' },
  WALK: { from: 64, meaning: 'numbers asked about one after another, each the same step from the last' },
  COVERAGE: { from: 2_500, meaning: 'of the 10,000 numbers of one block, asked about on one day' },
  LOW_HITS: {
    from: 5,
    meaning: 'times as many of the numbers that all others ask about are on record; from 2,048 numbers on',
  },
  CANARY: { from: 1, meaning: 'questions about numbers that nobody has' },
  PROBING: { from: 20, meaning: 'questions refused as the fourth time or day for one number, sender and day' },
};

/** Told of what was noticed, again whenever the measure has grown. */
export type Notice = (kind: AbuseKind, block: Block, measure: number) => void;

/** Distinct numbers asked about, and how many of them had anything on record. */
export interface Hits {
  asked: number;
  onRecord: number;
}

const distinctMin = 2_048;
const lowHitsLook = 1_024;
const shareOfOthersMin = 0.01;

/**
 * Watches the numbers that one organisation asks about on one day, at some 30 ns a number and in bounded memory. A
 * dial list may be sorted and dense: what is looked at are rows of neighbours without a gap, steps that are all the
 * same, and blocks of which a quarter was asked about.
 */
export class NumberWatch {
  readonly #blocks: AskedBlocks;
  readonly #isCanary: (number: PhoneNumber) => boolean;
  readonly #notice: Notice;
  /** Of all organisations together, this one included. */
  readonly #all: Hits;
  readonly #own: Hits = { asked: 0, onRecord: 0 };
  #last: number = 0;
  #step: number = 0;
  #inStep: number = 0;

  constructor(blocks: AskedBlocks, all: Hits, isCanary: (number: PhoneNumber) => boolean, notice: Notice) {
    this.#blocks = blocks;
    this.#all = all;
    this.#isCanary = isCanary;
    this.#notice = notice;
  }

  saw(number: PhoneNumber, isOnRecord: boolean): void {
    const before = this.#own.asked;
    this.#stepTo(number);
    this.#ask(number, isOnRecord);
    this.#lookAtHits(before, blockOf(number));
  }

  /**
   * All numbers of a list at once, in its order (0: none), and the same by block, with the state of each; those that
   * were not answered tell nothing of who asks.
   */
  sawList(numbers: Float64Array, { blocks, ends, offsets }: NumbersByBlock, stateIds: Uint32Array): void {
    for (let at = 0; at < numbers.length; at++) {
      const number = numbers[at] as PhoneNumber;
      if (number > 0) this.#stepTo(number);
    }
    const before = this.#own.asked;
    for (let run = 0, at = 0; run < blocks.length; run++) {
      const block = blocks[run] as Block;
      const isWatched = this.#blocks.isSampled(block);
      for (const end = ends[run] as number; at < end; at++) {
        if (stateIds[at] === unavailableState) continue;
        const isOnRecord = stateIds[at] !== 0;
        const number = numberAt(block, offsets[at] as number);
        if (isWatched) this.#ask(number, isOnRecord);
        else if (!isOnRecord) this.#lookForCanary(number);
      }
    }
    // All of them first: a block alone may have fewer on record than the list.
    this.#lookAtHits(before, blocks[0] ?? 0);
  }

  #stepTo(number: PhoneNumber): void {
    const step = number - this.#last;
    if (step === 0) return;
    this.#last = number;
    if (step === this.#step) {
      this.#inStep += 1;
      // At each power of two: told often enough, and seldom.
      if (this.#inStep >= abuseWords.WALK.from && (this.#inStep & (this.#inStep - 1)) === 0) this.#walks(number);
    } else {
      this.#step = step;
      this.#inStep = 2;
    }
  }

  #ask(number: PhoneNumber, isOnRecord: boolean): void {
    if (!isOnRecord) this.#lookForCanary(number);
    const mark = this.#blocks.mark(number);
    if (mark !== undefined) this.#count(number, isOnRecord, mark.asked, mark.run);
  }

  #lookForCanary(number: PhoneNumber): void {
    if (this.#isCanary(number)) this.#notice('CANARY', blockOf(number), 1);
  }

  #walks(number: PhoneNumber): void {
    const kind = Math.abs(this.#step) === 1 ? 'CONSECUTIVE' : 'WALK';
    this.#notice(kind, blockOf(number), this.#inStep);
  }

  #count(number: PhoneNumber, isOnRecord: boolean, asked: number, run: number): void {
    this.#own.asked += 1;
    this.#all.asked += 1;
    if (isOnRecord) {
      this.#own.onRecord += 1;
      this.#all.onRecord += 1;
    }
    if (run >= abuseWords.CONSECUTIVE.from) this.#notice('CONSECUTIVE', blockOf(number), run);
    if (asked >= abuseWords.COVERAGE.from && asked % 500 === 0) this.#notice('COVERAGE', blockOf(number), asked);
  }

  /** Against what others ask about: how much is on record at all depends on the country and the year. */
  #lookAtHits(askedBefore: number, block: Block): void {
    const { asked, onRecord } = this.#own;
    if (Math.floor(asked / lowHitsLook) === Math.floor(askedBefore / lowHitsLook)) return;
    const others = this.#all.asked - asked;
    if (asked < distinctMin || others < distinctMin) return;
    const shareOfOthers = (this.#all.onRecord - onRecord) / others;
    if (shareOfOthers < shareOfOthersMin) return;
    const times = shareOfOthers / ((onRecord + 1) / asked);
    if (times >= abuseWords.LOW_HITS.from) this.#notice('LOW_HITS', block, Math.floor(times));
  }
}
