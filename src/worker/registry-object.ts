import { DurableObject } from 'cloudflare:workers';
import { Fault } from '../core/fault.ts';
import type { Registry } from '../registry/registry.ts';
import { runReplays } from '../registry/statistics/replays/run-replays.ts';
import { choresOf } from '../runtime/chores.ts';
import { LoadWatch } from '../runtime/load-watch.ts';
import type { Log } from '../runtime/log.ts';
import { AlarmChores, type ObjectChore } from './alarm-chores.ts';
import { consoleLog } from './console-log.ts';
import type { WorkerEnv } from './env.ts';
import { objectDoors } from './object-doors.ts';
import { ObjectRequests } from './object-requests.ts';
import { objectTexts } from './object-texts.ts';
import { openedRegistry } from './opened-registry.ts';
import { platformLimits } from './platform-limits.ts';
import { outage, refusal } from './refusal.ts';
import { staticPages } from './static-pages.ts';
import { workerSettings } from './worker-settings.ts';

type Answer = (request: Request) => Response | Promise<Response>;

/** A registry in one Durable Object: its log in the object's SQLite, and the whole application over it. */
export class RegistryObject extends DurableObject<WorkerEnv> {
  readonly #requests = new ObjectRequests(platformLimits);
  #opened: Promise<Opened> | undefined;

  override async fetch(request: Request): Promise<Response> {
    try {
      const { answer, chores } = await this.#open();
      chores.used();
      return await this.#requests.within(request, () => answer(request));
    } catch (error) {
      return error instanceof Fault ? refusal(error) : outage(error);
    }
  }

  override async alarm(): Promise<void> {
    try {
      const { chores } = await this.#open();
      await chores.ring();
    } catch (err) {
      consoleLog('error').error({ err }, 'the alarm found no registry');
      await this.ctx.storage.setAlarm(Date.now() + platformLimits.failedAlarmMs);
    }
  }

  /** Once for as long as the object lives; what failed is tried again with the next request. */
  #open(): Promise<Opened> {
    this.#opened ??= this.#openAnew().catch((error: unknown) => {
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }

  async #openAnew(): Promise<Opened> {
    const settings = workerSettings(this.env);
    const log = consoleLog(settings.logLevel);
    const [plain, assets] = await Promise.all([
      openedRegistry(settings, this.ctx.storage),
      staticPages(this.env.STATIC),
    ]);
    const { inFlightMax } = platformLimits;
    const overload = new LoadWatch({ inFlight: () => this.#requests.inFlight, inFlightMax });
    const texts = objectTexts({ ...plain, overload }, settings.smsLinks, log);
    const { registry } = texts;
    const chores = new AlarmChores(this.ctx.storage, log, registry.now);
    await chores.begin([...choresOf(registry, log), texts.chore, replays(registry, log)]);
    return { answer: objectDoors(texts, assets, log), chores };
  }
}

interface Opened {
  readonly answer: Answer;
  readonly chores: AlarmChores;
}

/** Runs replays as they come, in turns between lookups. */
function replays(registry: Registry, log: Log): ObjectChore {
  let running: Promise<void> | undefined;
  const report = (err: unknown) => log.error({ err }, 'a replay failed');
  return {
    name: 'replays',
    everyMs: platformLimits.alarmMs,
    isUnderWay: () => running !== undefined,
    async run() {
      running ??= runReplays(registry, { isStopping: () => false, report })
        .catch((err: unknown) => log.error({ err }, 'replays could not be gone on with'))
        .finally(() => {
          running = undefined;
        });
    },
  };
}
