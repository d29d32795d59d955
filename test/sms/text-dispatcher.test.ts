import { expect, test } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../src/core/time.ts';
import type { Registry } from '../../src/registry/registry.ts';
import type { TextToSend } from '../../src/registry/sms-gateway.ts';
import { readTextQueue } from '../../src/registry/texts/outgoing/read-text-queue.ts';
import { receiveReceipt } from '../../src/registry/texts/outgoing/receive-receipt.ts';
import { resolveTexts } from '../../src/registry/texts/outgoing/resolve-texts.ts';
import { queuedTextsMax, textGateway } from '../../src/registry/texts/outgoing/text-gateway.ts';
import { operatorAtConsole } from '../../src/runtime/operator-at-console.ts';
import type { HandOver, OutgoingText, Outlet } from '../../src/sms/outlet.ts';
import { TextDispatcher } from '../../src/sms/text-dispatcher.ts';
import { chineseNumber, type MemoryRegistry, memoryRegistry, startedAt } from '../registry/memory-registry.ts';

interface Desk extends Pick<MemoryRegistry, 'clock'> {
  readonly registry: Registry;
  /** As they were handed over. */
  readonly handed: OutgoingText[];
  readonly warnings: string[];
  send(cause: string, more?: Partial<TextToSend>): Promise<boolean>;
  /** Looks once, and waits for what that began. */
  look(): Promise<void>;
}

interface DeskOptions {
  readonly answer?: (text: OutgoingText) => HandOver | Promise<HandOver>;
  readonly numbers?: readonly string[];
  /** Of another link, for other numbers: takes whatever it is handed. */
  readonly otherNumbers?: readonly string[];
  readonly window?: number;
  readonly textsPerMinuteMax?: number;
}

async function desk(options: DeskOptions = {}): Promise<Desk> {
  const { answer, numbers = ['10086', '10001'], otherNumbers, window = 10, textsPerMinuteMax = 1_000 } = options;
  const { registry: plain, clock } = await memoryRegistry();
  const registry: Registry = { ...plain, sms: textGateway(plain) };
  const handed: OutgoingText[] = [];
  const warnings: string[] = [];
  const outlet: Outlet = {
    name: 'link',
    takesAnIdOnce: false,
    window,
    async handOver(text) {
      handed.push(text);
      return (await answer?.(text)) ?? { status: 'ACCEPTED', messageId: `m-${text.text}` };
    },
    async close() {},
  };
  const other: Outlet = {
    ...{ name: 'other', takesAnIdOnce: false, window, async close() {} },
    async handOver(text) {
      handed.push(text);
      return { status: 'ACCEPTED' };
    },
  };
  const dispatcher = new TextDispatcher({
    queue: registry,
    links: [{ outlet, numbers }, ...(otherNumbers === undefined ? [] : [{ outlet: other, numbers: otherNumbers }])],
    textsPerMinuteMax,
    log: { info() {}, warn: (_, message) => void warnings.push(message), error: (facts) => expect(facts).toBe('') },
    wait: () => new Promise((resolve) => setImmediate(resolve)),
    random: () => 1,
  });
  return {
    ...{ registry, clock, handed, warnings },
    send: (cause, more = {}) =>
      registry.sms.send({
        ...{ cause, priority: 'REPLY', to: chineseNumber(), text: cause, expiresAt: clock.at + 5 * minuteMs },
        ...more,
      }),
    async look() {
      await dispatcher.look();
      await dispatcher.idle();
    },
  };
}

test('codes go first, then replies, then requests for consent; each in its turn', async () => {
  const { send, look, handed, clock } = await desk({ window: 1 });
  for (const [cause, priority] of [
    ['c1', 'CONSENT_REQUEST'],
    ['r1', 'REPLY'],
    ['r2', 'REPLY'],
    ['k1', 'CODE'],
  ] as const) {
    await send(cause, { priority });
    clock.at += 1;
  }
  await look();
  expect(handed.map(({ text }) => text)).toEqual(['k1', 'r1', 'r2', 'c1']);
});

test('of many codes no reply and no request waits for good', async () => {
  const { send, look, handed, clock } = await desk({ window: 1 });
  await send('reply');
  await send('request', { priority: 'CONSENT_REQUEST' });
  for (let at = 0; at < 60; at++) await send(`code ${at}`, { priority: 'CODE', expiresAt: clock.at + 5 * minuteMs });
  await look();
  const words = handed.map(({ text }) => text);
  expect([words.indexOf('reply'), words.indexOf('request')]).toEqual([9, 49]);
});

test('what waits for a link that is down, or is in doubt, holds up no other link', async () => {
  const answers: HandOver[] = Array.from({ length: 40 }, () => ({ status: 'IN_DOUBT', reason: 'no answer' }));
  const down: HandOver = { status: 'LATER', reason: 'down' };
  const options = { window: 2, numbers: ['10001'], otherNumbers: ['10086'], answer: () => answers.shift() ?? down };
  const { send, look, handed, registry, clock } = await desk(options);
  const expiresAt = clock.at + 50 * hourMs;
  for (let at = 0; at < 100; at++) await send(`dead ${at}`, { from: '10001', expiresAt });
  for (let sec = 0; sec < 40; sec++) {
    await look();
    clock.at += 31 * secondMs;
  }
  for (let at = 0; at < 40; at++) await send(`alive ${at}`, { from: '10086', expiresAt });
  let read = 0;
  const { shortRecords } = registry.store;
  registry.store.shortRecords = (...question) => {
    const found = shortRecords(...question);
    if (question[0] === 'OUTBOX') read += found.length;
    return found;
  };
  await look();
  expect(handed.filter(({ text }) => text.startsWith('alive'))).toHaveLength(40);
  const readBefore = read;
  await send('one more', { from: '10086', expiresAt });
  await look();
  expect(handed.at(-1)?.text).toBe('one more');
  expect(read - readBefore, 'a look reads what is due, not what waits').toBeLessThan(50);
});

test('a link that turned down many at once is tried again soon', async () => {
  const answers: HandOver[] = Array.from({ length: 10 }, () => ({ status: 'LATER', reason: 'down' }));
  const { send, look, handed, clock } = await desk({
    async answer() {
      const answer = answers.shift();
      await new Promise((resolve) => setTimeout(resolve));
      return answer ?? { status: 'ACCEPTED' };
    },
  });
  for (let at = 0; at < 10; at++) await send(`t${at}`);
  await look();
  clock.at += 2 * secondMs;
  await look();
  expect(handed).toHaveLength(20);
});

test('a clock that is set back holds up nothing that was not tried yet, and no link', async () => {
  const answers: HandOver[] = Array.from({ length: 3 }, () => ({ status: 'LATER', reason: 'down' }));
  const { send, look, handed, clock } = await desk({
    window: 3,
    answer: () => answers.shift() ?? { status: 'ACCEPTED' },
  });
  for (let at = 0; at < 6; at++) await send(`t${at}`, { expiresAt: clock.at + 2 * hourMs });
  await look();
  clock.at -= hourMs;
  await look();
  expect(handed.map(({ text }) => text).sort()).toEqual(['t0', 't1', 't2', 't3', 't4', 't5']);
});

test('no more are under way at once than a link’s window', async () => {
  let underWay = 0;
  let most = 0;
  const { send, look, handed } = await desk({
    window: 3,
    async answer() {
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay--;
      return { status: 'ACCEPTED' };
    },
  });
  for (let at = 0; at < 20; at++) await send(`t${at}`);
  await look();
  expect([handed.length, most]).toEqual([20, 3]);
});

test('the same cause is one text, also after it went', async () => {
  const { send, look, handed } = await desk();
  expect(await send('one')).toBe(true);
  expect(await send('one', { text: 'otherwise' })).toBe(true);
  await look();
  await send('one');
  await look();
  expect(handed.map(({ text }) => text)).toEqual(['one']);
});

test('an expired text is not sent and not kept, and it is counted', async () => {
  const { send, look, handed, clock, registry } = await desk();
  await send('one', { expiresAt: clock.at + 1_000, priority: 'CODE' });
  clock.at += 1_000;
  await look();
  expect(handed).toEqual([]);
  expect(registry.store.shortRecordCount('OUTBOX')).toBe(0);
  await registry.counts.flush();
  expect((await readTextQueue(registry, operatorAtConsole)).outcomesToday).toEqual({ 'CODE/EXPIRED': 1 });
});

test('a text that expires while it is written as under way is not handed over', async () => {
  const { send, look, handed, clock, registry } = await desk();
  await send('one', { expiresAt: clock.at + 1_000 });
  const putShortRecords = registry.store.putShortRecords.bind(registry.store);
  registry.store.putShortRecords = async (puts) => {
    clock.at += 600;
    return putShortRecords(puts);
  };
  clock.at += 500;
  await look();
  expect(handed).toEqual([]);
  await registry.counts.flush();
  expect((await readTextQueue(registry, operatorAtConsole)).outcomesToday).toEqual({ 'REPLY/EXPIRED': 1 });
});

test('LATER is tried again, ever later, and as late as the other side wants', async () => {
  const answers: HandOver[] = [
    { status: 'LATER', reason: 'busy' },
    { status: 'LATER', reason: 'busy', waitMs: 20_000 },
  ];
  const { send, look, handed, clock } = await desk({ answer: () => answers.shift() ?? { status: 'ACCEPTED' } });
  await send('one');
  const handedAfter: number[] = [];
  for (let sec = 0; sec < 60; sec++) {
    const before = handed.length;
    await look();
    if (handed.length > before) handedAfter.push((clock.at - startedAt) / secondMs);
    clock.at += secondMs;
  }
  expect(handedAfter).toEqual([0, 1, 21]);
});

test('a link that is down is tried with one text now and then, not with all', async () => {
  const { send, look, handed, clock } = await desk({ answer: () => ({ status: 'LATER', reason: 'down' }) });
  for (let at = 0; at < 50; at++) await send(`t${at}`, { expiresAt: startedAt + 3_600_000 });
  for (let sec = 0; sec < 60; sec++) {
    await look();
    clock.at += secondMs;
  }
  expect(handed.length).toBeLessThan(30);
});

test('beyond the total of a minute texts wait for the next one, which the operator sees', async () => {
  const { send, look, handed, clock, registry, warnings } = await desk({ textsPerMinuteMax: 5 });
  for (let at = 0; at < 12; at++) await send(`t${at}`);
  await look();
  await look();
  expect(handed).toHaveLength(5);
  clock.at += minuteMs;
  await look();
  expect(handed).toHaveLength(10);
  await registry.counts.flush();
  expect((await readTextQueue(registry, operatorAtConsole)).heldBackToday).toEqual({ 'texts a minute': 2 });
  expect(warnings).toEqual(Array.from({ length: 2 }, () => 'the rest of the texts wait for the next minute'));
});

test('texts beyond the limit of the queue are a fault; the last places are for codes', async () => {
  const { send, registry } = await desk();
  let count = queuedTextsMax - 20_000;
  Object.assign(registry.store, { shortRecordCount: () => count });
  await expect(send('reply')).rejects.toMatchObject({ code: 'UNAVAILABLE', limit: 'at most 80000 texts' });
  expect(await send('code', { priority: 'CODE' })).toBe(true);
  count = queuedTextsMax;
  const full = await desk();
  Object.assign(full.registry.store, { shortRecordCount: () => count });
  await expect(full.send('code', { priority: 'CODE' })).rejects.toMatchObject({ limit: 'at most 100000 texts' });
});

test('what is in doubt is shown without its number, and is dropped or sent again by the operator', async () => {
  const answers: HandOver[] = [
    { status: 'IN_DOUBT', reason: 'no answer' },
    { status: 'IN_DOUBT', reason: 'no answer' },
  ];
  const { send, look, handed, registry, clock } = await desk({
    window: 1,
    answer: () => answers.shift() ?? { status: 'ACCEPTED' },
  });
  await send('one');
  clock.at += 1;
  await send('two');
  await look();
  clock.at += minuteMs;
  await look();
  const { inDoubt, queue } = await readTextQueue(registry, operatorAtConsole);
  expect(queue).toEqual([{ priority: 'REPLY', state: 'IN_DOUBT', texts: 2, oldestAgeSec: 60 }]);
  expect(inDoubt).toMatchObject([{ to: '+86*********00', link: 'link', reason: 'no answer' }, { link: 'link' }]);
  const [first, second] = inDoubt.map(({ textId }) => textId) as [string, string];
  const resolve = (input: Parameters<typeof resolveTexts>[2]) => resolveTexts(registry, operatorAtConsole, input);
  expect(await resolve({ by: 'DROP', dryRun: true })).toEqual([first, second]);
  expect(await resolve({ by: 'DROP', textIds: [first] })).toEqual([first]);
  expect(await resolve({ by: 'SEND_AGAIN' })).toEqual([second]);
  await expect(resolve({ by: 'DROP', textIds: [first] })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await look();
  expect(handed.map(({ text }) => text)).toEqual(['one', 'two', 'two']);
  expect(registry.store.shortRecordCount('OUTBOX')).toBe(0);
});

const carrier = {
  ...({ kind: 'ORGANISATION', organisationId: 'carrier', role: 'CARRIER' } as const),
  scopes: ['dnd:inbound-texts:write'] as const,
};

test.for(['after', 'while', 'before'] as const)(
  'a receipt is counted that comes %s the link’s answer is written',
  async (when) => {
    const receipt = { link: 'link', messageId: 'm-one', status: 'DELIVERED' } as const;
    let registry: Registry | undefined;
    const early = async (): Promise<HandOver> => {
      if (when === 'before' && registry !== undefined) await receiveReceipt(registry, carrier, receipt);
      return { status: 'ACCEPTED', messageId: 'm-one' };
    };
    const { send, look, ...more } = await desk({ answer: early });
    registry = more.registry;
    await send('one');
    const { store } = registry;
    const putShortRecords = store.putShortRecords.bind(store);
    store.putShortRecords = async (puts) => {
      const isAnswer = puts.some(({ kind }) => kind === 'TEXT_RECEIPT');
      store.putShortRecords = isAnswer ? putShortRecords : store.putShortRecords;
      if (isAnswer && when === 'while') await receiveReceipt(more.registry, carrier, receipt);
      return putShortRecords(puts);
    };
    await look();
    store.putShortRecords = putShortRecords;
    if (when === 'after') await receiveReceipt(registry, carrier, receipt);
    await receiveReceipt(registry, carrier, receipt);
    await registry.counts.flush();
    const { outcomesToday } = await readTextQueue(registry, operatorAtConsole);
    expect(outcomesToday).toEqual({ 'REPLY/ACCEPTED': 1, 'REPLY/DELIVERED': 1 });
    const [fate] = registry.store.shortRecords('OUTGOING_TEXT', startedAt, 9);
    expect(JSON.parse(fate?.body ?? '')).toMatchObject({ status: 'DELIVERED', link: 'link' });
  },
);
