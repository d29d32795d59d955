import { beforeAll, expect, test } from 'vitest';
import type { OpenedRegistry } from '../../../src/node/open-registry.ts';
import { beginTaking, finishTaking, takePart } from '../../../src/registry/moving/take-in.ts';
import { ObjectRequests } from '../../../src/worker/object-requests.ts';
import { platformLimits } from '../../../src/worker/platform-limits.ts';
import { NumberRole, type NumberRoleParts } from '../../../src/worker/shards/number-role.ts';
import {
  bootstrapToken,
  emptyObjects,
  type FetchedExport,
  fetchedExport,
  numbersLogIds,
  openThreeLogs,
} from '../../registry/moving/three-logs.ts';
import type { StandIn } from '../../storage/durable/stand-in-storage.ts';

let whole: FetchedExport;
let keys: ReturnType<OpenedRegistry['registry']['receipts']['jwks']>['keys'];

beforeAll(async () => {
  const opened = await openThreeLogs();
  whole = await fetchedExport(opened);
  keys = opened.registry.receipts.jwks().keys;
  await opened.close();
});

/** The object at a place, as it begins. */
function roleAt(place: number, storage: StandIn): NumberRole {
  return new NumberRole({
    ...{ at: { place, count: 3 }, env: { LOG_LEVEL: 'silent' }, requests: new ObjectRequests(platformLimits) },
    storage: storage as unknown as NumberRoleParts['storage'],
    askPlace: () => () => Promise.reject(new Error('nobody is asked')),
    askDesk: () => Promise.reject(new Error('nobody is asked')),
  });
}

test('an object that takes its log in answers nobody, before it is whole', async () => {
  const objects = emptyObjects();
  const [storage] = objects.numbers as readonly [StandIn, ...StandIn[]];
  await roleAt(1, storage).ready();
  await beginTaking(objects.taking(), bootstrapToken, { manifest: whole.manifest, keys });
  const refused = { code: 'UNAVAILABLE' };
  await expect(roleAt(1, storage).ready()).rejects.toMatchObject(refused);
  for (const { logId, lines } of whole.logs) {
    for (const [at, one] of lines.entries()) {
      await takePart(objects.taking(), bootstrapToken, { logId, part: at + 1, lines: one });
      await expect(roleAt(1, storage).ask('head', [])).rejects.toMatchObject(refused);
    }
  }
  await finishTaking(objects.taking(), bootstrapToken);
  for (const [at, one] of objects.numbers.entries()) {
    expect(await roleAt(at + 1, one).ask('head', [])).toEqual({ value: whole.logs[at]?.head });
  }
  expect(whole.logs.map(({ logId }) => logId)).toEqual([...numbersLogIds, 'log']);
});

test('an object takes in no log but its own', async () => {
  const objects = emptyObjects();
  const [first] = objects.taking().numbers;
  const [, log] = whole.logs as FetchedExport['logs'] & readonly [unknown, FetchedExport['logs'][0]];
  const given = { log: { ...log, lines: undefined }, shards: 3, manifestDigest: 'm' };
  await expect(first?.begin(given)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'log-2' });
  expect(await first?.taking()).toBeUndefined();
});
