import { linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScrubClaim } from '../../registry/scrubs/scrub-desk.ts';

/** Who has a claim. A process id is given again when its process has ended: its start tells the two apart. */
interface Holder {
  readonly pid: number;
  /** Ticks since the machine was started; absent where the system does not tell. */
  readonly startedAt?: string;
  /** Of threads of one process, which. */
  readonly thread: string;
}

export interface StandingClaim extends ScrubClaim {
  /** Whether its file is still there, and ours: who took that away may have given the claim to another. */
  stands(): boolean;
}

/**
 * Claims of one kind in a folder: `NAME.1` is the first, and each that takes over from a process that has ended is the
 * next number. To make a file that is not there yet is what the system lets one alone succeed in.
 */
export class ClaimFiles {
  readonly #thread: string;
  readonly #isOnlyThread: boolean;

  /** `isOnlyThread`: what another thread of this process claimed, it claimed before it ended. */
  constructor(thread: string, isOnlyThread: boolean) {
    this.#thread = thread;
    this.#isOnlyThread = isOnlyThread;
  }

  /** The number of the last claim, 0 where there is none, and whether who has it is alive. */
  look(folder: string, name: string): { readonly number: number; readonly isHeld: boolean } {
    const numbers = claimNumbers(folder, name);
    const number = Math.max(0, ...numbers);
    if (number === 0) return { number, isHeld: false };
    const holder = holderOf(join(folder, `${name}.${number}`));
    return { number, isHeld: holder !== undefined && this.#isAlive(holder) };
  }

  /** Undefined where it is held, or somebody was quicker. */
  take(folder: string, name: string): StandingClaim | undefined {
    const { number, isHeld } = this.look(folder, name);
    if (isHeld) return undefined;
    const file = join(folder, `${name}.${number + 1}`);
    const draft = `${file}.${crypto.randomUUID()}`;
    const startedAt = startOf(process.pid);
    const holder: Holder = {
      pid: process.pid,
      thread: this.#thread,
      ...(startedAt === undefined ? {} : { startedAt }),
    };
    try {
      writeFileSync(draft, JSON.stringify(holder), { mode: 0o600, flag: 'wx' });
      linkSync(draft, file);
    } catch (error) {
      if (['EEXIST', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
      throw error;
    } finally {
      rmSync(draft, { force: true });
    }
    const stands = () => {
      const now = holderOf(file);
      return now?.pid === holder.pid && now.thread === holder.thread && now.startedAt === startedAt;
    };
    return {
      stands,
      release() {
        if (stands()) rmSync(file, { force: true });
      },
    };
  }

  #isAlive({ pid, startedAt, thread }: Holder): boolean {
    if (pid === process.pid) return startedAt === startOf(pid) && !(this.#isOnlyThread && thread !== this.#thread);
    try {
      process.kill(pid, 0);
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EPERM';
    }
    return startedAt === startOf(pid);
  }
}

function claimNumbers(folder: string, name: string): readonly number[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.startsWith(`${name}.`))
      .map((file) => file.slice(name.length + 1))
      .filter((rest) => /^[1-9]\d{0,5}$/.test(rest))
      .map(Number);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Undefined also where the file is not whole: it was when it came to be there, and the machine has lost its power since. */
function holderOf(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Field 22 of Linux's /proc/PID/stat: when a process began. The name before it may hold anything, brackets too. Of one
 * that has ended and that its parent has not heard of yet (Z, X in field 3) there is nothing.
 */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return /[ZX]/.test(state) ? undefined : fields[18];
  } catch {
    return undefined;
  }
}
