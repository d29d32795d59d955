import type { ScrubClaim } from '../../registry/scrubs/scrub-desk.ts';

/** Claims within the one object that there is: they end with it, as those of a process do. */
export class MemoryClaims {
  readonly #held = new Map<string, symbol>();

  isHeld(name: string): boolean {
    return this.#held.has(name);
  }

  /** Undefined where it is held. `onRelease`: where it is still ours by then. */
  take(name: string, onRelease?: () => void): ScrubClaim | undefined {
    if (this.#held.has(name)) return undefined;
    const claim = Symbol(name);
    this.#held.set(name, claim);
    return {
      release: () => {
        if (this.#held.get(name) !== claim) return;
        this.#held.delete(name);
        onRelease?.();
      },
    };
  }

  /** What is claimed has gone. */
  forget(name: string): void {
    this.#held.delete(name);
  }
}
