import { bootstrapApp } from '../api/bootstrap/bootstrap-app.ts';
import type { Log } from '../runtime/log.ts';
import { nodeSha256 } from '../runtime/node-signer.ts';
import { openDurableTarget } from '../storage/durable/durable-moving.ts';
import type { ReachedTarget } from '../storage/moving/moved-log.ts';
import type { WorkerSettings } from './worker-settings.ts';

/**
 * What answers in place of a registry where there is none yet and the deployment has a token by which one is taken in;
 * undefined where there is one, or no token. To be asked before the registry is opened, which makes one. `numbers`: what
 * takes in the logs of numbers, where these have objects of their own.
 */
export function bootstrapAnswer(
  { bootstrapToken, policy, mode }: WorkerSettings,
  storage: DurableObjectStorage,
  numbers: readonly ReachedTarget[],
  log: Log,
  onFinished: () => void,
): ((request: Request) => Response | Promise<Response>) | undefined {
  if (bootstrapToken === undefined) return undefined;
  const target = openDurableTarget(storage, { sha256: nodeSha256 });
  if (!target.isFree()) return undefined;
  const app = bootstrapApp(
    { target, numbers, bootstrapToken, jurisdiction: policy, demo: mode === 'demo', sha256: nodeSha256, now: Date.now },
    (err, correlator) => log.error({ err, correlator }, 'a registry could not be taken in'),
    onFinished,
  );
  return (request) => app.fetch(request);
}
