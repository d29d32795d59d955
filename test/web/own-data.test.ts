import { expect, test } from 'vitest';
import { registryApp } from '../../src/api/app.ts';
import { noPreferences } from '../../src/core/preferences.ts';
import { readConsents } from '../../src/registry/consents/read-consents.ts';
import { readSenderRefusals } from '../../src/registry/consents/read-sender-refusals.ts';
import { readHistory } from '../../src/registry/preferences/read-history.ts';
import { readPreferences } from '../../src/registry/preferences/read-preferences.ts';
import { recordFrom } from '../../src/runtime/own-record.ts';
import { lastCode, subscriber } from '../registry/memory-registry.ts';
import { livedIn } from './all-pages.ts';
import { textOf } from './visitor.ts';

async function signedIn() {
  const lived = await livedIn();
  await lived.person.signIn(lived.number);
  const holder = subscriber(lived.number);
  return { ...lived, holder };
}

test('consent is withdrawn in one step; Undo gives it back as it was', async () => {
  const { person, registry, holder } = await signedIn();
  const given = async () => (await readConsents(registry, holder)).filter(({ status }) => status === 'CONSENTED');
  const before = await given();
  expect(before).toMatchObject([{ brand: 'brand-1' }]);
  await person.get('/me/senders');
  const withdrawn = await person.submit('/me/senders/withdraw');
  expect(textOf(withdrawn)).toContain('Consent to Sunny Bank was withdrawn or declined');
  expect(await given()).toEqual([]);
  await person.submit('/me/undo');
  expect((await given()).map(({ brand, scope }) => ({ brand, scope }))).toEqual(
    before.map(({ brand, scope }) => ({ brand, scope })),
  );
});

test('a request waits for a yes or a no; who is shut out can be let back in', async () => {
  const { person, registry, holder } = await signedIn();
  await person.get('/me/senders');
  await person.submit('/me/senders/answer', { answer: 'yes' });
  expect(await readConsents(registry, holder)).toMatchObject([
    { brand: 'brand-1', status: 'CONSENTED' },
    { brand: 'brand-2', status: 'CONSENTED' },
  ]);
  await person.submit('/me/senders/readmit');
  expect(await readSenderRefusals(registry, holder)).toEqual([]);
  await person.submit('/me/senders/search', { sender: 'SENDER-brand-3' });
  await person.submit('/me/senders/refuse');
  expect(await readSenderRefusals(registry, holder)).toMatchObject([{ brand: 'brand-3' }]);
});

test('a sender is found by what was seen of it or by a part of its name; who does not send is not', async () => {
  const { person } = await signedIn();
  await person.get('/me/senders');
  const found = async (sender: string) => {
    const page = textOf(await person.submit('/me/senders/search', { sender }));
    return /(\d+) compan(?:y|ies) found/.exec(page)?.[1] ?? '0';
  };
  expect(await found('SENDER-brand-1')).toBe('1');
  expect(await found('sunny')).toBe('1');
  expect(await found('sender-brand')).toBe('4');
  expect(await found('nobody')).toBe('0');
});

test('forgetting the history takes a second step and leaves what stands', async () => {
  const { person, registry, holder } = await signedIn();
  const before = await readPreferences(registry, holder);
  await person.get('/me/data');
  const asked = await person.submit('/me/data/forget-history');
  expect(textOf(asked)).toContain('Forget your history?');
  expect((await readHistory(registry, holder, { limit: 20 })).rows.length).toBeGreaterThan(10);
  await person.submit('/me/data/forget-history');
  expect((await readHistory(registry, holder, { limit: 20 })).rows).toMatchObject([
    { event: { kind: 'HISTORY_ERASED' } },
  ]);
  expect((await readPreferences(registry, holder)).preferences).toEqual(before.preferences);
  expect(await readConsents(registry, holder)).not.toEqual([]);
});

test('forgetting everything takes a code of its own, says what stands then, and ends the session', async () => {
  const { person, registry, holder, outbox } = await signedIn();
  await person.get('/me/data');
  const asked = await person.submit('/me/data/forget-everything');
  expect(textOf(asked)).toContain('Companies of every kind may call you with advertising.');
  await person.submit('/me/data/forget-everything', { code: '000000' });
  expect((await readConsents(registry, holder)).length).toBeGreaterThan(0);
  const done = await person.submit('/me/data/forget-everything', { code: lastCode(outbox) });
  expect(textOf(done)).toContain('Everything was forgotten');
  expect((await readPreferences(registry, holder)).preferences).toEqual(noPreferences);
  expect(await readConsents(registry, holder)).toEqual([]);
  expect((await person.ask('/me')).status).toBe(303);
});

test('a receipt of a change says in words what it proves', async () => {
  const { person } = await signedIn();
  await person.get('/me/history');
  const file = await person.submit('/me/history/receipt');
  expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="do-not-disturb-receipt-\d+\.json"$/);
  await person.get('/check');
  const page = textOf(await person.submit('/check', { receipt: file.html }));
  expect(page).toContain('This receipt is genuine and in force');
  expect(page).toContain('What was changed Choices were set');
  expect(page).toContain('By The holder of the number');
});

test('the record is the one that programs get, for the session’s holder alone', async () => {
  const { registry, number, person } = await signedIn();
  const record = recordFrom(registry, registryApp(registry, { reportDefect: () => undefined }));
  const response = await record(person.cookies.get('dnd-subscriber') ?? '', undefined);
  expect(response.headers.get('content-disposition')).toMatch(/^attachment/);
  expect(await response.json()).toMatchObject({ phoneNumber: `+${number}`, consents: [{ brand: 'brand-1' }, {}] });
  await expect(record('none', undefined)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});
