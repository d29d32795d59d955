import type { WorkerEnv } from './env.ts';
import type { WorkerSettings } from './worker-settings.ts';

/** The object that keeps a log, and where it is to be. A jurisdiction is part of its name: with another it is another. */
export function namedObject(
  { REGISTRY }: WorkerEnv,
  { jurisdiction, location }: Pick<WorkerSettings, 'jurisdiction' | 'location'>,
  logId: string,
): DurableObjectStub {
  const objects = jurisdiction === undefined ? REGISTRY : REGISTRY.jurisdiction(jurisdiction);
  const hint = location === undefined ? {} : { locationHint: location };
  return objects.get(objects.idFromName(logId), hint);
}
