import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src/core/fault.ts';
import { blockOf, type PhoneNumber } from '../../../src/core/phone-number.ts';
import { cnPolicy } from '../../../src/core/policies/cn.ts';
import { hourMs, minuteMs } from '../../../src/core/time.ts';
import { readAbuseSignals } from '../../../src/registry/abuse/read-abuse-signals.ts';
import { codeLimits, tryLimits, wrongTriesLimit } from '../../../src/registry/access/code-limits.ts';
import { openSession } from '../../../src/registry/access/open-session.ts';
import { codeTriesMax, requestCode } from '../../../src/registry/access/request-code.ts';
import { setPreferences } from '../../../src/registry/preferences/set-preferences.ts';
import { nodeHmac } from '../../../src/runtime/node-signer.ts';
import {
  chineseNumber,
  freshStore,
  lastCode,
  memoryRegistry,
  operatorAtConsole,
  startedAt,
  subscriber,
  wire,
} from '../memory-registry.ts';

const number = chineseNumber();
const ownNumbers = cnPolicy.texts.numbers
  .slice(0, 3)
  .map((own) => own.number)
  .join(' or ');

async function doors(store = freshStore()) {
  const memory = await memoryRegistry({ store });
  const registry = { ...memory.registry, hmac: nodeHmac };
  const ask = (to: PhoneNumber, clientAddress?: string) =>
    outcomeOf(requestCode(registry, { phoneNumber: wire(to), clientAddress }));
  const open = (of: PhoneNumber, code: string, clientAddress?: string) =>
    outcomeOf(openSession(registry, { phoneNumber: wire(of), code, clientAddress }));
  const signals = async () => {
    await registry.abuse.sync();
    return readAbuseSignals(registry, operatorAtConsole, { limit: 1_000 });
  };
  return { ...memory, registry, ask, open, signals };
}

interface Outcome {
  readonly code: string;
  readonly message?: string;
  readonly field?: string | undefined;
  readonly limit?: string | undefined;
  readonly retryAfterSec?: number | undefined;
}

async function outcomeOf(done: Promise<unknown>): Promise<Outcome> {
  try {
    await done;
    return { code: 'OK' };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { code, message, field, limit, retryAfterSec } = error;
    return { code, message, field, limit, retryAfterSec };
  }
}

function count(outcomes: readonly Outcome[], code: string): number {
  return outcomes.filter((one) => one.code === code).length;
}

/** One after another, as a stranger's script would: the same each time the test runs. */
async function inOrder<T>(times: number, what: (at: number) => Promise<T>): Promise<readonly T[]> {
  const done: T[] = [];
  for (let at = 0; at < times; at++) done.push(await what(at));
  return done;
}

function apart(at: number): PhoneNumber {
  return chineseNumber(at * 10_000 + 1);
}

function address(at: number): string {
  return `${198 + (at >> 16)}.${(at >> 8) & 255}.${at & 255}.7`;
}

function wrong(code: string): string {
  return String((Number(code) + 1) % 1_000_000).padStart(6, '0');
}

describe('1,000 registrations in a minute from one address', () => {
  test('get its codes, then are told what they ran into and when to come back; others go on', async () => {
    const { ask, outbox, signals, clock } = await doors();
    const outcomes = await inOrder(1_000, (at) => ask(apart(at), '203.0.113.7'));
    expect(count(outcomes, 'OK')).toBe(codeLimits.address.max);
    expect(outbox).toHaveLength(codeLimits.address.max);
    expect(outcomes.at(-1)).toEqual({
      code: 'TOO_MANY_REQUESTS',
      message: `this was asked for too often; who texts CODE to ${ownNumbers} from the line itself gets one all the same`,
      field: 'client',
      limit: 'at most 100 times in 900 seconds from one network',
      retryAfterSec: 900,
    });
    expect(await ask(apart(2_000), '203.0.113.8')).toEqual({ code: 'OK' });
    const [signal, ...more] = await signals();
    expect(more).toEqual([]);
    expect(signal).toMatchObject({ kind: 'CODE_FLOOD_ADDRESS', measure: 900, network: '203.0.113.0/24' });
    expect(JSON.stringify(signal)).not.toContain('203.0.113.7');
    clock.at += codeLimits.address.windowMs;
    expect(await ask(apart(2_001), '203.0.113.7')).toEqual({ code: 'OK' });
  });

  test('or from ever new networks of one /48: they count as neighbours', async () => {
    const { ask, signals } = await doors();
    const outcomes = await inOrder(1_000, (at) => ask(apart(at), `2001:db8:7:${at.toString(16)}::1`));
    expect(count(outcomes, 'OK')).toBe(codeLimits.site.max);
    expect(await signals()).toMatchObject([{ kind: 'CODE_FLOOD_ADDRESS', network: '2001:db8:7::/48' }]);
  });

  test('are a crowd’s, who use their codes: nobody is sent away', async () => {
    const { ask, open, outbox, clock, signals } = await doors();
    for (let at = 0; at < 300; at++) {
      expect(await ask(apart(at), '203.0.113.7')).toEqual({ code: 'OK' });
      expect(await open(apart(at), lastCode(outbox), '203.0.113.7')).toEqual({ code: 'OK' });
      clock.at += 1_000;
    }
    expect(await signals()).toEqual([]);
  });

  test('whose addresses no door knows are one network', async () => {
    const { ask, signals } = await doors();
    expect(count(await inOrder(150, (at) => ask(apart(at))), 'OK')).toBe(codeLimits.address.max);
    expect(await signals()).toMatchObject([{ kind: 'CODE_FLOOD_ADDRESS', network: 'unknown' }]);
  });
});

describe('100 codes for one number', () => {
  test('from one place are few, and leave half of a day’s to its holder', async () => {
    const { ask, outbox, clock, signals } = await doors();
    const outcomes = await inOrder(100, (at) => {
      clock.at = startedAt + at * 10 * minuteMs;
      return ask(number, '203.0.113.7');
    });
    expect(count(outcomes, 'OK')).toBe(codeLimits.numberNetwork.max);
    expect(outcomes.at(-1)).toMatchObject({ field: 'phoneNumber', limit: expect.stringContaining('one network') });
    expect(await ask(number, '192.0.2.1')).toEqual({ code: 'OK' });
    expect(outbox).toHaveLength(codeLimits.numberNetwork.max + 1);
    const found = await signals();
    expect(new Set(found.map(({ kind }) => kind))).toEqual(new Set(['CODE_FLOOD_NUMBER']));
    expect(found[0]).toMatchObject({ block: '+8613800******' });
    expect(JSON.stringify(found)).not.toContain(String(number));
  });

  test('from everywhere are no more than ten a day', async () => {
    const { ask, clock } = await doors();
    const outcomes = await inOrder(100, (at) => {
      clock.at = startedAt + at * 10 * minuteMs;
      return ask(number, address(at));
    });
    expect(count(outcomes, 'OK')).toBe(codeLimits.numberDay.max);
    const waits = outcomes.map(({ retryAfterSec = 0 }) => retryAfterSec);
    expect(Math.max(...waits)).toBeLessThanOrEqual(86_400);
  });
});

describe('a code guessed 1,000 times', () => {
  test('gets one answer, whether it is wrong or spent, and opens nothing', async () => {
    const { ask, open, outbox, signals } = await doors();
    await ask(number, '192.0.2.1');
    const code = lastCode(outbox);
    const outcomes = await inOrder(1_000, (at) => open(number, wrong(code), address(at)));
    const answer = { message: 'the code is not valid; ask for a new one', field: 'code' };
    expect(outcomes).toEqual(outcomes.map(() => expect.objectContaining({ code: 'UNAUTHENTICATED', ...answer })));
    expect(await open(number, code, address(2_000))).toMatchObject({ code: 'UNAUTHENTICATED', ...answer });
    expect(await signals()).toMatchObject([{ kind: 'CODE_GUESSING', measure: 1_001, block: '+8613800******' }]);
  });

  test('leaves his tries to who asked for it', async () => {
    const { ask, open, outbox } = await doors();
    await ask(number, '192.0.2.1');
    const code = lastCode(outbox);
    await inOrder(100, (at) => open(number, wrong(code), address(at)));
    for (let at = 1; at < codeTriesMax; at++) {
      expect(await open(number, wrong(code), '192.0.2.1')).toMatchObject({ code: 'UNAUTHENTICATED' });
    }
    expect(await open(number, code, '192.0.2.1')).toEqual({ code: 'OK' });
  });

  test('from one place ends there, before the code is looked at', async () => {
    const { ask, open, outbox, signals } = await doors();
    const outcomes = await inOrder(1_000, (at) => open(number, String(at).padStart(6, '0'), '203.0.113.7'));
    expect(count(outcomes, 'UNAUTHENTICATED')).toBe(tryLimits.numberNetwork.max);
    expect(outcomes.at(-1)).toMatchObject({ field: 'code', retryAfterSec: 1_800 });
    await ask(number, '192.0.2.1');
    expect(await open(number, lastCode(outbox), '192.0.2.1')).toEqual({ code: 'OK' });
    expect(await signals()).toMatchObject([{ kind: 'CODE_GUESSING', measure: 1_000 }]);
  });

  test('over several codes pauses the number: no new ones, until the window ends', async () => {
    const { ask, open, outbox, clock } = await doors();
    let sent = 0;
    for (; (await ask(number, address(sent))).code === 'OK'; sent++) {
      for (let at = 0; at < 2 * codeTriesMax; at++) {
        await open(number, wrong(lastCode(outbox)), address(at % 2 === 0 ? sent : 100 + at));
      }
    }
    expect(sent).toBe(wrongTriesLimit.max / (2 * codeTriesMax));
    expect(await ask(number, '192.0.2.9')).toMatchObject({
      limit: 'at most 20 times in 43200 seconds for one number',
      retryAfterSec: wrongTriesLimit.windowMs / 1_000,
    });
    expect(await ask(chineseNumber(1), '192.0.2.9')).toEqual({ code: 'OK' });
    clock.at += 12 * hourMs;
    expect(await ask(number, '192.0.2.9')).toEqual({ code: 'OK' });
    expect(await open(number, lastCode(outbox), '192.0.2.9')).toEqual({ code: 'OK' });
  });

  test('where there is none pauses nothing', async () => {
    const { ask, open } = await doors();
    await inOrder(1_000, (at) => open(number, '000000', address(at)));
    expect(await ask(number, '192.0.2.1')).toEqual({ code: 'OK' });
  });
});

test('10,000 codes to one range are sixty in ten minutes, whoever asks, and other ranges go on', async () => {
  const { ask, outbox, signals } = await doors();
  const outcomes = await inOrder(10_000, (at) => ask(chineseNumber(10_000 + at), address(at)));
  expect(count(outcomes, 'OK')).toBe(codeLimits.prefix.max);
  expect(outbox).toHaveLength(codeLimits.prefix.max);
  expect(outcomes.at(-1)).toMatchObject({
    limit: 'at most 60 times in 600 seconds for one range of 10,000 numbers',
    retryAfterSec: 600,
  });
  expect(await ask(chineseNumber(20_000), '192.0.2.1')).toEqual({ code: 'OK' });
  expect(blockOf(chineseNumber(20_000))).not.toBe(blockOf(chineseNumber(10_000)));
  expect(await signals()).toMatchObject([{ kind: 'CODE_PUMPING', measure: 9_940, block: '+8613800******' }]);
});

test('who asks much cannot use up what all may have: half of it is for the quiet', async () => {
  const { ask, signals } = await doors();
  const loud = await inOrder(1_500, (at) => ask(apart(at), address(at % 30)));
  // Three or four of each of thirty networks are quiet still.
  expect(count(loud, 'OK')).toBe(codeLimits.total.max);
  expect(loud.at(-1)).toMatchObject({ limit: 'at most 600 times in 60 seconds for everybody', retryAfterSec: 60 });
  const quiet = await inOrder(codeLimits.reserve.max, (at) => ask(apart(2_000 + at), address(1_000 + at)));
  expect(count(quiet, 'OK')).toBe(codeLimits.reserve.max);
  expect(await ask(apart(5_000), address(5_000))).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
  expect(await signals()).toMatchObject([{ kind: 'CODE_FLOOD_TOTAL', measure: 901, key: expect.any(String) }]);
});

test('neither answers nor limits nor the count of writes tell whether a number is on record, or has a code', async () => {
  const seen = async (isOnRecord: boolean, hasCode: boolean) => {
    const store = freshStore();
    let writes = 0;
    const counting = new Proxy(store, {
      get(target, name) {
        if (name === 'putShortRecord' || name === 'putShortRecords' || name === 'append') writes += 1;
        const member: unknown = Reflect.get(target, name, target);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
    const { ask, open, registry } = await doors(counting);
    if (isOnRecord)
      await setPreferences(registry, subscriber(number), { ifMatch: '*', replace: { base: 'REFUSE_ALL' } });
    const said: unknown[] = [];
    if (hasCode) await ask(number, '192.0.2.1');
    for (let at = 0; at < 30; at++) {
      const before = writes;
      said.push(await open(number, 'none', address(at % 3)), writes - before);
    }
    const asked: unknown[] = [];
    for (let at = 0; at < 8; at++) {
      const before = writes;
      asked.push(await ask(number, '192.0.2.1'), writes - before);
    }
    return { said, asked };
  };
  const stranger = await seen(false, false);
  expect(await seen(true, false)).toEqual(stranger);
  expect((await seen(false, true)).said).toEqual(stranger.said);
  expect(await seen(true, true)).toEqual(await seen(false, true));
});
