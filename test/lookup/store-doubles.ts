import type { Store } from '../../src/storage/store.ts';

type Calls = { readonly [Name in keyof Store]: number };

/** A store that counts what is asked of it, and fails where it is told to. */
export function countingStore(store: Store): { store: Store; calls: Calls; failOnce: (name: keyof Store) => void } {
  const calls = new Proxy({} as Record<string, number>, { get: (counts, name: string) => counts[name] ?? 0 });
  const failing = new Set<string>();
  const counting = intercepted((name) => {
    calls[name] = (calls[name] ?? 0) + 1;
    if (failing.delete(name)) throw new Error(`${name} failed`);
    return store;
  });
  return { store: counting, calls: calls as Calls, failOnce: (name) => failing.add(name) };
}

/**
 * A store that others write to all the time: `moments[n]` is the registry after n commits, and before every call
 * outside a snapshot `commits()` says whether one more comes.
 */
export function busyStore(moments: readonly Store[], commits: () => boolean): { store: Store; commit: () => void } {
  let moment = 0;
  let inSnapshot = false;
  const commit = () => {
    moment = Math.min(moment + 1, moments.length - 1);
  };
  const reads = intercepted(() => {
    if (!inSnapshot && commits()) commit();
    return moments[moment] as Store;
  });
  const version = () => {
    if (inSnapshot) throw new Error('version is not to be called inside a snapshot');
    if (commits()) commit();
    return moment;
  };
  const snapshot = (read: () => unknown) => {
    if (commits()) commit();
    inSnapshot = true;
    try {
      return read();
    } finally {
      inSnapshot = false;
    }
  };
  const own: Partial<Record<keyof Store, unknown>> = { version, snapshot };
  const store = new Proxy(reads, { get: (_, name: keyof Store) => own[name] ?? reads[name] });
  return { store, commit };
}

/** A store each of whose calls goes to the store that `target` gives for it. */
function intercepted(target: (name: string) => Store): Store {
  return new Proxy({} as Store, {
    get:
      (_, name: keyof Store) =>
      (...args: unknown[]) => {
        const store = target(name);
        return Reflect.apply(store[name] as (...args: unknown[]) => unknown, store, args);
      },
  });
}
