import { registryApp } from '../../api/app.ts';
import { Fault } from '../../core/fault.ts';
import { directoryLogId, shardLogId } from '../../core/log-layout.ts';
import type { DirectoryNews } from '../../lookup/directory-replica.ts';
import { fanOutShard } from '../../lookup/fan-out-shard.ts';
import type { Lookup } from '../../lookup/open-lookup.ts';
import { defectReport } from '../../runtime/defect-report.ts';
import { LoadWatch } from '../../runtime/load-watch.ts';
import type { Log } from '../../runtime/log.ts';
import { nodeSha256 } from '../../runtime/node-signer.ts';
import { durableLogSource } from '../../storage/durable/durable-moving.ts';
import { exportedLog } from '../../storage/moving/exported-log.ts';
import type { Store } from '../../storage/store.ts';
import { AlarmChores } from '../alarm-chores.ts';
import { isForNumbers } from '../asked-object.ts';
import { consoleLog } from '../console-log.ts';
import type { ObjectRequests } from '../object-requests.ts';
import { lookupOptions } from '../opened-registry.ts';
import { openedStore } from '../opened-store.ts';
import { platformLimits } from '../platform-limits.ts';
import { type WorkerSettings, workerSettings } from '../worker-settings.ts';
import { AnsweringNumbers } from './answering-numbers.ts';
import { type AskDesk, calledDesk } from './called-desk.ts';
import { calledShard } from './called-shard.ts';
import { numberLookup } from './number-object.ts';
import { openNumberRegistry } from './number-registry.ts';
import { servedShard } from './served-shard.ts';
import type { Answered, AskShard, Given, ShardCall, Told } from './shard-calls.ts';
import type { ShardPlace } from './shard-place.ts';
import { SqlShelf } from './sql-shelf.ts';

/** What an object of numbers has of the platform. */
export interface NumberRoleParts {
  readonly at: ShardPlace;
  readonly env: object;
  readonly storage: DurableObjectStorage;
  readonly requests: ObjectRequests;
  readonly askPlace: (at: ShardPlace) => AskShard;
  readonly askDesk: AskDesk;
}

interface Opened {
  readonly settings: WorkerSettings;
  readonly log: Log;
  readonly store: Store;
  readonly lookup: Lookup;
  readonly ask: AskShard;
}

type Answer = (request: Request) => Response | Promise<Response>;

/** An object of numbers: keeps its log, answers the others about it, and lookups by itself. */
export class NumberRole {
  readonly #parts: NumberRoleParts;
  readonly #opened: Promise<Opened>;
  readonly #answering: AnsweringNumbers;
  #serving: Promise<{ readonly answer: Answer; readonly chores: AlarmChores }> | undefined;

  constructor(parts: NumberRoleParts) {
    this.#parts = parts;
    this.#opened = openedNumbers(parts);
    // Whoever asks hears of it.
    this.#opened.catch(() => undefined);
    this.#answering = new AnsweringNumbers(() => this.#openRegistry());
  }

  /** Rejects where the object is not what it is taken for: see `numberLookup`. */
  async ready(): Promise<void> {
    await this.#opened;
  }

  async ask<Name extends ShardCall>(name: Name, given: Given<Name>): Promise<Told<Answered<Name>>> {
    const { ask } = await this.#opened;
    return ask(name, given);
  }

  hear(news: DirectoryNews): Promise<void> {
    return this.#answering.hear(news);
  }

  async answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (!isForNumbers({ method: request.method, pathname })) {
      throw new Fault('NOT_FOUND', 'an object of numbers answers lookups', { field: 'path' });
    }
    const { answer, chores } = await this.#serve();
    chores.used();
    return answer(request);
  }

  async ring(): Promise<void> {
    const { chores } = await this.#serve();
    await chores.ring();
  }

  async #openRegistry() {
    const { at, storage, askPlace, askDesk } = this.#parts;
    const { settings, store, lookup } = await this.#opened;
    const parts = Array.from({ length: at.count }, (_, index) => {
      const place = index + 1;
      return place === at.place ? lookup.shard : calledShard(shardLogId(place), askPlace({ place, count: at.count }));
    });
    return openNumberRegistry({
      ...{ settings, store, own: lookup, logId: directoryLogId, sha256: nodeSha256, now: Date.now },
      shard: fanOutShard(parts, { limitMs: platformLimits.shardAnswerMsMax }),
      name: shardLogId(at.place),
      shelf: new SqlShelf(storage),
      desk: calledDesk(askDesk, { limitMs: platformLimits.replicaAnswerMsMax }),
    });
  }

  #serve() {
    this.#serving ??= this.#serveAnew().catch((error: unknown) => {
      this.#serving = undefined;
      throw error;
    });
    return this.#serving;
  }

  async #serveAnew() {
    const { requests, storage } = this.#parts;
    const [{ log }, opened] = await Promise.all([this.#opened, this.#answering.registry()]);
    const { inFlightMax } = platformLimits;
    const overload = new LoadWatch({ inFlight: () => requests.inFlight, inFlightMax });
    const registry = { ...opened.registry, overload };
    const app = registryApp(registry, { reportDefect: defectReport(log), assets: () => undefined });
    const chores = new AlarmChores(storage, log, registry.now);
    await chores.begin(opened.chores(log));
    const answer: Answer = (request) =>
      app.fetch(request, { clientAddress: request.headers.get('cf-connecting-ip') ?? '' });
    return { answer, chores };
  }
}

async function openedNumbers({ at, env, storage }: NumberRoleParts): Promise<Opened> {
  const settings = workerSettings(env);
  const log = consoleLog(settings.logLevel);
  const report = (err: unknown) => log.error({ err, shard: at.place }, 'a question about numbers failed');
  const store = openedStore(storage);
  if (store.shortRecordCount('TAKING') > 0) throw new Fault('UNAVAILABLE', 'there is no registry here yet');
  const lookup = await numberLookup(store, at, lookupOptions(settings));
  const exported = exportedLog(shardLogId(at.place), nodeSha256, () => durableLogSource(storage));
  return { settings, log, store, lookup, ask: servedShard(lookup.shard, exported, report) };
}
