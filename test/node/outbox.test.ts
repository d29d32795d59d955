import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { outboxGateway } from '../../src/node/outbox.ts';
import { memoryStore } from '../../src/storage/memory/memory-store.ts';
import { chineseNumber, startedAt, wire } from '../registry/memory-registry.ts';

test('a text waits for whoever delivers it as long as it is of use, and no longer', async () => {
  const store = memoryStore({ sha256: (bytes) => createHash('sha256').update(bytes).digest() });
  const shown: string[] = [];
  const gateway = outboxGateway(
    store,
    () => startedAt,
    (_, text) => shown.push(text),
  );
  await gateway.send(chineseNumber(), 'a code', startedAt + 300_000);
  const waiting = (now: number) => store.shortRecords('OUTBOX', now, 10).map(({ body }) => JSON.parse(body) as unknown);
  expect(waiting(startedAt + 299_999)).toMatchObject([{ to: wire(chineseNumber()), text: 'a code' }]);
  expect(waiting(startedAt + 300_000)).toEqual([]);
  expect(shown).toEqual(['a code']);
});
