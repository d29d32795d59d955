import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Fault } from '../../src/core/fault.ts';
import { acknowledgeEverywhere, directorySource } from '../../src/lookup/directory-feed.ts';
import { type DirectoryFeed, DirectoryReplica } from '../../src/lookup/directory-replica.ts';
import type { Store } from '../../src/storage/store.ts';
import { newMemoryStore, setOrganisation, setSenderIdentity } from './changes.ts';
import { MemoryShelf } from './memory-shelf.ts';

/** A feed as behind RPC: everything comes later. */
function feedOf(store: Store, calls: string[] = []): DirectoryFeed {
  const source = directorySource(store);
  const later = async <T>(name: string, read: () => T): Promise<T> => {
    calls.push(name);
    await Promise.resolve();
    return read();
  };
  return {
    newsSince: (after) => later('newsSince', () => source.newsSince(after)),
    head: () => later('head', () => source.head()),
    page: (kind, afterId) => later('page', () => source.page(kind, afterId)),
  };
}

const statusOf = ({ directory }: DirectoryReplica, id = 'org-1') => directory.organisation(id)?.document.status;

test('what is acknowledged at the directory binds the next read of every replica', async () => {
  const store = newMemoryStore();
  const replicas = [0, 1, 2].map(() => new DirectoryReplica(new MemoryShelf(), feedOf(store)));
  acknowledgeEverywhere(
    store,
    replicas.map((replica) => (news) => replica.hear(news)),
    { limitMs: 60_000 },
  );
  await setOrganisation(store, 'org-1');
  expect(replicas.map((replica) => statusOf(replica))).toEqual(['ACTIVE', 'ACTIVE', 'ACTIVE']);
  await setOrganisation(store, 'org-1', { status: 'SUSPENDED' });
  expect(replicas.map((replica) => statusOf(replica))).toEqual(['SUSPENDED', 'SUSPENDED', 'SUSPENDED']);
});

test('a replica that cannot be told makes the change unacknowledged, not undone, and has it with the next one', async () => {
  const store = newMemoryStore();
  const [near, far] = [0, 1].map(() => new DirectoryReplica(new MemoryShelf(), feedOf(store))) as [
    DirectoryReplica,
    DirectoryReplica,
  ];
  const link: { isCut: boolean } = { isCut: false };
  const farTold: typeof near.hear = (news) => (link.isCut ? Promise.reject(new Error('cut')) : far.hear(news));
  acknowledgeEverywhere(store, [(news) => near.hear(news), farTold], { limitMs: 60_000 });
  await setOrganisation(store, 'org-1');
  link.isCut = true;
  const refused = setOrganisation(store, 'org-1', { status: 'SUSPENDED' });
  await expect(refused).rejects.toMatchObject({ code: 'UNAVAILABLE' } satisfies Partial<Fault>);
  expect([statusOf(near), statusOf(far)]).toEqual(['SUSPENDED', 'ACTIVE']);
  link.isCut = false;
  await setOrganisation(store, 'org-2');
  expect([statusOf(near), statusOf(far)]).toEqual(['SUSPENDED', 'SUSPENDED']);
});

test('what was replicated rests on the shelf: a second life asks only for what is new', async () => {
  const store = newMemoryStore();
  const shelf = new MemoryShelf();
  await setOrganisation(store, 'org-1');
  await new DirectoryReplica(shelf, feedOf(store)).catchUp();
  await setOrganisation(store, 'org-2');
  const calls: string[] = [];
  const again = new DirectoryReplica(shelf, feedOf(store, calls));
  await again.catchUp();
  expect([statusOf(again), statusOf(again, 'org-2'), calls]).toEqual(['ACTIVE', 'ACTIVE', ['newsSince']]);
});

const steps = fc.array(
  fc.record({
    what: fc.constantFrom('organisation', 'sender', 'told', 'restart', 'catchUp', 'old news' as const),
    id: fc.integer({ min: 0, max: 3 }),
    isActive: fc.boolean(),
  }),
  { maxLength: 40 },
);

test('after any history, with news that come late, twice or never, a replica that has caught up is as the directory is', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      const store = newMemoryStore();
      const shelf = new MemoryShelf();
      const source = directorySource(store);
      let replica = new DirectoryReplica(shelf, feedOf(store));
      const told = [source.newsSince(0)];
      for (const { what, id, isActive } of history) {
        const status = isActive ? 'ACTIVE' : 'SUSPENDED';
        if (what === 'organisation') await setOrganisation(store, `org-${id}`, { status });
        if (what === 'sender') await setSenderIdentity(store, `sender-${id}`, status);
        if (what === 'told' || what === 'old news') {
          const news = what === 'told' ? source.newsSince(Math.max(0, store.head() - id)) : told[id % told.length];
          told.push(news);
          if (news !== undefined) await replica.hear(news);
        }
        if (what === 'restart') replica = new DirectoryReplica(shelf, feedOf(store));
        if (what === 'catchUp') await replica.catchUp();
        if (what === 'organisation') continue;
        // Read in between, so that something is remembered that may go out of date.
        statusOf(replica, `org-${id}`);
        replica.directory.senderIdentity(`sender-${id}`);
      }
      await replica.catchUp();
      for (let id = 0; id <= 3; id++) {
        const [organisation, sender] = [store.entity('ORGANISATION', `org-${id}`), `sender-${id}`];
        expect(replica.directory.organisation(`org-${id}`)?.document).toEqual(organisation?.document);
        expect(replica.directory.organisation(`org-${id}`)?.position).toBe(organisation?.position);
        const identity = store.entity('SENDER_IDENTITY', sender);
        expect(replica.directory.senderIdentity(sender)?.document).toEqual(identity?.document);
      }
    }),
    { numRuns: 100 },
  );
});

test('more than is told at once is copied whole, while the directory goes on', async () => {
  const store = newMemoryStore();
  for (let id = 0; id < 450; id++) await setOrganisation(store, `org-${id}`);
  const feed = feedOf(store);
  let pages = 0;
  const replica = new DirectoryReplica(new MemoryShelf(), {
    ...feed,
    async page(kind, afterId) {
      pages += 1;
      if (pages === 2) await setOrganisation(store, 'org-0', { status: 'SUSPENDED' });
      return feed.page(kind, afterId);
    },
  });
  await replica.catchUp();
  expect([statusOf(replica, 'org-0'), statusOf(replica, 'org-449')]).toEqual(['SUSPENDED', 'ACTIVE']);
});

test('a directory that was set back to an earlier moment is followed from there, and tells nobody in vain', async () => {
  const [before, after] = [newMemoryStore(), newMemoryStore()];
  for (const store of [before, after]) await setOrganisation(store, 'org-1');
  for (const status of ['SUSPENDED', 'ACTIVE', 'SUSPENDED', 'ACTIVE'] as const) {
    await setOrganisation(before, 'org-1', { status });
  }
  const [lost, kept] = [feedOf(before), feedOf(after)];
  let feed = lost;
  const replica = new DirectoryReplica(new MemoryShelf(), {
    newsSince: (position) => feed.newsSince(position),
    head: () => feed.head(),
    page: (kind, afterId) => feed.page(kind, afterId),
  });
  await replica.catchUp();
  feed = kept;
  acknowledgeEverywhere(after, [(news) => replica.hear(news)], { limitMs: 60_000 });
  await setOrganisation(after, 'org-1', { status: 'SUSPENDED' });
  expect(statusOf(replica)).toBe('SUSPENDED');
});
