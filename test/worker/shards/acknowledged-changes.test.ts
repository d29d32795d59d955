import fc from 'fast-check';
import { test } from 'vitest';
import type { Position } from '../../../src/core/change.ts';
import { acknowledgeEverywhere, type BoundEverywhere, directorySource } from '../../../src/lookup/directory-feed.ts';
import { type DirectoryFeed, type DirectoryNews, DirectoryReplica } from '../../../src/lookup/directory-replica.ts';
import type { Store } from '../../../src/storage/store.ts';
import { AnsweringNumbers } from '../../../src/worker/shards/answering-numbers.ts';
import type { NumberRegistry } from '../../../src/worker/shards/number-registry.ts';
import { newMemoryStore, setOrganisation } from '../../lookup/changes.ts';
import { MemoryShelf } from '../../lookup/memory-shelf.ts';

/*
 * A directory and two objects of numbers whose calls to each other are put off, overtake each other and fail on either
 * way, and which die and live again. What is acknowledged binds at every object that answers.
 */

const organisationIds = ['org-0', 'org-1'];
const statuses = ['ACTIVE', 'SUSPENDED'] as const;

type Call = <T>(name: string, run: () => Promise<T>) => Promise<T>;

/** A life of an object of numbers: its registry is opened by the first request for it. */
class ObjectLife {
  readonly shelf: MemoryShelf;
  readonly #answering: AnsweringNumbers;
  #replica: DirectoryReplica | undefined;
  isOver: boolean = false;

  constructor(shelf: MemoryShelf, feed: DirectoryFeed) {
    this.shelf = shelf;
    this.#answering = new AnsweringNumbers(async () => {
      const replica = new DirectoryReplica(shelf, feed);
      await replica.catchUp();
      const hear = (news: DirectoryNews) => replica.hear(news);
      const catchUp = () => replica.catchUp();
      return { replica, hear, catchUp } as unknown as NumberRegistry;
    });
  }

  hear(news: DirectoryNews): Promise<void> {
    return this.#answering.hear(news);
  }

  /** Where a request for it is answered. */
  async open(): Promise<void> {
    this.#replica = ((await this.#answering.registry()) as unknown as { readonly replica: DirectoryReplica }).replica;
  }

  /** Position of what it answers by; undefined where it answers nothing yet. */
  seen(organisationId: string): Position | undefined {
    if (this.#replica === undefined || this.isOver) return undefined;
    return this.#replica.directory.organisation(organisationId)?.position ?? 0;
  }
}

class World {
  readonly #base: Store;
  readonly #call: Call;
  readonly lives: ObjectLife[];
  readonly #acknowledged = new Map<string, Position>();
  #directory: { readonly store: Store; readonly everywhere: BoundEverywhere } | undefined;

  /** `sync` puts off the moment at which what shows already is durable. */
  constructor(call: Call, sync: () => Promise<void>) {
    this.#base = newMemoryStore();
    this.#call = call;
    const append = this.#base.append.bind(this.#base);
    this.#base.append = async (changes) => {
      const results = await append(changes);
      await sync();
      return results;
    };
    this.lives = [0, 1].map(() => new ObjectLife(new MemoryShelf(), this.#feed()));
    this.beginDirectory();
  }

  #feed(): DirectoryFeed {
    const source = directorySource(this.#base);
    return {
      newsSince: (after) => this.#call('newsSince', async () => source.newsSince(after)),
      head: () => this.#call('head', async () => source.head()),
      page: (kind, afterId) => this.#call('page', async () => source.page(kind, afterId)),
    };
  }

  /** What it had begun before nobody is told of any more. */
  beginDirectory(): void {
    const { head, tail, entity, entities, snapshot, append } = this.#base;
    const methods = { head, tail, entity, entities, snapshot, append };
    const bound = Object.entries(methods).map(([name, method]) => [name, (method as () => unknown).bind(this.#base)]);
    const store = Object.fromEntries(bound) as Store;
    const tell = (place: number) => (news: DirectoryNews) =>
      this.#call(`hear ${place}`, async () => (this.lives[place] as ObjectLife).hear(news));
    const never = () => () => undefined;
    const everywhere = acknowledgeEverywhere(store, [tell(0), tell(1)], { limitMs: 1, timer: never });
    this.#directory = { store, everywhere };
  }

  beginObject(place: number): void {
    const before = this.lives[place] as ObjectLife;
    before.isOver = true;
    this.lives[place] = new ObjectLife(before.shelf, this.#feed());
  }

  async open(place: number): Promise<void> {
    await (this.lives[place] as ObjectLife).open().catch(() => undefined);
    this.check();
  }

  /** As an operator's request does it: where it is so already, nothing is written. */
  async set(id: string, status: (typeof statuses)[number]): Promise<void> {
    const { directory, position } = await this.#written(id, status);
    if (position === undefined) return;
    try {
      if (directory?.everywhere.isBehind()) await directory.everywhere.settle();
    } catch {
      return;
    }
    // A directory that has died answers nobody.
    if (directory !== this.#directory) return;
    this.#acknowledged.set(id, Math.max(position, this.#acknowledged.get(id) ?? 0));
    this.check();
  }

  async #written(id: string, status: (typeof statuses)[number]) {
    const directory = this.#directory;
    const { store } = directory as NonNullable<typeof directory>;
    const present = store.entity('ORGANISATION', id);
    if (present?.document.status === status) return { directory, position: present.position };
    try {
      const [result] = await setOrganisation(store, id, { status });
      return { directory, position: result?.status === 'APPENDED' ? result.position : undefined };
    } catch {
      return { directory, position: undefined };
    }
  }

  check(): void {
    for (const [id, position] of this.#acknowledged) {
      for (const [place, life] of this.lives.entries()) {
        const seen = life.seen(id);
        if (seen !== undefined && seen < position) {
          throw new Error(`object ${place} answers by ${id} as of ${seen}; ${position} was acknowledged`);
        }
      }
    }
  }
}

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ what: fc.constant('set' as const), id: fc.nat(1), status: fc.nat(1) }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('open' as const), place: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('object dies' as const), place: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('directory dies' as const) }) },
);

/** What becomes of a call; most arrive. */
const fates = fc.array(
  fc.oneof({ weight: 7, arbitrary: fc.constant('arrives') }, fc.constantFrom('is lost', 'its answer is lost')),
  { maxLength: 60 },
);

test('what is acknowledged binds at every object that answers, whatever overtakes, fails and dies meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(step, { maxLength: 14 }), fates, async (scheduler, steps, given) => {
      let calls = 0;
      let isBegun: boolean = false;
      const call: Call = async (name, run) => {
        if (!isBegun) return run();
        const fate = given[calls++];
        await scheduler.schedule(Promise.resolve(), name);
        if (fate === 'is lost') throw new Error('the call was lost');
        const value = structuredClone(await run());
        await scheduler.schedule(Promise.resolve(), `${name} answered`);
        if (fate === 'its answer is lost') throw new Error('the answer was lost');
        return value;
      };
      const world = new World(call, () => scheduler.schedule(Promise.resolve(), 'sync'));
      const under: Promise<void>[] = [];
      await Promise.all([world.open(0), world.open(1)]);
      isBegun = true;
      const history = async () => {
        for (const [at, one] of steps.entries()) {
          await scheduler.schedule(Promise.resolve(), `step ${at}`);
          if (one.what === 'set')
            under.push(world.set(organisationIds[one.id] as string, statuses[one.status] as (typeof statuses)[number]));
          if (one.what === 'open') under.push(world.open(one.place));
          if (one.what === 'object dies') world.beginObject(one.place);
          if (one.what === 'directory dies') world.beginDirectory();
        }
        await Promise.all(under);
      };
      await scheduler.waitFor(history());
      world.check();
    }),
    { numRuns: 300 },
  );
});
