import { type EpochMs, secondMs } from '../core/time.ts';
import type { HandOver, Outlet } from './outlet.ts';

/** A link that is open, and the numbers of the registry that it is for. */
export interface OpenLink {
  readonly outlet: Outlet;
  readonly numbers: readonly string[];
}

/** A link that has said LATER so often in a row is left alone for a while, and then tried with one text. */
const latersMax = 3;
const firstPauseMs = 500;
const pauseMsMax = 30 * secondMs;

/** How much more a link takes now. */
export class LinkRoom {
  readonly link: OpenLink;
  readonly name: string;
  readonly #clock: { readonly queue: { readonly now: () => EpochMs }; readonly random: () => number };
  #texts = 0;
  #laters = 0;
  #pausedUntil: EpochMs = Number.NEGATIVE_INFINITY;

  constructor(
    link: OpenLink,
    clock: { readonly queue: { readonly now: () => EpochMs }; readonly random: () => number },
  ) {
    this.link = link;
    this.name = link.outlet.name;
    this.#clock = clock;
  }

  hasRoom(): boolean {
    const window = this.#laters >= latersMax ? 1 : this.link.outlet.window;
    return this.#texts < window && !this.#isPaused();
  }

  enter(): void {
    this.#texts += 1;
  }

  leave(): void {
    this.#texts -= 1;
  }

  heard({ status }: HandOver): void {
    const isDown = status === 'LATER' || status === 'IN_DOUBT';
    // Answers to what was under way when the pause began tell nothing more.
    if (isDown && this.#isPaused()) return;
    this.#laters = isDown ? this.#laters + 1 : 0;
    if (this.#laters < latersMax) return;
    const pauseMs = Math.min(pauseMsMax, firstPauseMs * 2 ** (this.#laters - latersMax));
    this.#pausedUntil = this.#clock.queue.now() + Math.ceil(pauseMs * (0.5 + this.#clock.random() / 2));
  }

  /** A pause longer than any was begun before the clock was set back. */
  #isPaused(): boolean {
    const restMs = this.#pausedUntil - this.#clock.queue.now();
    return restMs > 0 && restMs <= pauseMsMax;
  }
}
