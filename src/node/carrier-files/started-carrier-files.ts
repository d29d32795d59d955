import { setTimeout as wait } from 'node:timers/promises';
import { Fault } from '../../core/fault.ts';
import { secondMs } from '../../core/time.ts';
import type { CarrierFile } from '../../registry/carrier-files/carrier-file.ts';
import { runCarrierFiles } from '../../registry/carrier-files/run-carrier-files.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Log } from '../../runtime/log.ts';

const lookMs = secondMs;
/** What a server does beside its lookups: half a million rows in some minutes. */
const rowsPerSecond = 2_000;
/** After something went wrong: a disk may be free again. */
const restMs = 30 * secondMs;

/** Does the rows of carriers' files as they come, until stopped: then the batch that is under way is finished. */
export function startCarrierFiles(registry: Registry, log: Log): () => Promise<void> {
  const rests = new Rests(log);
  let isStopping = false;
  let running: Promise<unknown> | undefined;
  const look = () => {
    if (rests.isResting(everybody)) return;
    let dueAt = performance.now();
    /** Lookups that come meanwhile find a server that is not busy with rows alone. */
    const rest = async (rows: number) => {
      dueAt = Math.max(dueAt, performance.now() - secondMs) + (rows / rowsPerSecond) * secondMs;
      if (!isStopping) await wait(Math.max(0, dueAt - performance.now()));
    };
    running ??= runCarrierFiles(registry, {
      ...{ isStopping: () => isStopping, rest, isResting: (organisationId) => rests.isResting(organisationId) },
      onFailure: (error, { organisationId }: CarrierFile) => rests.after(error, organisationId),
    })
      .catch((error: unknown) => rests.after(error, everybody))
      .finally(() => {
        running = undefined;
      });
  };
  const timer = setInterval(look, lookMs);
  return async () => {
    isStopping = true;
    clearInterval(timer);
    await running;
  };
}

const everybody = '';

/** Whose files are left alone for a while, so that what stops them is not run into again and again. */
class Rests {
  readonly #log: Log;
  readonly #until = new Map<string, number>();

  constructor(log: Log) {
    this.#log = log;
  }

  isResting(organisationId: string): boolean {
    return performance.now() < (this.#until.get(organisationId) ?? 0);
  }

  after(error: unknown, organisationId: string): void {
    // Each try reads the file from its beginning: a quota is waited for.
    const isQuota = error instanceof Fault && error.code === 'QUOTA_EXCEEDED';
    const waitMs = isQuota ? (error.retryAfterSec ?? 1) * secondMs : restMs;
    this.#until.set(organisationId, performance.now() + waitMs);
    if (isQuota) this.#log.info({ organisationId, waitMs }, 'files of a carrier wait for its quota');
    else this.#log.error({ err: error, organisationId }, 'a file of a carrier could not be gone on with');
  }
}
