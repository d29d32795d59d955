import { describe, expect, test } from 'vitest';
import { unknownRecord } from '../../../src/core/number-record.ts';
import { blockOf, offsetInBlock } from '../../../src/core/phone-number.ts';
import { noPreferences, refuseAll } from '../../../src/core/preferences.ts';
import { dayMs } from '../../../src/core/time.ts';
import type { SubscriberActor } from '../../../src/registry/access/actor.ts';
import { claimKey } from '../../../src/registry/access/kept-answers.ts';
import { openSession, subscriberOfSession } from '../../../src/registry/access/open-session.ts';
import { requestCode } from '../../../src/registry/access/request-code.ts';
import { giveConsent } from '../../../src/registry/consents/give-consent.ts';
import { readConsents } from '../../../src/registry/consents/read-consents.ts';
import { readSenderRefusals } from '../../../src/registry/consents/read-sender-refusals.ts';
import { refuseSender } from '../../../src/registry/consents/refuse-sender.ts';
import { isListed } from '../../../src/registry/numbers/listed-numbers.ts';
import { registerNumbers, registerRows } from '../../../src/registry/numbers/register-numbers.ts';
import { readHistory } from '../../../src/registry/preferences/read-history.ts';
import { setPreferences } from '../../../src/registry/preferences/set-preferences.ts';
import type { Registry } from '../../../src/registry/registry.ts';
import { forgetEverything } from '../../../src/registry/rights/forget-everything.ts';
import { forgetHistory } from '../../../src/registry/rights/forget-history.ts';
import { requestErasure } from '../../../src/registry/rights/request-erasure.ts';
import { keptTexts } from '../../../src/registry/rights/short-traces.ts';
import { textPriorities } from '../../../src/registry/sms-gateway.ts';
import { claimText } from '../../../src/registry/texts/kept-text.ts';
import { queuedTexts } from '../../../src/registry/texts/outgoing/read-text-queue.ts';
import { textGateway } from '../../../src/registry/texts/outgoing/text-gateway.ts';
import { receiveText } from '../../../src/registry/texts/receive-text.ts';
import {
  chineseNumber,
  lastCode,
  type MemoryRegistry,
  memoryRegistry,
  setOrganisation,
  startedAt,
  subscriber,
  wire,
} from '../memory-registry.ts';
import { number, withCarriers } from '../numbers/carriers.ts';
import { happened, kindsOf } from '../numbers/number-changes.ts';

const holder = subscriber(number);
const credit = { categories: { FIN_CREDIT: 'REFUSE' } } as const;

/** A number with a past: it refused all, then less, lets one brand through and shuts one out. */
async function withPast() {
  const memory = await withCarriers();
  const { registry } = memory;
  await setOrganisation(registry, 'brand-2');
  await setPreferences(registry, holder, { ifMatch: '*', replace: { base: 'REFUSE_ALL' } });
  await setPreferences(registry, holder, { ifMatch: '*', replace: credit });
  await giveConsent(registry, holder, { brand: 'brand-1' });
  await refuseSender(registry, holder, { brand: 'brand-2' });
  return memory;
}

async function forgetAll(
  { registry, outbox }: Pick<MemoryRegistry, 'registry' | 'outbox'>,
  who: SubscriberActor = holder,
) {
  await requestErasure(registry, who, {});
  return forgetEverything(registry, who, { code: lastCode(outbox) });
}

const kindsShown = async (registry: Registry, who: SubscriberActor = holder) =>
  (await readHistory(registry, who, { limit: 100 })).rows.map(({ event }) => event.kind);

function expectTooMany(error: unknown): undefined {
  expect(error).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
}

async function kept(registry: Registry): Promise<string> {
  const kinds = ['TEXT', 'TEXT_LINE', 'SESSION', 'CODE', 'IDEMPOTENCY'] as const;
  return kinds.map((kind) => `${kind} ${registry.store.shortRecords(kind, registry.now(), 10).length}`).join(', ');
}

describe('who has his history forgotten', () => {
  test('keeps his choices, his refusals and, if he wants, his consents, and has no past', async () => {
    const { registry, state } = await withPast();
    const before = state();
    const { changed, position } = await forgetHistory(registry, holder, { keepConsents: true });
    expect(changed).toBe(true);
    expect(state()).toEqual(before);
    expect(kindsOf(registry, number)).toEqual(['HISTORY_ERASED']);
    const { rows } = await readHistory(registry, holder, { limit: 10 });
    expect(rows).toMatchObject([{ position, actor: { kind: 'SUBSCRIBER' }, proof: 'OTP' }]);
  });

  test('may end his consents with it', async () => {
    const { registry } = await withPast();
    await forgetHistory(registry, holder, { keepConsents: false });
    expect(await readConsents(registry, holder)).toEqual([]);
    expect(await readSenderRefusals(registry, holder)).toMatchObject([{ brand: 'brand-2', since: startedAt }]);
  });

  test('gets no second entry for the same, and one for what came since', async () => {
    const { registry } = await withPast();
    const first = await forgetHistory(registry, holder, { keepConsents: true });
    const again = await forgetHistory(registry, holder, { keepConsents: true });
    expect(again).toMatchObject({ changed: false, position: first.position });
    expect((await forgetHistory(registry, holder, { keepConsents: false })).changed).toBe(true);
    await setPreferences(registry, holder, { ifMatch: '*', replace: {} });
    expect((await forgetHistory(registry, holder, { keepConsents: false })).changed).toBe(true);
    expect(kindsOf(registry, number)).toEqual(['HISTORY_ERASED']);
  });

  test('leaves no trace of a number that has none', async () => {
    const { registry } = await memoryRegistry();
    expect(await forgetHistory(registry, holder, { keepConsents: true })).toMatchObject({
      changed: false,
      position: 0,
    });
  });

  test('has what stands as his own word: no list touches it, no carrier loosens it', async () => {
    const { registry, carriers, state } = await withCarriers();
    const offsets = Uint16Array.of(offsetInBlock(number));
    const groups = [{ preferences: refuseAll, offsets }];
    const list = { block: blockOf(number), batchId: 'ftc:1', at: startedAt, actor: 'operator:li', groups };
    await registry.store.importBlock(list);
    expect(await isListed(registry, number)).toBe(true);
    await forgetHistory(registry, holder, { keepConsents: true });
    expect(await isListed(registry, number)).toBe(false);
    expect(state().state.preferences).toEqual(refuseAll);
    const registrations = [{ phoneNumber: wire(number), preferences: {} }];
    const { results } = await registerNumbers(registry, carriers.first, {
      proof: 'CARRIER_ASSERTED',
      agent: 'clerk 7',
      registrations,
    });
    expect(results).toMatchObject([{ status: 'REJECTED', code: 'INCOMPATIBLE_STATE' }]);
  });

  test('is not loosened by an older wish that a carrier hands in late, nor is who has everything forgotten', async () => {
    const memory = await withCarriers();
    const { registry, clock, carriers, state } = memory;
    clock.at += dayMs;
    await setPreferences(registry, holder, { ifMatch: '*', replace: { base: 'REFUSE_ALL' } });
    const late = async (wishedAt: number) => {
      const wish = { preferences: { categories: { FIN_CREDIT: 'ALLOW' } }, proof: 'OTP', wishedAt } as const;
      const { results } = await registerRows(registry, carriers.first, [{ phoneNumber: wire(number), ...wish }], 1);
      return results;
    };
    const refused = [{ status: 'REJECTED', code: 'INCOMPATIBLE_STATE', field: 'wishedAt' }];
    expect(await late(startedAt)).toMatchObject(refused);
    await forgetHistory(registry, holder, { keepConsents: true });
    expect(await late(startedAt)).toMatchObject(refused);
    expect(state().state.preferences).toEqual(refuseAll);
    await forgetAll(memory);
    expect(await late(startedAt)).toMatchObject(refused);
    expect(state().state.preferences).toEqual(noPreferences);
    clock.at += dayMs;
    expect(await late(clock.at)).toMatchObject([{ status: 'REGISTERED' }]);
  });

  test('keeps what carriers report of the line, and nothing of a former holder', async () => {
    const { registry, clock, report, waitOut } = await withPast();
    clock.at += dayMs;
    await report('first', 'DISCONNECTED', { occurredAt: clock.at });
    await report('first', 'REASSIGNED', { occurredAt: clock.at });
    await waitOut();
    const next = subscriber(number, 2);
    await setPreferences(registry, next, { ifMatch: '*', replace: credit });
    await report('first', 'PORTED', { toCarrier: 'carrier-2', occurredAt: clock.at });
    await forgetHistory(registry, next, { keepConsents: true });
    expect(await kindsShown(registry, next)).toEqual(['HISTORY_ERASED', 'NUMBER_PORTED', 'NUMBER_REASSIGNED']);
    expect(kindsOf(registry, number).slice(0, 2)).toEqual(['PREFERENCES_SET', 'PREFERENCES_SET']);
  });

  test('loses the texts that are kept and the answers to his requests, and nobody else does', async () => {
    const { registry, carriers } = await withCarriers();
    const other = (number + 1) as typeof number;
    for (const from of [number, other]) {
      const text = { from: wire(from), to: '12321', text: 'STATUS', messageId: `m${from}` };
      await receiveText(registry, carriers.first, text);
      const claim = await claimKey(registry, subscriber(from), { operation: 'refuse', key: 'k', content: 'c' });
      if (claim.status === 'FRESH') await claim.keep({ status: 201, headers: {}, body: 'brand-1' });
    }
    expect(await kept(registry)).toBe('TEXT 2, TEXT_LINE 2, SESSION 0, CODE 0, IDEMPOTENCY 2');
    await forgetHistory(registry, holder, { keepConsents: true });
    expect(await kept(registry)).toBe('TEXT 1, TEXT_LINE 2, SESSION 0, CODE 0, IDEMPOTENCY 1');
    expect(JSON.stringify(registry.store.shortRecords('TEXT', registry.now(), 10))).not.toContain(wire(number));
  });

  test('leaves alone what is under way at that moment', async () => {
    const { registry, carriers } = await withCarriers();
    const text = { via: 'carrier-1', messageId: 'm', from: number, to: '12321', text: 'STATUS' };
    const facts = { ...text, networkTime: undefined, receivedAt: startedAt };
    const claimed = await claimText(registry, facts, 0);
    const keyed = await claimKey(registry, holder, { operation: 'refuse', key: 'k', content: 'c' });
    if (!('finished' in claimed) || keyed.status !== 'FRESH') throw new Error('nobody else is at it');
    await forgetHistory(registry, holder, { keepConsents: true });
    await expect(receiveText(registry, carriers.first, { ...text, from: wire(number) })).rejects.toMatchObject({
      code: 'ABORTED',
    });
    const done = claimed.finished({ understoodAs: 'STATUS', intent: { kind: 'STATUS' }, outcome: 'ANSWERED' });
    expect(await registry.store.putShortRecord(done)).toBe(true);
    await keyed.keep({ status: 201, headers: {}, body: 'brand-1' });
    expect(await kept(registry)).toMatch(/^TEXT 1,.*IDEMPOTENCY 1$/);
  });

  test.each([
    [true, ['CODE', 'CONSENT_REQUEST']],
    [false, ['CODE']],
  ])('gets no reply any more that waits, nor what brands ask where that ends: consents kept %s', async (keep, left) => {
    const { registry } = await withCarriers();
    const queue = textGateway(registry);
    const other = chineseNumber(20_000);
    for (const to of [number, other]) {
      for (const priority of textPriorities) {
        await queue.send({ to, priority, cause: `${to} ${priority}`, text: 'loans', expiresAt: startedAt + dayMs });
      }
    }
    await forgetHistory(registry, holder, { keepConsents: keep });
    const waiting = new Map<string, string[]>([wire(number), wire(other)].map((to) => [to, []]));
    for await (const { to, priority } of queuedTexts(registry)) waiting.get(to)?.push(priority);
    expect(waiting.get(wire(number))?.sort()).toEqual(left);
    expect(waiting.get(wire(other))).toHaveLength(3);
  });

  test('finds his texts without going through everybody’s', async () => {
    const memory = await withCarriers();
    const { registry, carriers } = memory;
    for (let at = 0; at < 300; at++) {
      const text = { from: wire(chineseNumber(at)), to: '12321', text: 'STATUS', messageId: `m${at}` };
      await receiveText(registry, carriers.first, text);
    }
    let read = 0;
    const store: Registry['store'] = Object.assign(Object.create(registry.store), {
      shortRecords(...asked: Parameters<Registry['store']['shortRecords']>) {
        const page = registry.store.shortRecords(...asked);
        if (asked[0] === 'TEXT') read += page.length;
        return page;
      },
    });
    const found: string[] = [];
    const his = subscriber(chineseNumber(7));
    for await (const { text } of keptTexts({ ...registry, store }, his)) found.push(text.from);
    expect(found).toEqual([wire(chineseNumber(7))]);
    expect(read).toBeLessThanOrEqual(200);
  });

  test('may have that five times a day', async () => {
    const { registry, clock } = await withPast();
    for (let at = 0; at < 5; at++) await forgetHistory(registry, holder, { keepConsents: true });
    const again = forgetHistory(registry, holder, { keepConsents: true });
    await expect(again).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    clock.at += dayMs;
    await forgetHistory(registry, holder, { keepConsents: true });
  });

  test('whose tenure has ended erases nothing', async () => {
    const { registry, clock, report, waitOut } = await withPast();
    clock.at += dayMs;
    await report('first', 'DISCONNECTED', { occurredAt: clock.at });
    await report('first', 'REASSIGNED', { occurredAt: clock.at });
    await waitOut();
    const before = kindsOf(registry, number);
    await expect(forgetHistory(registry, holder, { keepConsents: true })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    expect(kindsOf(registry, number)).toEqual(before);
  });
});

describe('who has everything forgotten', () => {
  test('is as one never heard of', async () => {
    const memory = await withPast();
    await forgetAll(memory);
    expect(memory.state()).toEqual(unknownRecord);
    expect(await kindsShown(memory.registry)).toEqual(['RECORD_ERASED']);
  });

  test('takes two steps: the first erases nothing and texts a code to the number', async () => {
    const { registry, outbox, state } = await withPast();
    const before = state();
    const { expiresAt } = await requestErasure(registry, holder, {});
    expect(outbox.at(-1)).toMatchObject({ to: number, expiresAt });
    expect(outbox.at(-1)?.text).toContain('删除');
    await requestErasure(registry, holder, { language: 'en' });
    expect(outbox.at(-1)?.text).toContain('erases all');
    const klingon = requestErasure(registry, holder, { language: 'tlh' });
    await expect(klingon).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'language' });
    expect(state()).toEqual(before);
    const code = lastCode(outbox);
    const wrong = code === '000000' ? '000001' : '000000';
    const refused = { code: 'INVALID_ARGUMENT', field: 'code' };
    await expect(forgetEverything(registry, holder, { code: wrong })).rejects.toMatchObject(refused);
    expect(state()).toEqual(before);
    await forgetEverything(registry, holder, { code });
    await expect(forgetEverything(registry, holder, { code })).rejects.toMatchObject(refused);
  });

  test('is not kept from it by strangers who ask for codes and guess them', async () => {
    const { registry, outbox, clock } = await withPast();
    const asked = [];
    for (let at = 0; at < 12; at++) {
      const clientAddress = `203.0.113.${at % 4}`;
      asked.push(await requestCode(registry, { phoneNumber: wire(number), clientAddress }).catch(expectTooMany));
      const wrong = lastCode(outbox) === '000000' ? '000001' : '000000';
      for (let tried = 0; tried < 2; tried++) {
        const guess = openSession(registry, { phoneNumber: wire(number), code: wrong, clientAddress });
        await guess.catch((error) => expect(error.code).toMatch(/UNAUTHENTICATED|TOO_MANY_REQUESTS/));
      }
      clock.at += 10 * 60_000;
    }
    expect(asked.at(-1)).toBeUndefined();
    for (let tried = 0; tried < 16; tried++) {
      const guess = openSession(registry, { phoneNumber: wire(number), code: '000000', clientAddress: '203.0.113.1' });
      await expect(guess).rejects.toMatchObject({ code: tried < 15 ? 'UNAUTHENTICATED' : 'TOO_MANY_REQUESTS' });
    }
    await requestErasure(registry, holder, { clientAddress: '203.0.113.1' });
    await forgetEverything(registry, holder, { code: lastCode(outbox), clientAddress: '203.0.113.1' });
  });

  test('gets three such codes in a quarter of an hour, ten a day, and none for hours after 20 wrong tries', async () => {
    const { registry, outbox, clock } = await withPast();
    const tooMany = { code: 'TOO_MANY_REQUESTS' };
    for (let at = 0; at < 3; at++) await requestErasure(registry, holder, {});
    await expect(requestErasure(registry, holder, {})).rejects.toMatchObject(tooMany);
    for (let at = 3; at < 7; at++) {
      clock.at += 30 * 60_000;
      await requestErasure(registry, holder, { clientAddress: '203.0.113.1' });
      const wrong = lastCode(outbox) === '000000' ? '000001' : '000000';
      for (let tried = 0; tried < 5; tried++) {
        const guess = forgetEverything(registry, holder, { code: wrong, clientAddress: '203.0.113.1' });
        await expect(guess).rejects.toMatchObject({ field: 'code' });
      }
    }
    clock.at += 30 * 60_000;
    await expect(requestErasure(registry, holder, {})).rejects.toMatchObject(tooMany);
    clock.at += 12 * 3_600_000;
    for (let at = 7; at < 10; at++) await requestErasure(registry, holder, {});
    clock.at += 3_600_000;
    await expect(requestErasure(registry, holder, {})).rejects.toMatchObject(tooMany);
  });

  test('needs a code of its own kind, not too late', async () => {
    const { registry, outbox, clock, state } = await withPast();
    const before = state();
    await requestCode(registry, { phoneNumber: wire(number) });
    const forSession = lastCode(outbox);
    await expect(forgetEverything(registry, holder, { code: forSession })).rejects.toMatchObject({ field: 'code' });
    await requestErasure(registry, holder, {});
    const code = lastCode(outbox);
    await expect(openSession(registry, { phoneNumber: wire(number), code })).rejects.toMatchObject({ field: 'code' });
    clock.at += registry.policy.clocks.codeLifetimeSec * 1_000;
    await expect(forgetEverything(registry, holder, { code })).rejects.toMatchObject({ field: 'code' });
    expect(state()).toEqual(before);
  });

  test('has no session, no code, no text and no answer left; others have theirs', async () => {
    const memory = await withCarriers();
    const { registry, outbox, carriers } = memory;
    const tokens: string[] = [];
    for (const from of [number, chineseNumber(20_000)]) {
      await requestCode(registry, { phoneNumber: wire(from) });
      tokens.push((await openSession(registry, { phoneNumber: wire(from), code: lastCode(outbox) })).token);
      await receiveText(registry, carriers.first, {
        from: wire(from),
        to: '12321',
        text: 'STATUS',
        messageId: `${from}`,
      });
      await requestCode(registry, { phoneNumber: wire(from) });
    }
    expect(await kept(registry)).toBe('TEXT 2, TEXT_LINE 2, SESSION 2, CODE 2, IDEMPOTENCY 0');
    await forgetAll(memory, await subscriberOfSession(registry, tokens[0] ?? ''));
    expect(await kept(registry)).toBe('TEXT 1, TEXT_LINE 1, SESSION 1, CODE 1, IDEMPOTENCY 0');
    await expect(subscriberOfSession(registry, tokens[0] ?? '')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await subscriberOfSession(registry, tokens[1] ?? '');
  });

  test('leaves what carriers reported: it protects who has the number next, and says who serves it', async () => {
    const memory = await withPast();
    const { registry, clock, report, waitOut, state } = memory;
    clock.at += dayMs;
    await report('first', 'DISCONNECTED', { occurredAt: clock.at });
    await report('first', 'REASSIGNED', { occurredAt: clock.at });
    await waitOut();
    await report('first', 'PORTED', { toCarrier: 'carrier-2', occurredAt: clock.at });
    const next = subscriber(number, 2);
    await setPreferences(registry, next, { ifMatch: '*', replace: credit });
    const { detail } = state();
    await forgetAll(memory, next);
    expect(state()).toMatchObject({ state: { preferences: noPreferences }, detail: { ...detail, permissions: [] } });
    expect(state().detail.tenures).toHaveLength(2);
    expect(await report('first', 'DISCONNECTED')).toMatchObject({ status: 'REJECTED' });
    expect(await report('second', 'DISCONNECTED', { occurredAt: registry.now() })).toMatchObject({
      status: 'RECORDED',
    });
  });

  test.each([
    ['', false],
    [' also where the number came to him with his own earlier choice', true],
  ])('is registered by a carrier like anybody else%s', async (_, isNext) => {
    const memory = await withPast();
    const { registry, carriers, state } = memory;
    if (isNext) {
      await happened(registry, number, { kind: 'NUMBER_DISCONNECTED', occurredAt: 5 });
      await happened(registry, number, { kind: 'NUMBER_REASSIGNED', occurredAt: 5, keepsPreferences: true });
    }
    await forgetAll(memory, subscriber(number, isNext ? 2 : 1));
    const registrations = [
      { phoneNumber: wire(number), preferences: { categories: { FIN_CREDIT: 'ALLOW' } } },
    ] as const;
    const { results } = await registerNumbers(registry, carriers.first, {
      proof: 'CARRIER_ASSERTED',
      agent: 'clerk 7',
      registrations,
    });
    expect(results).toMatchObject([{ status: 'REGISTERED' }]);
    expect(state().state.preferences.categories).toEqual({ FIN_CREDIT: 'ALLOW' });
  });

  test('ends what a carrier asserted and still waits', async () => {
    const memory = await withPast();
    const { registry, state, waitOut } = memory;
    const pending = {
      assertionId: 'a',
      waitsUntil: startedAt,
      effect: { kind: 'PREFERENCES_SET', preferences: noPreferences },
    } as const;
    await happened(registry, number, { kind: 'ASSERTION_WAITS', ...pending });
    expect(state().detail.pending).toEqual(pending);
    await forgetHistory(registry, holder, { keepConsents: true });
    await waitOut();
    expect(state().detail.pending).toBeUndefined();
    expect(state().state.preferences.categories).toEqual(credit.categories);
  });
});
