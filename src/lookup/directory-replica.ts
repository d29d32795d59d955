import type { Documents, Position } from '../core/change.ts';
import type { EntityReads } from '../storage/store.ts';
import type { Directory } from './directory.ts';
import { logDirectory } from './log-directory.ts';
import type { LogFollower, LogListener } from './log-follower.ts';

/** What a lookup may need to know of the directory. */
export const replicatedKinds = ['ORGANISATION', 'SENDER_IDENTITY', 'SIGNING_KEYS', 'POLICY'] as const;
export type ReplicatedKind = (typeof replicatedKinds)[number];

export interface ReplicatedEntity {
  readonly kind: ReplicatedKind;
  readonly id: string;
  readonly position: Position;
  readonly document: Documents[ReplicatedKind];
}

/** What became of the directory behind `after`, up to `head`: each entity once, as it stands by then or later. */
export interface DirectoryNews {
  readonly after: Position;
  readonly head: Position;
  readonly entities: readonly ReplicatedEntity[];
  /** Short records that are shared (canaries) have changed, too: no entry of the log says so. */
  readonly areRecordsNew?: true;
}

/** The directory's log, from where it is not. */
export interface DirectoryFeed {
  /** Undefined where more happened than is told at once: the whole is then copied anew, page by page. */
  newsSince(after: Position): Promise<DirectoryNews | undefined>;
  head(): Promise<Position>;
  page(kind: ReplicatedKind, afterId: string): Promise<readonly ReplicatedEntity[]>;
}

/** Where a replica rests between two lives of its object. */
export interface ReplicaShelf extends EntityReads {
  /** The directory's head that the entities are as of; undefined before the first copy was whole. */
  head(): Position | undefined;
  /** Both in one write. An entity that rests there as of a later position stays. */
  put(entities: readonly ReplicatedEntity[], head: Position | undefined): void;
  /** Everything goes, the head too. */
  clear(): void;
}

/**
 * The directory where its log is not: whoever changes it tells every replica and waits for all before he
 * acknowledges, so that reads here are as local, and as late, as there. One that was asleep asks first.
 */
export class DirectoryReplica {
  readonly directory: Directory;
  readonly #shelf: ReplicaShelf;
  readonly #feed: DirectoryFeed;
  readonly #listeners: LogListener[] = [];
  #head: Position | undefined;
  #catchingUp: Promise<void> | undefined;

  constructor(shelf: ReplicaShelf, feed: DirectoryFeed) {
    this.#shelf = shelf;
    this.#feed = feed;
    this.#head = shelf.head();
    this.directory = logDirectory(shelf, this.#follower());
  }

  /** Resolves when everything is here that was acknowledged before the call. */
  async catchUp(): Promise<void> {
    // A copy under way may have begun before what the caller must see: then one more look follows it.
    await this.#catchingUp;
    this.#catchingUp ??= this.#pull().finally(() => {
      this.#catchingUp = undefined;
    });
    await this.#catchingUp;
  }

  /** Takes what the directory tells by itself; resolves when it is here, and whatever was missed before it. */
  async hear(news: DirectoryNews): Promise<void> {
    const head = this.#head;
    if (head === news.head) return;
    // What is older than what is here comes late, or from a directory that was set back: asking tells which.
    if (head !== undefined && head < news.head && head >= news.after) this.#take(news);
    else await this.catchUp();
  }

  async #pull(): Promise<void> {
    const after = this.#head;
    let news = after === undefined ? undefined : await this.#feed.newsSince(after);
    if (after !== undefined && news !== undefined && news.head < after) {
      this.#forget();
      news = undefined;
    }
    if (news === undefined) await this.#copy();
    else this.#take(news);
  }

  /** The directory was set back to before what is here: its later entries never were. */
  #forget(): void {
    this.#shelf.clear();
    this.#head = undefined;
    for (const listener of this.#listeners) listener.startAnew();
  }

  /** What changes meanwhile is told once more behind the head that stood before. */
  async #copy(): Promise<void> {
    const head = await this.#feed.head();
    for (const kind of replicatedKinds) {
      let page = await this.#feed.page(kind, '');
      while (page.length > 0) {
        this.#shelf.put(page, undefined);
        page = await this.#feed.page(kind, page.at(-1)?.id ?? '');
      }
    }
    this.#shelf.put([], head);
    this.#head = Math.max(head, this.#head ?? 0);
    for (const listener of this.#listeners) listener.startAnew();
    const news = await this.#feed.newsSince(head);
    if (news !== undefined) this.#take(news);
  }

  /** Heard twice, or late, it changes nothing. */
  #take({ entities, head }: DirectoryNews): void {
    const later = Math.max(head, this.#head ?? 0);
    this.#shelf.put(entities, later);
    this.#head = later;
    const changed = entities.map(({ kind, id, position }) => ({ kind, id, position }));
    for (const listener of this.#listeners) listener.apply({ head: later, numbers: [], blocks: [], entities: changed });
  }

  /** Nothing is looked for on a read: whoever changes the directory has told of it. */
  #follower(): LogFollower {
    const read = <T>(run: (position: Position) => T): T => run(this.#head ?? 0);
    return {
      follow: (listener) => void this.#listeners.push(listener),
      refresh: () => this.#head ?? 0,
      refreshedOnce: read,
      atHead: read,
    };
  }
}
