/** A thread that runs longer at a time makes others wait for a core: the system does not always take it away at once. */
const workMs = 1;
/** After a request, more are expected for so long. */
const askedMs = 20;
/** Where one step took long, what follows it rests no longer than this. */
const restMsMax = 8;

/** Lets the thread of the lists sleep as long as it works, a millisecond and a millisecond, while others are asking. */
export class ListPace {
  readonly #asked: Int32Array<SharedArrayBuffer>;
  readonly #now: () => number;
  readonly #sleep: (ms: number) => void;
  #askedSeen: number;
  #askedAt: number = Number.NEGATIVE_INFINITY;
  #restedAt: number;

  /** `asked` changes with each request: see `LookupTally`. */
  constructor(
    asked: Int32Array<SharedArrayBuffer>,
    now: () => number = () => performance.now(),
    sleep: (ms: number) => void = sleepOf(),
  ) {
    this.#asked = asked;
    this.#now = now;
    this.#sleep = sleep;
    this.#askedSeen = Atomics.load(asked, 0);
    this.#restedAt = now();
  }

  /** To be called between any two rows. Cheap where nothing is to be done. */
  giveWay(): void {
    const now = this.#now();
    const workedMs = now - this.#restedAt;
    if (workedMs < workMs) return;
    const asked = Atomics.load(this.#asked, 0);
    if (asked !== this.#askedSeen) {
      this.#askedSeen = asked;
      this.#askedAt = now;
    }
    if (now - this.#askedAt < askedMs) this.#sleep(Math.min(workedMs, restMsMax));
    this.#restedAt = this.#now();
  }
}

function sleepOf(): (ms: number) => void {
  const never = new Int32Array(new SharedArrayBuffer(4));
  return (ms) => void Atomics.wait(never, 0, 0, ms);
}
