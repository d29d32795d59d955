import { bootstrapApp } from '../api/bootstrap/bootstrap-app.ts';
import type { Log } from '../runtime/log.ts';
import { nodeSha256 } from '../runtime/node-signer.ts';
import { openDurableTarget } from '../storage/durable/durable-moving.ts';
import type { WorkerSettings } from './worker-settings.ts';

/**
 * What answers in place of a registry where there is none yet and the deployment has a token by which one is taken in;
 * undefined where there is one, or no token. To be asked before the registry is opened, which makes one.
 */
export function bootstrapAnswer(
  { bootstrapToken, shards = 1, policy, mode }: WorkerSettings,
  storage: DurableObjectStorage,
  log: Log,
  onFinished: () => void,
): ((request: Request) => Response | Promise<Response>) | undefined {
  if (bootstrapToken === undefined || shards !== 1) return undefined;
  const target = openDurableTarget(storage, { sha256: nodeSha256 });
  if (!target.isFree()) return undefined;
  const app = bootstrapApp(
    { target, bootstrapToken, jurisdiction: policy, demo: mode === 'demo', sha256: nodeSha256, now: Date.now },
    (err, correlator) => log.error({ err, correlator }, 'a registry could not be taken in'),
    onFinished,
  );
  return (request) => app.fetch(request);
}
