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
import { FileWork } from './files/file-work.ts';
import { objectFiles } from './files/object-files.ts';
import { objectDoors } from './object-doors.ts';
import { ObjectRequests } from './object-requests.ts';
import { objectTexts } from './object-texts.ts';
import { lookupOptions, openedRegistry } from './opened-registry.ts';
import { openedStore } from './opened-store.ts';
import { platformLimits } from './platform-limits.ts';
import { outage, refusal } from './refusal.ts';
import { numberObject, type ShardPlace, shardLogId } from './shards/number-object.ts';
import type { Answered, AskShard, Given, ShardCall, Told } from './shards/shard-calls.ts';
import { staticPages } from './static-pages.ts';
import { workerSettings } from './worker-settings.ts';

type Answer = (request: Request) => Response | Promise<Response>;

/** A registry in one Durable Object: its log in the object's SQLite, and the whole application over it. */
export class RegistryObject extends DurableObject<WorkerEnv> {
  readonly #requests = new ObjectRequests(platformLimits);
  #opened: Promise<Opened> | undefined;
  #numbers: Promise<AskShard> | undefined;

  override async fetch(request: Request): Promise<Response> {
    try {
      const { answer, chores } = await this.#open();
      chores.used();
      return await this.#requests.within(request, () => answer(request));
    } catch (error) {
      return error instanceof Fault ? refusal(error) : outage(error);
    }
  }

  /** Answers the object of the directory about the numbers that this one keeps. By RPC, which only our own worker can. */
  async numbers<Name extends ShardCall>(at: ShardPlace, name: Name, given: Given<Name>): Promise<Told<Answered<Name>>> {
    this.#numbers ??= this.#openNumbers(at).catch((error: unknown) => {
      this.#numbers = undefined;
      throw error;
    });
    const ask = await this.#numbers;
    return ask(name, given);
  }

  async #openNumbers(at: ShardPlace): Promise<AskShard> {
    const settings = workerSettings(this.env);
    const log = consoleLog(settings.logLevel);
    const report = (err: unknown) => log.error({ err, shard: at.place }, 'a question about numbers failed');
    return numberObject(openedStore(this.ctx.storage), at, { ...lookupOptions(settings), report });
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

  #placeAsker(at: ShardPlace): AskShard {
    const { REGISTRY } = this.env;
    const object = REGISTRY.get(REGISTRY.idFromName(shardLogId(at.place))) as unknown as NumberStub;
    return (name, given) => object.numbers(at, name, given);
  }

  async #openAnew(): Promise<Opened> {
    const settings = workerSettings(this.env);
    const log = consoleLog(settings.logLevel);
    const files = objectFiles(this.ctx.storage, this.env.FILES, { prefix: filesPrefix, now: Date.now });
    const [plain, assets] = await Promise.all([
      openedRegistry(settings, this.ctx.storage, (at) => this.#placeAsker(at), files),
      staticPages(this.env.STATIC),
    ]);
    const { inFlightMax } = platformLimits;
    const overload = new LoadWatch({ inFlight: () => this.#requests.inFlight, inFlightMax });
    const chores = new AlarmChores(this.ctx.storage, log, plain.now);
    const work = new FileWork(plain, files, {
      report: (err, what) => log.error({ err, what }, 'work at files failed'),
      onDue: () => chores.wanted(),
    });
    const texts = objectTexts({ ...work.registry, overload }, settings.smsLinks, log);
    const { registry } = texts;
    await chores.begin([...choresOf(registry, log), texts.chore, replays(registry, log), fileTurns(work, registry)]);
    return { answer: objectDoors(texts, assets, log), chores };
  }
}

/** The object of numbers at a place, by RPC. */
type NumberStub = Pick<RegistryObject, 'numbers'>;

interface Opened {
  readonly answer: Answer;
  readonly chores: AlarmChores;
}

/** In front of the keys of this object's files. */
const filesPrefix = 'log/';

/** The alarm rings again when a turn is over. */
function fileTurns(work: FileWork, { now }: Registry): ObjectChore {
  return {
    ...{ name: 'files', everyMs: 0 },
    nextDueAt: () => work.nextDueAt(),
    run: () => work.run(now() + platformLimits.alarmMs),
  };
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
