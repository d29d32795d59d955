import { expect, test } from 'vitest';
import { hourMs } from '../../../src/core/time.ts';
import { openAssertion } from '../../../src/registry/assertions/open-assertion.ts';
import { freshStore, memoryRegistry } from '../memory-registry.ts';
import { pendingMs, policy, withBulkCarriers } from './bulk-carriers.ts';

test('a carrier has one bulk assertion of a kind an hour, whichever process opens it first', async () => {
  const store = freshStore();
  const { registry, clock, carriers } = await withBulkCarriers({ store });
  const { registry: other } = await memoryRegistry({ policy, store, clock });
  const opened = await Promise.all(
    [registry, other, registry].map((one) => openAssertion(one, carriers.first, 'REGISTRATIONS')),
  );
  expect(new Set(opened.map(({ assertionId }) => assertionId))).toEqual(
    new Set(['2026112204-carrier-1-registrations-1']),
  );
  expect(store.entities('BULK_ASSERTION', '', 10)).toHaveLength(1);
  const others = [
    await openAssertion(registry, carriers.first, 'REASSIGNMENTS'),
    await openAssertion(registry, carriers.second, 'REGISTRATIONS'),
  ];
  clock.at += hourMs;
  others.push(await openAssertion(registry, carriers.first, 'REGISTRATIONS'));
  expect(others.map(({ assertionId }) => assertionId)).toEqual([
    '2026112204-carrier-1-reassignments-1',
    '2026112204-carrier-2-registrations-1',
    '2026112205-carrier-1-registrations-1',
  ]);
});

test('no row waits less than the policy says, or more by over an hour', async () => {
  const { registry, clock, carriers } = await withBulkCarriers();
  for (const minutes of [0, 1, 59, 60]) {
    clock.at += minutes * 60_000;
    const { waitsUntil } = await openAssertion(registry, carriers.first, 'REGISTRATIONS');
    expect(waitsUntil - clock.at).toBeGreaterThanOrEqual(pendingMs);
    expect(waitsUntil - clock.at).toBeLessThanOrEqual(pendingMs + hourMs);
  }
});
