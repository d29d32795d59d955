import { expect, test } from 'vitest';
import { Fault } from '../../../src/core/fault.ts';
import { lookupCounts } from '../../../src/registry/lookups/lookup-counts.ts';
import { freshStore } from '../memory-registry.ts';

test('what a busy store would not take is written with what was counted since', async () => {
  const store = freshStore();
  let refusals = 1;
  const counts = lookupCounts({
    ...store,
    async addCounts(added) {
      if (refusals-- > 0) throw new Fault('UNAVAILABLE', 'too much waits');
      await store.addCounts(added);
    },
  });
  counts.add('LOOKUP/a', 2);
  await expect(counts.flush()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  counts.add('LOOKUP/a', 1);
  await counts.flush();
  await counts.flush();
  expect(store.counts('LOOKUP/', 10)).toEqual([{ key: 'LOOKUP/a', count: 3 }]);
});
