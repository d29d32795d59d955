import type { Position } from '../core/change.ts';
import type { Store, Tail } from '../storage/store.ts';

/**
 * Keeps what is remembered of a store in step with its log. At any time everything that listeners remember is
 * exactly as of one position.
 */
export interface LogFollower {
  /** From then on the listener hears of everything; it starts with nothing remembered. */
  follow(listener: LogListener): void;
  /**
   * Brings all listeners to the head of the log and answers where that is: nothing that was acknowledged before
   * the call, in whichever process, is missing. Where nothing was committed it costs one `Store.version()`.
   */
  refresh(): Position;
  /**
   * Refreshes, then runs `read`, whose own refreshes are free: for several reads that need to see only what was
   * acknowledged before the first. Covers the synchronous part of `read` alone; what it awaits refreshes again.
   * Where the caller has already seen the log as of `seen`, for the same purpose, that look is not taken again.
   */
  refreshedOnce<T>(read: (position: Position) => T, seen?: Position): T;
  /**
   * Runs `read` in one snapshot of the store with all listeners at that snapshot's position: the only place where
   * something new may be loaded and remembered. What was read before the call may be older.
   */
  atHead<T>(read: (position: Position) => T): T;
}

export interface LogListener {
  /** Brings what is remembered to `tail.head`. After a fault the same tail may come again, longer. */
  apply(tail: Tail): void;
  /** Forgets everything: more happened than can be told. */
  startAnew(): void;
}

/** `tailEntriesMax`: where more than that happened since the last look, listeners start anew instead of catching up. */
export function logFollower(store: Store, tailEntriesMax: number): LogFollower {
  const listeners: LogListener[] = [];
  let versionSeen = store.version();
  let applied: Position = store.head();
  let inSnapshot = false;
  let refreshed = false;

  function catchUp(): void {
    if (store.head() === applied) return;
    const tail = store.tail(applied, tailEntriesMax);
    for (const listener of listeners) {
      if (tail === undefined) listener.startAnew();
      else listener.apply(tail);
    }
    applied = tail === undefined ? store.head() : tail.head;
  }

  function atHead<T>(read: (position: Position) => T): T {
    if (inSnapshot) return read(applied);
    return store.snapshot(() => {
      inSnapshot = true;
      try {
        catchUp();
        return read(applied);
      } finally {
        inSnapshot = false;
      }
    });
  }

  function refresh(): Position {
    if (refreshed || inSnapshot) return applied;
    // Read before the snapshot: what is committed in between is seen now and looked for once more, never missed.
    const version = store.version();
    if (version !== versionSeen) {
      atHead(() => undefined);
      versionSeen = version;
    }
    return applied;
  }

  function refreshedOnce<T>(read: (position: Position) => T, seen: Position = Number.POSITIVE_INFINITY): T {
    if (applied < seen) refresh();
    const outer = refreshed;
    refreshed = true;
    try {
      return read(applied);
    } finally {
      refreshed = outer;
    }
  }

  return { follow: (listener) => void listeners.push(listener), refresh, refreshedOnce, atHead };
}
