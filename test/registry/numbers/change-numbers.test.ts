import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src/core/fault.ts';
import { noPreferences, refuseAll } from '../../../src/core/preferences.ts';
import { giveConsent } from '../../../src/registry/consents/give-consent.ts';
import { readmitSender } from '../../../src/registry/consents/readmit-sender.ts';
import { refuseSender } from '../../../src/registry/consents/refuse-sender.ts';
import { withdrawConsent } from '../../../src/registry/consents/withdraw-consent.ts';
import { changeNumber, changeNumbers, type NumberAsk, ownDraft } from '../../../src/registry/numbers/change-numbers.ts';
import { setPreferences } from '../../../src/registry/preferences/set-preferences.ts';
import type { Registry } from '../../../src/registry/registry.ts';
import { chineseNumber, memoryRegistry, setOrganisation, startedAt, subscriber } from '../memory-registry.ts';
import { happened, kindsOf } from './number-changes.ts';

const number = chineseNumber();
const refuse = (brand: string) => ownDraft(subscriber(number), { kind: 'SENDER_REFUSED', brand });

test('what comes of a change is the record as the log has it', async () => {
  const { registry } = await memoryRegistry();
  const now = await changeNumber(registry, number, () => refuse('brand-1'));
  expect(now).toEqual({
    ...registry.store.number(number),
    position: registry.store.head(),
    changed: true,
    follows: undefined,
  });
  const again = await changeNumber(registry, number, () => undefined);
  expect(again).toEqual({ ...now, changed: false });
});

test('who is overtaken is asked again in view of what happened; after three times he is told', async () => {
  const { registry } = await memoryRegistry();
  let seen = 0;
  const overtakenAlways: NumberAsk['draftOf'] = async () => {
    await happened(registry, number, { kind: 'SENDER_REFUSED', brand: `other-${seen++}` });
    return refuse('brand-1');
  };
  await expect(changeNumber(registry, number, overtakenAlways)).rejects.toMatchObject({
    code: 'ABORTED',
    retryAfterSec: 1,
  });
  expect(seen).toBe(3);
  expect(kindsOf(registry, number)).toHaveLength(3);
});

test('how a number stood at the look at the session counts for that millisecond, and the log finds who was quicker', async () => {
  const { registry, clock } = await memoryRegistry();
  let looks = 0;
  const look = (asked: typeof number) => {
    looks += 1;
    return registry.shard.number(asked);
  };
  const shard = { ...registry.shard, number: look };
  const watched = { ...registry, shard };
  const holder = { ...subscriber(number), seen: { present: registry.store.number(number), at: clock.at } };
  const set = async (base: 'REFUSE_ALL' | 'LAW') => {
    const { preferences } = await setPreferences(watched, holder, { ifMatch: '*', replace: { base } });
    expect(registry.store.number(number).record.state.preferences).toEqual(preferences);
    return [preferences.base, looks];
  };
  expect(await set('REFUSE_ALL')).toEqual(['REFUSE_ALL', 0]);
  await happened(registry, number, { kind: 'PREFERENCES_SET', preferences: noPreferences });
  expect(await set('REFUSE_ALL')).toEqual(['REFUSE_ALL', 1]);
  clock.at += 1;
  expect(await set('LAW')).toEqual(['LAW', 2]);
});

test('a fault refuses its own ask alone, but a log that cannot be written fails all', async () => {
  const { registry } = await memoryRegistry();
  const failing = (code: 'NOT_FOUND' | 'UNAVAILABLE'): NumberAsk => ({
    number: chineseNumber(1),
    draftOf() {
      throw new Fault(code, 'test');
    },
  });
  const good: NumberAsk = { number, draftOf: () => refuse('brand-1') };
  const results = await changeNumbers(registry, [failing('NOT_FOUND'), good, new Fault('OUT_OF_RANGE', 'test')]);
  expect(results).toMatchObject([{ code: 'NOT_FOUND' }, { changed: true }, { code: 'OUT_OF_RANGE' }]);
  await expect(changeNumbers(registry, [good, failing('UNAVAILABLE')])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

test('many asks let others have their turn between chunks', async () => {
  const { registry } = await memoryRegistry();
  const asks = Array.from(
    { length: 2_000 },
    (_, at): NumberAsk => ({ number: chineseNumber(at), draftOf: () => refuse('brand-1') }),
  );
  let turns = 0;
  const changing = { done: false as boolean };
  const count = () => {
    turns += 1;
    if (!changing.done) setImmediate(count);
  };
  setImmediate(count);
  await changeNumbers(registry, asks);
  changing.done = true;
  expect(turns).toBeGreaterThanOrEqual(10);
});

test('nothing asked, nothing done', async () => {
  const { registry } = await memoryRegistry();
  expect(await changeNumbers(registry, [])).toEqual([]);
});

describe('a former holder’s request in flight', () => {
  const former = subscriber(chineseNumber());
  const verbs: Readonly<Record<string, (registry: Registry) => Promise<unknown>>> = {
    'sets no preferences': (registry) => setPreferences(registry, former, { ifMatch: '*', replace: refuseAll }),
    'does not learn that they stand that way': (registry) =>
      setPreferences(registry, former, { ifMatch: '*', replace: noPreferences }),
    'gives no consent': (registry) => giveConsent(registry, former, { brand: 'brand-1' }),
    'withdraws none': (registry) => withdrawConsent(registry, former, 'brand-1'),
    'refuses no sender': (registry) => refuseSender(registry, former, { brand: 'brand-1' }),
    'readmits none': (registry) => readmitSender(registry, former, 'brand-1'),
  };

  test.for(Object.entries(verbs))('%s', async ([, ask]) => {
    const { registry } = await memoryRegistry();
    await setOrganisation(registry, 'brand-1');
    await happened(registry, former.number, { kind: 'NUMBER_REASSIGNED', occurredAt: startedAt });
    const head = registry.store.head();
    await expect(ask(registry)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(registry.store.head()).toBe(head);
  });

  test('nor anything while nobody has the number', async () => {
    const { registry } = await memoryRegistry();
    await happened(registry, former.number, { kind: 'NUMBER_DISCONNECTED', occurredAt: startedAt });
    const asked = setPreferences(registry, former, { ifMatch: '*', replace: refuseAll });
    await expect(asked).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
