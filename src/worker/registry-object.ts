import { DurableObject } from 'cloudflare:workers';
import { Fault } from '../core/fault.ts';
import type { DirectoryNews } from '../lookup/directory-replica.ts';
import type { Registry } from '../registry/registry.ts';
import { runReplays } from '../registry/statistics/replays/run-replays.ts';
import { choresOf } from '../runtime/chores.ts';
import { LoadWatch } from '../runtime/load-watch.ts';
import type { Log } from '../runtime/log.ts';
import { AlarmChores, type ObjectChore } from './alarm-chores.ts';
import { bootstrapAnswer } from './bootstrap.ts';
import { consoleLog } from './console-log.ts';
import type { WorkerEnv } from './env.ts';
import { FileWork } from './files/file-work.ts';
import { objectFiles } from './files/object-files.ts';
import { objectDoors } from './object-doors.ts';
import { ObjectRequests } from './object-requests.ts';
import { objectTexts } from './object-texts.ts';
import { openedRegistry, type Places } from './opened-registry.ts';
import { platformLimits } from './platform-limits.ts';
import { outage, refusal } from './refusal.ts';
import type { DeskAnswer, DeskCall, DeskGiven } from './shards/called-desk.ts';
import { type DirectoryDesk, directoryDesk } from './shards/directory-desk.ts';
import { parsePlace, placeHeader, type ShardPlace, shardLogId } from './shards/number-object.ts';
import { NumberRole } from './shards/number-role.ts';
import type { Answered, AskShard, Given, ShardCall, Told } from './shards/shard-calls.ts';
import { staticPages } from './static-pages.ts';
import { workerSettings } from './worker-settings.ts';

type Answer = (request: Request) => Response | Promise<Response>;

/**
 * One object of a registry: that of the directory, which runs the whole application over its own SQLite, or one of
 * those that numbers are kept in (`NumberRole`).
 */
export class RegistryObject extends DurableObject<WorkerEnv> {
  readonly #requests = new ObjectRequests(platformLimits);
  #opened: Promise<Opened> | undefined;
  #numbers: NumberRole | undefined;
  /** In place of a registry where there is none yet; null: not looked for. */
  #bootstrapping: Answer | null | undefined = null;

  override async fetch(request: Request): Promise<Response> {
    try {
      const at = parsePlace(request.headers.get(placeHeader) ?? '');
      if (at !== undefined) return await (await this.#numbersAt(at)).answer(request);
      const bootstrap = this.#bootstrap();
      if (bootstrap !== undefined) return await bootstrap(request);
      const { answer, chores } = await this.#open();
      chores.used();
      return await this.#requests.within(request, () => answer(request));
    } catch (error) {
      return error instanceof Fault ? refusal(error) : outage(error);
    }
  }

  /** Answers another object about the numbers that this one keeps. By RPC, which only our own worker can. */
  async numbers<Name extends ShardCall>(at: ShardPlace, name: Name, given: Given<Name>): Promise<Told<Answered<Name>>> {
    return (await this.#numbersAt(at)).ask(name, given);
  }

  /** Answers an object of numbers about the directory that this one keeps. */
  async directory<Name extends DeskCall>(name: Name, given: DeskGiven<Name>): Promise<DeskAnswer<Name>> {
    const { desk } = await this.#open();
    const answer = desk[name] as (...given: readonly unknown[]) => Promise<DeskAnswer<Name>>;
    return answer(...given);
  }

  /** Tells an object of numbers what became of the directory: resolves when it binds there. */
  async hear(at: ShardPlace, news: DirectoryNews): Promise<void> {
    await (await this.#numbersAt(at)).hear(news);
  }

  override async alarm(): Promise<void> {
    try {
      const at = this.ctx.storage.kv.get<ShardPlace>(placeKey);
      if (at !== undefined) return await (await this.#numbersAt(at)).ring();
      const { chores } = await this.#open();
      await chores.ring();
    } catch (err) {
      consoleLog('error').error({ err }, 'the alarm found no registry');
      await this.ctx.storage.setAlarm(Date.now() + platformLimits.failedAlarmMs);
    }
  }

  /** The object's other role. Its place is kept: an alarm comes without it. */
  async #numbersAt(at: ShardPlace): Promise<NumberRole> {
    const { env, ctx } = this;
    this.#numbers ??= new NumberRole({
      ...{ at, env, storage: ctx.storage, requests: this.#requests },
      askPlace: (other) => this.#placeAsker(other),
      askDesk: (name, given) => this.#objectOf(directoryLogId).directory(name, given),
    });
    try {
      await this.#numbers.ready();
    } catch (error) {
      this.#numbers = undefined;
      throw error;
    }
    if (ctx.storage.kv.get(placeKey) === undefined) ctx.storage.kv.put(placeKey, at);
    return this.#numbers;
  }

  #bootstrap(): Answer | undefined {
    if (this.#bootstrapping !== null) return this.#bootstrapping;
    const settings = workerSettings(this.env);
    this.#bootstrapping = bootstrapAnswer(settings, this.ctx.storage, consoleLog(settings.logLevel), () => {
      this.#bootstrapping = undefined;
    });
    return this.#bootstrapping;
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
    const object = this.#objectOf(shardLogId(at.place));
    return (name, given) => object.numbers(at, name, given);
  }

  #places(): Places {
    return {
      ask: (at) => this.#placeAsker(at),
      tell: (at) => (news) => this.#objectOf(shardLogId(at.place)).hear(at, news),
    };
  }

  #objectOf(logId: string): RegistryStub {
    const { REGISTRY } = this.env;
    return REGISTRY.get(REGISTRY.idFromName(logId)) as unknown as RegistryStub;
  }

  async #openAnew(): Promise<Opened> {
    const settings = workerSettings(this.env);
    const log = consoleLog(settings.logLevel);
    const files = objectFiles(this.ctx.storage, this.env.FILES, { prefix: filesPrefix, now: Date.now });
    const [plain, assets] = await Promise.all([
      openedRegistry(settings, this.ctx.storage, this.#places(), files),
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
    const desk = directoryDesk(registry.store, registry.pepper, registry.now);
    return { answer: objectDoors(texts, assets, log), chores, desk };
  }
}

/** Another object, by RPC. */
type RegistryStub = Pick<RegistryObject, 'numbers' | 'directory' | 'hear'>;

const directoryLogId = 'log';
const placeKey = 'place';

interface Opened {
  readonly answer: Answer;
  readonly chores: AlarmChores;
  readonly desk: DirectoryDesk;
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
