import { DurableObject } from 'cloudflare:workers';
import { Fault } from '../core/fault.ts';
import { directoryLogId, shardLogId } from '../core/log-layout.ts';
import type { DirectoryNews } from '../lookup/directory-replica.ts';
import { consoleLog } from './console-log.ts';
import type { WorkerEnv } from './env.ts';
import { namedObject } from './named-object.ts';
import { ObjectRequests } from './object-requests.ts';
import type { OpenedObject } from './opened-object.ts';
import type { Places } from './opened-registry.ts';
import { platformLimits } from './platform-limits.ts';
import { outage, refusal } from './refusal.ts';
import type { DeskAnswer, DeskCall, DeskGiven } from './shards/called-desk.ts';
import type { NumberRole } from './shards/number-role.ts';
import type { Answered, AskShard, Given, ShardCall, Told } from './shards/shard-calls.ts';
import { parsePlace, placeHeader, type ShardPlace } from './shards/shard-place.ts';
import type { AskTarget, TakingAnswer, TakingCall, TakingGiven } from './shards/taken-numbers.ts';
import { settingsOf, type WorkerSettings } from './worker-settings.ts';

/**
 * One object of a registry: that of the directory, which runs the whole application over its own SQLite, or one of
 * those that numbers are kept in (`NumberRole`). The code of either is loaded when it is first needed: the gateway runs
 * none of it, and the platform gives a worker a second to start.
 */
export class RegistryObject extends DurableObject<WorkerEnv> {
  readonly #requests = new ObjectRequests(platformLimits);
  #opened: Promise<OpenedObject> | undefined;
  #numbers: Promise<NumberRole> | undefined;
  #taker: Promise<AskTarget> | undefined;
  /** What answers in place of a registry where there is none yet; absent: not looked for. */
  #bootstrapping: Promise<Answer | undefined> | undefined;

  override async fetch(request: Request): Promise<Response> {
    try {
      const at = parsePlace(request.headers.get(placeHeader) ?? '');
      // Those that wait until the object is open take room as well.
      return await this.#requests.within(request, () =>
        at === undefined ? this.#answer(request) : this.#numbersAt(at).then((numbers) => numbers.answer(request)),
      );
    } catch (error) {
      return error instanceof Fault ? refusal(error) : outage(error);
    } finally {
      // Of a list that was refused: a body that nobody reads breaks the connection off for the requests behind it.
      if (request.body !== null && !request.bodyUsed) await request.body.cancel().catch(() => undefined);
    }
  }

  async #answer(request: Request): Promise<Response> {
    const bootstrap = await this.#bootstrap();
    if (bootstrap !== undefined) return bootstrap(request);
    const { answer, chores } = await this.#open();
    chores.used();
    return answer(request);
  }

  /** Answers another object about the numbers that this one keeps. By RPC, which only our own worker can. */
  async numbers<Name extends ShardCall>(at: ShardPlace, name: Name, given: Given<Name>): Promise<Told<Answered<Name>>> {
    return (await this.#numbersAt(at)).ask(name, given);
  }

  /**
   * Takes in the log of the numbers that this object keeps, for the directory's object. Until it is whole this one
   * answers nobody else: what it holds in memory is of an emptier log, and opening it again is refused.
   */
  async takeIn<Name extends TakingCall>(
    at: ShardPlace,
    name: Name,
    given: TakingGiven<Name>,
  ): Promise<Told<TakingAnswer<Name>>> {
    this.#taker ??= this.#openTaker(at);
    const told = await (await this.#taker)(name, given);
    this.#numbers = undefined;
    return told;
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
    const { kv } = this.ctx.storage;
    this.#numbers ??= this.#openNumbers(at).catch((error: unknown) => {
      this.#numbers = undefined;
      throw error;
    });
    const numbers = await this.#numbers;
    if (kv.get(placeKey) === undefined) kv.put(placeKey, at);
    return numbers;
  }

  async #openTaker(at: ShardPlace): Promise<AskTarget> {
    const { servedTarget } = await import('./shards/taken-numbers.ts');
    const log = consoleLog(settingsOf(this.env).logLevel);
    return servedTarget(at, this.ctx.storage, (err) =>
      log.error({ err, shard: at.place }, 'a log could not be taken in'),
    );
  }

  async #openNumbers(at: ShardPlace): Promise<NumberRole> {
    const { NumberRole } = await import('./shards/number-role.ts');
    const { env, ctx } = this;
    const role = new NumberRole({
      ...{ at, env, storage: ctx.storage, requests: this.#requests },
      askPlace: (other) => this.#placeAsker(other),
      askDesk: (name, given) => this.#objectOf(directoryLogId).directory(name, given),
    });
    await role.ready();
    return role;
  }

  #bootstrap(): Promise<Answer | undefined> {
    this.#bootstrapping ??= this.#lookForRegistry().catch((error: unknown) => {
      this.#bootstrapping = undefined;
      throw error;
    });
    return this.#bootstrapping;
  }

  async #lookForRegistry(): Promise<Answer | undefined> {
    const settings = settingsOf(this.env);
    if (settings.bootstrapToken === undefined) return undefined;
    const [{ bootstrapAnswer }, { calledTarget }] = await Promise.all([
      import('./bootstrap.ts'),
      import('./shards/taken-numbers.ts'),
    ]);
    const numbers = placesOf(settings).map((at) => {
      const object = this.#objectOf(shardLogId(at.place));
      return calledTarget((name, given) => object.takeIn(at, name, given));
    });
    return bootstrapAnswer(settings, this.ctx.storage, numbers, consoleLog(settings.logLevel), () => {
      this.#bootstrapping = Promise.resolve(undefined);
    });
  }

  /** Once for as long as the object lives; what failed is tried again with the next request. */
  #open(): Promise<OpenedObject> {
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
    return namedObject(this.env, settingsOf(this.env), logId) as unknown as RegistryStub;
  }

  async #openAnew(): Promise<OpenedObject> {
    // Opening makes a registry, also where another object or the alarm asks for it.
    if ((await this.#bootstrap()) !== undefined) throw new Fault('UNAVAILABLE', 'there is no registry here yet');
    const { openedObject } = await import('./opened-object.ts');
    const { env, ctx } = this;
    return openedObject({ env, storage: ctx.storage, requests: this.#requests, places: this.#places() });
  }
}

type Answer = OpenedObject['answer'];

/** Another object, by RPC. */
type RegistryStub = Pick<RegistryObject, 'numbers' | 'directory' | 'hear' | 'takeIn'>;

/** Those of objects of numbers; none where the directory's object has them. */
function placesOf({ shards: count = 1 }: WorkerSettings): readonly ShardPlace[] {
  return count === 1 ? [] : Array.from({ length: count }, (_, index) => ({ place: index + 1, count }));
}

const placeKey = 'place';
