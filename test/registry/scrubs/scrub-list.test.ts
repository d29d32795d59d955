import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NumberEvent } from '../../../src/core/change.ts';
import { Fault } from '../../../src/core/fault.ts';
import type { NumbersByBlock } from '../../../src/core/numbers-by-block.ts';
import type { PhoneNumber } from '../../../src/core/phone-number.ts';
import { inPolicy } from '../../../src/core/policies/in.ts';
import { noPreferences, type Preferences } from '../../../src/core/preferences.ts';
import { verifyScrub } from '../../../src/receipts/scrub-certificate.ts';
import { lookUp } from '../../../src/registry/lookups/look-up.ts';
import { nodeScrubTools, sha256Digest } from '../../../src/runtime/scrub-tools.ts';
import { appendNumberEvents } from '../../lookup/changes.ts';
import { chineseNumber, memoryRegistry, setOrganisation, startedAt, wire } from '../memory-registry.ts';
import { happened } from '../numbers/number-changes.ts';
import { scrubRegistry } from './scrub-registry.ts';
import { callTerms, decisionsOf, scrubbed } from './scrubbed.ts';

const noCredit: Preferences = { ...noPreferences, categories: { FIN_CREDIT: 'REFUSE' } };
const validUntil = '2026-12-22T04:00:00.000Z';

test('an annotated list has its columns untouched and what was decided behind them', async () => {
  const { registry, caller } = await scrubRegistry();
  const list = 'name,phone\nAnn,13800000001\nBob,138 0000 0002\nCat,13800000009\nDan,12345\n';
  const { text, summary } = await scrubbed(registry, caller, list);
  expect(text()).toBe(
    [
      'name,phone,decision,reason,nextPermittedAt,validUntil',
      `Ann,13800000001,BLOCK,REFUSED,,${validUntil}`,
      `Bob,138 0000 0002,BLOCK,CATEGORY_REFUSED,,${validUntil}`,
      `Cat,13800000009,ALLOW,DEFAULT,,${validUntil}`,
      'Dan,12345,REJECTED,OUTSIDE_PLAN,,',
      '',
    ].join('\n'),
  );
  expect(summary).toEqual({
    rows: { count: 4, allowed: 1, blocked: 2, rejected: 1, unavailable: 0, duplicates: 0 },
    reasons: {
      ALLOW: { DEFAULT: 1 },
      BLOCK: { CATEGORY_REFUSED: 1, REFUSED: 1 },
      REJECTED: { OUTSIDE_PLAN: 1 },
    },
    duplicatesAreAll: true,
    blankLines: 0,
    position: `log:${registry.store.head()}`,
    policy: 'CN-2026.1',
  });
});

test('a split list has its rows as they came, heads in each file', async () => {
  const { registry, caller } = await scrubRegistry();
  const list = 'phone;who\r\n13800000001;"a;b"\r\n+8613800000009;c\r\nnone;d\r\n';
  const { files } = await scrubbed(registry, caller, list, { layout: 'SPLIT' });
  expect(Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, bytes.toString()]))).toEqual({
    allowed: 'phone;who\r\n+8613800000009;c\r\n',
    blocked: 'phone;who\r\n13800000001;"a;b"\r\n',
    rejected: 'phone;who\r\nnone;d\r\n',
    unavailable: 'phone;who\r\n',
  });
});

test('only an organisation that may look up may scrub', async () => {
  const { registry, caller } = await scrubRegistry();
  await expect(scrubbed(registry, { ...caller, scopes: [] }, '1')).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
});

test('what the terms or the country lack is a fault before anything is read', async () => {
  const { registry, caller } = await scrubRegistry();
  const faulty = [{ category: 'NONE' }, { channel: 'NONE' }, { country: 'XX' }, { plannedAt: 'soon' }];
  for (const question of faulty) {
    const field = Object.keys(question)[0];
    await expect(scrubbed(registry, caller, '13800000001\n', question)).rejects.toMatchObject({ field });
  }
});

test('rows that a store cannot answer for are unavailable, and the list goes on', async () => {
  const { registry, caller } = await scrubRegistry();
  const states = () => Promise.reject(new Fault('UNAVAILABLE', 'not now'));
  const shard = { ...registry.shard, states };
  const { text, summary } = await scrubbed({ ...registry, shard }, caller, '13800000001\nnothing\n13800000009\n');
  expect(decisionsOf(text())).toEqual([
    'UNAVAILABLE/UNAVAILABLE',
    'REJECTED/NOT_A_PHONE_NUMBER',
    'UNAVAILABLE/UNAVAILABLE',
  ]);
  expect(summary.rows).toMatchObject({ count: 3, allowed: 0, unavailable: 2, rejected: 1 });
});

test('where it cannot say what numbers said of single senders, theirs alone are unavailable', async () => {
  const { registry, caller } = await scrubRegistry();
  await appendNumberEvents(registry.store, [8613800000009 as PhoneNumber], { kind: 'SENDER_REFUSED', brand: 'other' });
  const standings = () => {
    throw new Fault('UNAVAILABLE', 'not now');
  };
  const shard = { ...registry.shard, standings };
  const { text } = await scrubbed({ ...registry, shard }, caller, '13800000005\n13800000009\n13800000007\n');
  expect(decisionsOf(text())).toEqual(['ALLOW/DEFAULT', 'UNAVAILABLE/UNAVAILABLE', 'ALLOW/DEFAULT']);
});

test('a list beyond the quota is no answer', async () => {
  const { registry, caller } = await scrubRegistry();
  const document = registry.directory.organisation('caller')?.document;
  const quotas = { batchRowsPerMinute: 2 };
  const directory = { ...registry.directory, organisation: () => ({ document: { ...document, quotas }, position: 9 }) };
  const poor = { ...registry, directory } as unknown as typeof registry;
  await expect(scrubbed(poor, caller, '13800000001\n13800000002\n')).resolves.toBeDefined();
  await expect(scrubbed(poor, caller, '13800000001\n')).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
});

test('a walk through the numbers is noticed, as it is in a batch', async () => {
  const { registry, caller } = await scrubRegistry();
  const noted: unknown[] = [];
  const watch = (organisationId: string) => ({
    saw() {},
    sawList(numbers: Float64Array, { blocks, offsets }: NumbersByBlock, stateIds: Uint32Array) {
      const onRecord = [...stateIds].map((id) => id !== 0);
      noted.push([organisationId, [...numbers], [...blocks], [...offsets], onRecord]);
    },
  });
  const watched = { ...registry, abuse: { ...registry.abuse, watch } };
  await scrubbed(watched, caller, '13800000009\nx\n13700000001\n13800000001\n');
  const list = [8613800000009, 0, 8613700000001, 8613800000001];
  expect(noted).toEqual([['caller', list, [861370000, 861380000], [1, 9, 1], [false, false, true]]]);
});

test('a fourth planned time for a number is rejected', async () => {
  const { registry, caller } = await scrubRegistry();
  const at = (hour: number) => ({ plannedAt: new Date(startedAt + hour * 3_600_000).toISOString() });
  for (const hour of [1, 2, 3]) {
    const { text } = await scrubbed(registry, caller, '13800000009\n', at(hour));
    expect(decisionsOf(text())).toEqual(['ALLOW/DEFAULT']);
  }
  const { text } = await scrubbed(registry, caller, '13800000009\n', at(4));
  expect(decisionsOf(text())).toEqual(['REJECTED/ASKED_TOO_OFTEN']);
});

test('numbers that chose the same and differ in what they said to brands are decided each for itself', async () => {
  const { registry, caller } = await scrubRegistry();
  const said: readonly (NumberEvent | undefined)[] = [
    { kind: 'SENDER_REFUSED', brand: 'brand-2' },
    { kind: 'CONSENT_GIVEN', brand: 'brand-1', scope: {} },
    { kind: 'SENDER_REFUSED', brand: 'brand-1' },
    { kind: 'CONSENT_GIVEN', brand: 'brand-2', scope: {} },
    undefined,
  ];
  const numbers = said.map((_, place) => chineseNumber(101 + place));
  for (const [place, event] of said.entries()) {
    const number = numbers[place] as PhoneNumber;
    await happened(registry, number, { kind: 'PREFERENCES_SET', preferences: noCredit });
    if (event !== undefined) await happened(registry, number, event);
  }
  const { text } = await scrubbed(registry, caller, `${numbers.map(wire).join('\n')}\n`);
  const expected = [
    'BLOCK/CATEGORY_REFUSED',
    'ALLOW/CONSENT',
    'BLOCK/SENDER_REFUSED',
    'BLOCK/CATEGORY_REFUSED',
    'BLOCK/CATEGORY_REFUSED',
  ];
  expect(decisionsOf(text())).toEqual(expected);
  const asked = numbers.map((number) => lookUp(registry, caller, { ...callTerms, phoneNumber: wire(number) }));
  const answers = (await Promise.all(asked)).map((answer) => JSON.parse(answer));
  expect(answers.map(({ decision, reason }) => `${decision}/${reason}`)).toEqual(expected);
});

const lists = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 0, max: 12 }).map((last) => wire(chineseNumber(last))) },
    fc.integer({ min: 0, max: 99_999 }).map((last) => wire(chineseNumber(last))),
    fc.constantFrom('+8613', '+15550100', '12x'),
  ),
  { minLength: 1, maxLength: 60 },
);

test('each row is decided as a lookup of its number is, and the summary adds up', async () => {
  const { registry, caller } = await scrubRegistry();
  await happened(registry, chineseNumber(4), { kind: 'CONSENT_GIVEN', brand: 'brand-1', scope: {} });
  await happened(registry, chineseNumber(5), { kind: 'SENDER_REFUSED', brand: 'brand-1' });
  await fc.assert(
    fc.asyncProperty(lists, fc.constantFrom('VOICE', 'SMS'), fc.boolean(), async (list, channel, named) => {
      const terms = { category: 'FIN_CREDIT', channel, sender: named ? 'LENDER' : undefined };
      const { text, summary } = await scrubbed(registry, caller, `${list.join('\n')}\n`, terms);
      const lines = text().split('\n').slice(0, -1);
      for (const [row, phoneNumber] of list.entries()) {
        const asked = Promise.resolve().then(() => lookUp(registry, caller, { ...terms, phoneNumber }));
        const answer = await asked.then(JSON.parse, () => ({ decision: 'REJECTED' }));
        const { decision, reason, nextPermittedAt = '', validUntil = '' } = answer;
        const expected = `${phoneNumber},${decision},${reason},${nextPermittedAt},${validUntil}`;
        if (decision === 'REJECTED') expect(lines[row]).toMatch(/,REJECTED,(OUTSIDE_PLAN|NOT_A_PHONE_NUMBER),,$/);
        else expect(lines[row]).toBe(expected);
      }
      const { count, allowed, blocked, rejected, unavailable, duplicates } = summary.rows;
      expect(count).toBe(list.length);
      expect(allowed + blocked + rejected + unavailable).toBe(count);
      const reasons = Object.values(summary.reasons).flatMap((some) => Object.values(some));
      expect(reasons.reduce((sum, one) => sum + one, 0)).toBe(count);
      const numbers = list.filter((one) => one.length === 14);
      expect(duplicates).toBe(numbers.length - new Set(numbers).size);
    }),
    { numRuns: 40 },
  );
});

test('zones of a number count: an instant is permitted only where it is in all', async () => {
  const { registry } = await memoryRegistry({ policy: inPolicy });
  const caller = await setOrganisation(registry, 'caller', { role: 'CALL_CENTRE' });
  const list = ['+919000000001', '+919000000002', '+911100000001'];
  const terms = { category: inPolicy.categories[0]?.id ?? '', channel: 'VOICE', plannedAt: '2026-11-22T20:00:00Z' };
  const { text } = await scrubbed(registry, caller, `${list.join('\n')}\n`, { ...terms, sender: undefined });
  for (const [row, phoneNumber] of list.entries()) {
    const { decision, reason } = JSON.parse(await lookUp(registry, caller, { ...terms, phoneNumber }));
    expect(decisionsOf(text())[row]).toBe(`${decision}/${reason}`);
  }
});

test('the certificate shows which list went in, what came out, and on what terms', async () => {
  const { registry, caller, clock } = await scrubRegistry();
  const list = Buffer.from('13800000001\n13800000009\n');
  const { summary, files } = await scrubbed(registry, caller, list, { certified: true, layout: 'SPLIT' });
  const digestOf = (bytes: Uint8Array) => {
    const digest = sha256Digest();
    digest.update(bytes);
    return { bytes: bytes.length, digest: digest.digest() };
  };
  const outputs = ['allowed', 'blocked', 'rejected', 'unavailable'].map((name) => ({
    name,
    ...digestOf(files[name] ?? Buffer.alloc(0)),
  }));
  const check = (given: Parameters<typeof verifyScrub>[3]) =>
    verifyScrub(summary.certificate ?? '', registry.receipts, clock.at, given);
  const report = await check({ input: digestOf(list), outputs });
  expect(report).toMatchObject({
    outcome: 'VALID',
    differing: [],
    notGiven: [],
    certificate: { aud: 'caller', brand: 'brand-1', enquiry: { ...callTerms, messageClass: 'PROMOTIONAL' } },
  });
  expect(await check({ input: digestOf(Buffer.from('13800000009\n')), outputs: [] })).toMatchObject({
    outcome: 'CONTENT_DIFFERS',
    differing: ['input'],
    notGiven: ['allowed', 'blocked', 'rejected', 'unavailable'],
  });
  const swapped = outputs.map((output, place) => ({ ...output, name: outputs[1 - place]?.name ?? output.name }));
  expect((await check({ input: digestOf(list), outputs: swapped })).differing).toEqual(['blocked', 'allowed']);
  clock.at += 86_400_001;
  expect((await check({ input: digestOf(list), outputs })).outcome).toBe('EXPIRED');
  const plain = await registry.receipts.sign(
    'dnd-receipt+jwt',
    JSON.stringify({ receiptForm: 'PLAIN', iat: 1, exp: 2 }),
  );
  expect((await verifyScrub(plain, registry.receipts, clock.at, { outputs: [] })).outcome).toBe('MALFORMED');
});

test('a list that walks through the numbers is signalled; at the console, where the folder is at hand, nobody is watched', async () => {
  const signals = async (isAtConsole: boolean, list: string) => {
    const { registry, caller, clock } = await scrubRegistry();
    await scrubbed(registry, caller, list, { isAtConsole });
    await registry.abuse.sync();
    const kept = registry.store.shortRecords('ABUSE_SIGNAL', clock.at, 10);
    return kept.map(({ body }) => (JSON.parse(body) as { kind: string }).kind);
  };
  const walk = Array.from({ length: 200 }, (_, at) => `${chineseNumber(at)}\n`).join('');
  const customers = Array.from({ length: 200 }, (_, at) => `${chineseNumber((at * at * 7_919) % 9_973)}\n`).join('');
  expect(await signals(false, walk)).toEqual(['CONSECUTIVE']);
  expect(await signals(false, customers)).toEqual([]);
  expect(await signals(true, walk)).toEqual([]);
});

test('between rows a list gives way to others, on either path', async () => {
  const { registry, caller } = await scrubRegistry();
  const rows = Array.from({ length: 10_000 }, (_, row) => `138${String(row * 7).padStart(8, '0')}\n`);
  let turns = 0;
  const tools = { ...nodeScrubTools, giveWay: () => void turns++ };
  const whole = await scrubbed(registry, caller, rows.join(''));
  for (const list of [rows, ['"13800000009"\n', ...rows.slice(1)]]) {
    turns = 0;
    const { summary } = await scrubbed(registry, caller, list.join(''), { tools });
    expect(summary.rows.count).toBe(whole.summary.rows.count);
    expect(turns).toBeGreaterThanOrEqual(8);
  }
});
