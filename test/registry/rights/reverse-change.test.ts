import { expect, test } from 'vitest';
import { blockOf, offsetInBlock } from '../../../src/core/phone-number.ts';
import { noPreferences, refuseAll } from '../../../src/core/preferences.ts';
import { dayMs } from '../../../src/core/time.ts';
import { giveConsent } from '../../../src/registry/consents/give-consent.ts';
import { readmitSender } from '../../../src/registry/consents/readmit-sender.ts';
import { refuseSender } from '../../../src/registry/consents/refuse-sender.ts';
import { withdrawConsent } from '../../../src/registry/consents/withdraw-consent.ts';
import type { PreferencesWords } from '../../../src/registry/preferences/checked-preferences.ts';
import { setPreferences } from '../../../src/registry/preferences/set-preferences.ts';
import { forgetHistory } from '../../../src/registry/rights/forget-history.ts';
import { reverseChange } from '../../../src/registry/rights/reverse-change.ts';
import { chineseNumber, memoryRegistry, setOrganisation, startedAt, subscriber } from '../memory-registry.ts';
import { happened, kindsOf } from '../numbers/number-changes.ts';

const number = chineseNumber();
const holder = subscriber(number);

/** A registry with two brands, and what the tests do in it; each tells the position of its entry. */
async function opened() {
  const { registry, clock } = await memoryRegistry();
  await setOrganisation(registry, 'brand-1');
  const last = async <T>(change: Promise<T>) => {
    await change;
    clock.at += 1_000;
    return registry.store.head();
  };
  const choose = (replace: PreferencesWords) => last(setPreferences(registry, holder, { ifMatch: '*', replace }));
  const consent = (expiresAt?: number) =>
    last(giveConsent(registry, holder, { brand: 'brand-1', scope: { channels: ['SMS'] }, expiresAt }));
  return {
    registry,
    clock,
    choose,
    consent,
    withdraw: () => last(withdrawConsent(registry, holder, 'brand-1')),
    refuse: () => last(refuseSender(registry, holder, { brand: 'brand-1' })),
    readmit: () => last(readmitSender(registry, holder, 'brand-1')),
    happens: (event: Parameters<typeof happened>[2]) => last(happened(registry, number, event)),
    back: (position: number) => reverseChange(registry, holder, { position }),
    choices: () => registry.store.number(number).record.state.preferences,
    brands: () =>
      registry.store
        .number(number)
        .record.detail.permissions.map(({ brand, status, scope }) => ({ brand, status, scope })),
  };
}

const credit = { categories: { FIN_CREDIT: 'REFUSE' } } as const;
const voice = { channels: { VOICE: 'REFUSE' } } as const;

test('choices are again as they were before', async () => {
  const { choose, back, choices, registry } = await opened();
  await choose(credit);
  const second = await choose(voice);
  const { changed, position } = await back(second);
  expect(changed).toBe(true);
  expect(choices()).toEqual({ ...noPreferences, ...credit });
  expect(registry.store.history(number, position + 1, 1)).toMatchObject([{ actor: 'subscriber', proof: 'OTP' }]);
});

test('one after the other, from the last one on, everything can be taken back, and taken back again', async () => {
  const { choose, back, choices } = await opened();
  const positions = [await choose(credit), await choose(voice), await choose({ base: 'REFUSE_ALL' })];
  for (const position of positions.toReversed()) await back(position);
  expect(choices()).toEqual(noPreferences);
  await back(positions[0]! + 5);
  expect(choices()).toEqual({ ...noPreferences, ...credit });
});

test('something later stands in the way, and is named', async () => {
  const { choose, refuse, back, choices } = await opened();
  const first = await choose(credit);
  const second = await choose({ ...credit, ...voice });
  await refuse();
  const fault = { code: 'INCOMPATIBLE_STATE', field: 'position', limit: `nothing after it, as log:${second} is` };
  await expect(back(first)).rejects.toMatchObject(fault);
  expect(choices()).toMatchObject({ ...credit, ...voice });
});

test('what a list, or a carrier’s assertion, brought can be taken back', async () => {
  const { registry, happens, back, choices } = await opened();
  const groups = [{ preferences: refuseAll, offsets: Uint16Array.of(offsetInBlock(number)) }];
  const { position = 0 } = await registry.store.importBlock({
    ...{ block: blockOf(number), batchId: 'b', at: startedAt, actor: 'operator:li', groups },
  });
  await back(position);
  expect(choices()).toEqual(noPreferences);
  const asserted = { kind: 'ASSERTION_WAITS', assertionId: 'a', waitsUntil: startedAt + dayMs } as const;
  const waits = { ...asserted, effect: { kind: 'PREFERENCES_SET', preferences: noPreferences } } as const;
  await back(await happens({ ...waits, meanwhile: refuseAll }));
  expect(choices()).toEqual(noPreferences);
  expect(registry.store.numberDetail(number).pending).toBeUndefined();
});

test('a refusal of a brand, and what it ended', async () => {
  const { consent, refuse, readmit, back, brands } = await opened();
  await back(await refuse());
  expect(brands()).toEqual([]);
  await consent();
  await back(await refuse());
  const consented = [{ brand: 'brand-1', status: 'CONSENTED', scope: { channels: ['SMS'] } }];
  expect(brands()).toEqual(consented);
  await refuse();
  await back(await readmit());
  expect(brands()).toMatchObject([{ status: 'REFUSED' }]);
});

test('a consent, and its withdrawal while it would still hold', async () => {
  const { clock, consent, withdraw, refuse, back, brands } = await opened();
  await back(await consent(startedAt + dayMs));
  expect(brands()).toEqual([]);
  await consent(startedAt + dayMs);
  const withdrawn = await withdraw();
  await back(withdrawn);
  expect(brands()).toMatchObject([{ status: 'CONSENTED', scope: { channels: ['SMS'] } }]);
  const again = await withdraw();
  clock.at += dayMs;
  await expect(back(again)).rejects.toMatchObject({ code: 'INCOMPATIBLE_STATE', field: 'position' });
  await refuse();
  await expect(back(again)).rejects.toMatchObject({ limit: expect.stringContaining('log:') });
});

test('what a brand asks is declined by it, and cannot be brought back', async () => {
  const { happens, withdraw, back, brands } = await opened();
  const asked = await happens({ kind: 'CONSENT_REQUESTED', brand: 'brand-1', scope: {} });
  await back(asked);
  expect(brands()).toEqual([]);
  await happens({ kind: 'CONSENT_REQUESTED', brand: 'brand-1', scope: {} });
  await expect(back(await withdraw())).rejects.toMatchObject({ code: 'INCOMPATIBLE_STATE' });
});

test('refusing all can be taken back; the consents that it ended do not come with it', async () => {
  const { choose, consent, back, choices, brands } = await opened();
  await choose(credit);
  await consent();
  await back(await choose({ base: 'REFUSE_ALL' }));
  expect(choices()).toEqual({ ...noPreferences, ...credit });
  expect(brands()).toEqual([]);
});

test('what changed nothing that stands is answered without an entry', async () => {
  const { registry, choose, back } = await opened();
  await choose(credit);
  const again = await registry.store.append([
    {
      ...{ number, follows: registry.store.number(number).follows, at: startedAt, actor: 'subscriber' },
      ...{
        wayIn: 'API',
        proof: 'OTP',
        event: { kind: 'PREFERENCES_SET', preferences: { ...noPreferences, ...credit } },
      },
    },
  ]);
  const position = again[0]?.status === 'APPENDED' ? again[0].position : 0;
  expect(await back(position)).toMatchObject({ changed: false });
});

test('what is forgotten, was never, is a former holder’s, or is no choice at all is not taken back', async () => {
  const { registry, choose, happens, back } = await opened();
  const theirs = await choose(credit);
  await happens({ kind: 'NUMBER_DISCONNECTED', occurredAt: startedAt + 5_000 });
  await happens({ kind: 'NUMBER_REASSIGNED', occurredAt: startedAt + 5_000 });
  const next = subscriber(number, 2);
  const backBy = (position: number) => reverseChange(registry, next, { position });
  await expect(backBy(theirs)).rejects.toMatchObject({ code: 'NOT_FOUND', field: 'position' });
  await expect(back(theirs)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  await expect(backBy(registry.store.head())).rejects.toMatchObject({ code: 'INCOMPATIBLE_STATE' });
  await setPreferences(registry, next, { ifMatch: '*', replace: voice });
  const own = registry.store.head();
  await forgetHistory(registry, next, { keepConsents: true });
  await expect(backBy(own)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(backBy(own + 1)).rejects.toMatchObject({ code: 'INCOMPATIBLE_STATE' });
  await expect(backBy(own + 2)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(kindsOf(registry, number).at(-1)).toBe('HISTORY_ERASED');
});

test('of a history of more than a thousand entries nothing is taken back, nor more than sixty changes an hour', async () => {
  const { registry, clock, choose, happens, back, choices } = await opened();
  const unknown = (await choose({ base: 'REFUSE_ALL' })) + 1;
  for (let at = 0; at < 61; at++) {
    const code = at < 60 ? 'NOT_FOUND' : 'TOO_MANY_REQUESTS';
    await expect(back(unknown)).rejects.toMatchObject({ code });
  }
  clock.at += dayMs;
  while (registry.store.history(number, Number.MAX_SAFE_INTEGER, 2_000).length < 1_000) {
    await happens({ kind: 'SENDER_REFUSED', brand: 'brand-1' });
  }
  const last = await choose({ base: 'REFUSE_EXCEPT' });
  await expect(back(last)).rejects.toMatchObject({ code: 'INCOMPATIBLE_STATE', limit: 'at most 1000 entries' });
  expect(choices().base).toBe('REFUSE_EXCEPT');
  await forgetHistory(registry, holder, { keepConsents: true });
  const anew = await choose({});
  expect((await back(anew)).changed).toBe(true);
});
