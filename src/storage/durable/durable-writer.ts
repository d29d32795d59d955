import { Fault } from '../../core/fault.ts';
import type { CommandRunner } from '../sql/command-runner.ts';
import {
  type Command,
  type Failure,
  faultOf,
  type Results,
  retryAfterSec,
  storageClosed,
  type Writer,
} from '../sql/commands.ts';
import { WaitingWeight, weightOf } from '../sql/waiting-weight.ts';
import { type DurableStorage, sqliteCode } from './durable-storage.ts';

/**
 * So many changes wait together for one `sync`, which is a round trip to other machines; in between, others have their
 * turn. A clock cannot say how long it took: it stands still while a Worker computes.
 */
const changesPerSync = 500;

const lost = 'The storage of this object failed; nothing of this was kept.';

interface Waiting {
  readonly command: Command;
  readonly weight: number;
  readonly resolve: (result: Results[Command['kind']]) => void;
  readonly reject: (fault: Fault) => void;
}

/**
 * The writer of a Durable Object: each command is a transaction of its own, answered when it is durable. After a `sync`
 * that failed nothing more is written: the platform is about to start the object anew from what is durable.
 */
export class DurableWriter implements Writer {
  readonly #storage: DurableStorage;
  readonly #runner: CommandRunner;
  readonly #onCommit: () => void;
  readonly #waiting: Waiting[] = [];
  readonly #weight = new WaitingWeight();
  #working: Promise<void> | undefined;
  #fault: Fault | undefined;

  /** `onCommit` is told of each command that was carried out, before anything reads what it wrote. */
  constructor(storage: DurableStorage, runner: CommandRunner, onCommit: () => void) {
    this.#storage = storage;
    this.#runner = runner;
    this.#onCommit = onCommit;
  }

  async submit<K extends Command['kind']>(command: Command & { readonly kind: K }): Promise<Results[K]> {
    if (this.#fault !== undefined) throw this.#fault;
    const weight = weightOf(command);
    this.#weight.add(weight);
    const { promise, resolve, reject } = Promise.withResolvers<Results[Command['kind']]>();
    this.#waiting.push({ command, weight, resolve, reject });
    this.#working ??= this.#work();
    return (await promise) as Results[K];
  }

  fault = (): Fault | undefined => this.#fault;

  async drain(): Promise<void> {
    this.#fault ??= new Fault('UNAVAILABLE', storageClosed, { retryAfterSec });
    await this.#working;
  }

  close = (): Promise<void> => this.drain();

  async #work(): Promise<void> {
    // Nothing shows before the caller's turn has ended.
    await undefined;
    while (this.#waiting.length > 0) {
      const group = this.#nextGroup();
      const settle = group.map((one) => this.#carryOut(one));
      const failure = await this.#storage.sync().then(
        () => undefined,
        (error: unknown) => this.#lose(error),
      );
      for (const { weight } of group) this.#weight.remove(weight);
      for (const answer of settle) answer(failure);
    }
    this.#working = undefined;
  }

  #nextGroup(): readonly Waiting[] {
    let changes = 0;
    let length = 0;
    for (const { weight } of this.#waiting) {
      changes += weight;
      if (changes > changesPerSync && length > 0) break;
      length += 1;
    }
    return this.#waiting.splice(0, length);
  }

  /** What to answer, once it is known whether it is durable. */
  #carryOut({ command, resolve, reject }: Waiting): (unsynced: Fault | undefined) => void {
    try {
      const result = this.#storage.transactionSync(() => {
        const result = this.#runner.run(command);
        this.#runner.flush();
        return result;
      });
      this.#onCommit();
      return (unsynced) => (unsynced === undefined ? resolve(result) : reject(unsynced));
    } catch (error) {
      this.#runner.forget();
      const fault = error instanceof Fault ? error : faultOf(failureOf('NOTHING', error));
      return () => reject(fault);
    }
  }

  #lose(error: unknown): Fault {
    this.#fault = new Fault('UNAVAILABLE', lost, { retryAfterSec, cause: error });
    for (const { reject, weight } of this.#waiting.splice(0)) {
      this.#weight.remove(weight);
      reject(this.#fault);
    }
    return faultOf(failureOf('UNKNOWN', error));
  }
}

function failureOf(kept: Failure['kept'], error: unknown): Failure {
  return { kept, message: error instanceof Error ? error.message : String(error), code: sqliteCode(error) };
}
