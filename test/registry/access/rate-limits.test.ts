import { describe, expect, test } from 'vitest';
import { codeLimits, tryLimits, wrongTriesLimit } from '../../../src/registry/access/code-limits.ts';
import { clientNetwork, networkSite, type RateLimit } from '../../../src/registry/access/rate-limit.ts';
import { consentRequestLimits, countUses, textLimits } from '../../../src/registry/access/rate-limits.ts';
import { requestCode } from '../../../src/registry/access/request-code.ts';
import { chineseNumber, memoryRegistry, wire } from '../memory-registry.ts';
import { slowStore } from '../slow-store.ts';

const everyLimit: readonly RateLimit[] = [
  ...[codeLimits, tryLimits, consentRequestLimits, textLimits].flatMap((limits) => Object.values(limits)),
  wrongTriesLimit,
];

test('every limit has a name of its own and a reason', () => {
  expect(new Set(everyLimit.map(({ name }) => name)).size).toBe(everyLimit.length);
  expect(everyLimit.filter(({ reason }) => reason === '')).toEqual([]);
});

test.for(everyLimit)(
  '$name: $max uses pass, the next waits for the window, another subject does not',
  async (limit) => {
    const { registry, clock } = await memoryRegistry();
    const use = (subject: string) => countUses(registry, [{ limit, subject }]);
    for (let used = 0; used < limit.max; used++) await use('one');
    clock.at += 10_000;
    await expect(use('one')).rejects.toMatchObject({
      code: 'TOO_MANY_REQUESTS',
      limit: `at most ${limit.max} times in ${limit.windowMs / 1000} seconds${limit.per === undefined ? '' : ` ${limit.per}`}`,
      field: limit.field,
      retryAfterSec: (limit.windowMs - 10_000) / 1000,
    });
    await use('other');
    clock.at += limit.windowMs - 10_000;
    await use('one');
  },
);

test('a window begun before the clock was set back does not last until that time comes again', async () => {
  const { registry, clock } = await memoryRegistry();
  const limit = { name: 'tight', max: 2, windowMs: 60_000, reason: 'test' };
  const use = () => countUses(registry, [{ limit, subject: '' }]);
  await use();
  await use();
  await expect(use()).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
  clock.at -= 40 * 86_400_000;
  await use();
  await use();
  await expect(use()).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS', retryAfterSec: 60 });
});

test('what one limit refuses is counted against none', async () => {
  const { registry } = await memoryRegistry();
  const tight = { name: 'tight', max: 1, windowMs: 1000, reason: 'test' };
  const loose = { name: 'loose', max: 2, windowMs: 1000, reason: 'test' };
  const both = [
    { limit: loose, subject: '' },
    { limit: tight, subject: '' },
  ];
  await countUses(registry, both);
  await expect(countUses(registry, both)).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
  await countUses(registry, [{ limit: loose, subject: '' }]);
});

test('uses at the same time pass no more than the limit, in one process and in two over one store', async () => {
  const one = await memoryRegistry({ store: slowStore() });
  const two = await memoryRegistry({ store: one.registry.store, clock: one.clock });
  const limit = { name: 'race', max: 7, windowMs: 1000, reason: 'test' };
  const uses = Array.from({ length: 40 }, (_, at) =>
    countUses(at % 2 === 0 ? one.registry : two.registry, [{ limit, subject: '' }]),
  );
  const outcomes = await Promise.allSettled(uses);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(7);
});

describe('a request for a code', () => {
  test('is limited by number, whatever address it comes from', async () => {
    const { registry, outbox } = await memoryRegistry();
    const ask = (clientAddress: string) => requestCode(registry, { phoneNumber: wire(chineseNumber()), clientAddress });
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) await ask(address);
    await expect(ask('192.0.2.4')).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS', retryAfterSec: 900 });
    expect(outbox).toHaveLength(3);
  });

  test('is limited by range of 10,000 numbers', async () => {
    const { registry, outbox } = await memoryRegistry();
    const ask = (lastDigits: number) =>
      requestCode(registry, {
        phoneNumber: wire(chineseNumber(lastDigits)),
        clientAddress: `192.0.2.${lastDigits % 250}`,
      });
    for (let at = 0; at < codeLimits.prefix.max; at++) await ask(10_000 + at);
    await expect(ask(19_999)).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    await ask(20_000);
    expect(outbox).toHaveLength(codeLimits.prefix.max + 1);
  });

  test('is limited by the network of its client', async () => {
    const { registry } = await memoryRegistry();
    const ask = (at: number, clientAddress: string) =>
      requestCode(registry, { phoneNumber: wire(chineseNumber(at * 10_000)), clientAddress });
    for (let at = 0; at < codeLimits.address.max; at++) await ask(at, `2001:db8:0:1::${at.toString(16)}`);
    await expect(ask(101, '2001:db8:0:1:ffff::1')).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    await ask(102, '2001:db8:0:2::1');
  });
});

test.for([
  ['192.0.2.7', '192.0.2.7', 'IPv4 whole'],
  ['::ffff:192.0.2.7', '192.0.2.7', 'IPv4 in IPv6 is the same client'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', 'written out'],
  ['2001:0DB8:0001:0002::6', '2001:db8:1:2::/64', 'leading zeros and capitals'],
  ['2001:db8::6', '2001:db8:0:0::/64', 'zeros left out in the middle'],
  ['::1', '0:0:0:0::/64', 'loopback'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64', 'with a zone'],
  ['[2001:db8::1]', '2001:db8:0:0::/64', 'in brackets'],
  ['192.0.2.7:51234', '192.0.2.7', 'with the port, as some proxies write it'],
  ['[2001:db8::1]:51234', '2001:db8:0:0::/64', 'in brackets, with the port'],
  ['::ffff:c000:0207', '192.0.2.7', 'IPv4 in IPv6, all of it hexadecimal'],
  ['unknown', 'unknown', 'no address at all'],
  ['', 'unknown', 'nothing'],
])('the network of %s is %s: %s', ([address, network]) => {
  expect(clientNetwork(address ?? '')).toBe(network);
});

test.for([
  ['192.0.2.7', '192.0.2.0/24'],
  ['2001:db8:1:2::/64', '2001:db8:1::/48'],
  ['unknown', 'unknown'],
])('beside %s lies %s', ([network, site]) => {
  expect(networkSite(network ?? '')).toBe(site);
});
