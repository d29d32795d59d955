import { setTimeout as wait } from 'node:timers/promises';
import { secondMs } from '../../core/time.ts';
import type { CarrierFile } from '../../registry/carrier-files/carrier-file.ts';
import { CarrierRests } from '../../registry/carrier-files/carrier-rests.ts';
import { runCarrierFiles } from '../../registry/carrier-files/run-carrier-files.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Log } from '../../runtime/log.ts';

const lookMs = secondMs;
/** What a server does beside its lookups: half a million rows in some minutes. */
const rowsPerSecond = 2_000;

/** Does the rows of carriers' files as they come, until stopped: then the batch that is under way is finished. */
export function startCarrierFiles(registry: Registry, log: Log): () => Promise<void> {
  const rests = new CarrierRests(({ error, organisationId, waitMs, isQuota }) => {
    if (isQuota) log.info({ organisationId, waitMs }, 'files of a carrier wait for its quota');
    else log.error({ err: error, organisationId }, 'a file of a carrier could not be gone on with');
  });
  let isStopping = false;
  let running: Promise<unknown> | undefined;
  const look = () => {
    if (rests.isResting()) return;
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
      .catch((error: unknown) => rests.after(error))
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
