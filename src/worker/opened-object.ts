import type { Registry } from '../registry/registry.ts';
import { runReplays } from '../registry/statistics/replays/run-replays.ts';
import { choresOf } from '../runtime/chores.ts';
import { LoadWatch } from '../runtime/load-watch.ts';
import type { Log } from '../runtime/log.ts';
import { AlarmChores, type ObjectChore } from './alarm-chores.ts';
import { bindingAnswers, tellEverywhere } from './binding-answers.ts';
import { consoleLog } from './console-log.ts';
import type { WorkerEnv } from './env.ts';
import { FileWork } from './files/file-work.ts';
import { objectFiles } from './files/object-files.ts';
import { objectDoors } from './object-doors.ts';
import type { ObjectRequests } from './object-requests.ts';
import { objectTexts } from './object-texts.ts';
import { openedRegistry, type Places } from './opened-registry.ts';
import { platformLimits } from './platform-limits.ts';
import { type DirectoryDesk, directoryDesk } from './shards/directory-desk.ts';
import { staticPages } from './static-pages.ts';
import { workerSettings } from './worker-settings.ts';

/** What an object of the directory has of the platform, and of the others. */
export interface ObjectParts {
  readonly env: WorkerEnv;
  readonly storage: DurableObjectStorage;
  readonly requests: ObjectRequests;
  readonly places: Places;
}

/** The whole application over the log of an object, and what is done there by time. */
export interface OpenedObject {
  readonly answer: (request: Request) => Response | Promise<Response>;
  readonly chores: AlarmChores;
  readonly desk: DirectoryDesk;
}

/** In front of the keys of this object's files. */
const filesPrefix = 'log/';

/** Throws `SettingError` where it cannot be as it is set. */
export async function openedObject({ env, storage, requests, places }: ObjectParts): Promise<OpenedObject> {
  const settings = workerSettings(env);
  const log = consoleLog(settings.logLevel);
  const files = objectFiles(storage, env.FILES, { prefix: filesPrefix, now: Date.now });
  const [{ registry: plain, everywhere }, assets] = await Promise.all([
    openedRegistry(settings, storage, places, files),
    staticPages(env.STATIC),
  ]);
  const { inFlightMax } = platformLimits;
  const overload = new LoadWatch({ inFlight: () => requests.inFlight, inFlightMax });
  const chores = new AlarmChores(storage, log, plain.now);
  const work = new FileWork(plain, files, {
    report: (err, what) => log.error({ err, what }, 'work at files failed'),
    onDue: () => chores.wanted(),
  });
  const texts = objectTexts({ ...work.registry, overload }, settings.smsLinks, log);
  const { registry } = texts;
  const told = everywhere === undefined ? [] : [tellEverywhere(everywhere, log)];
  await chores.begin([
    ...[...choresOf(registry, log), texts.chore, replays(registry, log), fileTurns(work, registry)],
    ...told,
  ]);
  const desk = directoryDesk(registry.store, registry.pepper, registry.now);
  const answer = objectDoors(texts, assets, log);
  return { answer: everywhere === undefined ? answer : bindingAnswers(answer, everywhere), chores, desk };
}

/** The alarm rings again when a turn is over. */
function fileTurns(work: FileWork, { now }: Registry): ObjectChore {
  return {
    ...{ name: 'files', everyMs: 0 },
    nextDueAt: () => work.nextDueAt(),
    run: () => work.run(now() + platformLimits.alarmMs),
  };
}

/** Runs replays as they come. Others have their turn after each step: no clock says how long one took. */
function replays(registry: Registry, log: Log): ObjectChore {
  let running: Promise<void> | undefined;
  const report = (err: unknown) => log.error({ err }, 'a replay failed');
  return {
    name: 'replays',
    everyMs: platformLimits.alarmMs,
    isUnderWay: () => running !== undefined,
    async run() {
      running ??= runReplays(registry, { isStopping: () => false, report, turnMs: 0 })
        .catch((err: unknown) => log.error({ err }, 'replays could not be gone on with'))
        .finally(() => {
          running = undefined;
        });
    },
  };
}
