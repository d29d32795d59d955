import type { Store } from '../../src/storage/store.ts';

/** `LOST`: the write does not happen. `UNACKNOWLEDGED`: it does, and nobody hears of it. */
export type Death = 'LOST' | 'UNACKNOWLEDGED';

/** A store whose process can be killed at one of its writes: from then on it answers nothing any more. */
export interface MortalStore {
  readonly store: Store;
  /** Writes so far. */
  readonly writes: number;
  readonly isDead: boolean;
  /** Resolves when it has happened at the write of this number, counted from now. */
  dieAt(write: number, death: Death): Promise<void>;
}

const writing = ['append', 'importBlock', 'putShortRecord', 'putShortRecords', 'addCounts', 'sweep'] as const;

export function mortalStore(store: Store): MortalStore {
  let writes = 0;
  let end: { readonly at: number; readonly death: Death; readonly tell: () => void } | undefined;
  let isDead: boolean = false;
  const never = new Promise<never>(() => undefined);
  const written = async (write: () => Promise<unknown>): Promise<unknown> => {
    if (isDead) return never;
    writes++;
    if (end === undefined || writes < end.at) return write().then((result) => (isDead ? never : result));
    isDead = true;
    if (end.death === 'UNACKNOWLEDGED') await write();
    end.tell();
    return never;
  };
  const intercepted = new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      if (!(writing as readonly unknown[]).includes(name)) return member.bind(target);
      return (...args: unknown[]) => written(() => Reflect.apply(member, target, args) as Promise<unknown>);
    },
  });
  return {
    store: intercepted,
    get writes() {
      return writes;
    },
    get isDead() {
      return isDead;
    },
    dieAt: (write, death) =>
      new Promise((resolve) => {
        end = { at: writes + write, death, tell: resolve };
      }),
  };
}
