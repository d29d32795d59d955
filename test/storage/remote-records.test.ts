import { expect, test } from 'vitest';
import { type NamedRecord, type RecordSource, RemoteRecords } from '../../src/storage/remote-records.ts';

const now = 1_800_000_000_000;

function named(id: string, body: string): NamedRecord {
  return { kind: 'SIGNING_SECRET', id, body, version: 1, expiresAt: now + 1 };
}

/** A source whose lists come when the test lets them. */
function slowSource() {
  const asked: ((records: readonly NamedRecord[]) => void)[] = [];
  const source: RecordSource = {
    records: () => new Promise((resolve) => asked.push(resolve)),
    put: async ({ id, body = '' }) => ({ written: true, present: named(id, body) }),
    addCounts: async () => {},
  };
  return { asked, records: new RemoteRecords(source, ['SIGNING_SECRET']) };
}

test('a list that was asked for earlier and comes later does not take back what a later one brought', async () => {
  const { asked, records } = slowSource();
  const [first, second] = [records.fetch(), records.fetch()];
  asked[1]?.([named('old', 'a'), named('fresh', 'b')]);
  await second;
  asked[0]?.([named('old', 'a')]);
  await first;
  expect(records.shortRecord('SIGNING_SECRET', 'fresh', now)?.body).toBe('b');
});

test('what was written here while a list was under way stays as it was written, until a list that was asked for later', async () => {
  const { asked, records } = slowSource();
  const under = records.fetch();
  await records.putShortRecord({ kind: 'SIGNING_SECRET', id: 'own', expected: 0, body: 'mine', expiresAt: now, now });
  asked[0]?.([named('own', 'before'), named('other', 'a')]);
  await under;
  expect(records.shortRecords('SIGNING_SECRET', now, 10).map(({ body }) => body)).toEqual(['a', 'mine']);
  const later = records.fetch();
  asked[1]?.([named('own', 'after')]);
  await later;
  expect(records.shortRecords('SIGNING_SECRET', now, 10).map(({ body }) => body)).toEqual(['after']);
});
