import { expect, test } from 'vitest';
import { setPreferences } from '../../../src/registry/preferences/set-preferences.ts';
import { wordsIn } from '../../../src/web/words/words.ts';
import { chineseNumber, setOrganisation, setSenderIdentity, subscriber } from '../../registry/memory-registry.ts';
import { desk } from './desk.ts';

const words = wordsIn('en').callCentre;
const english = { 'accept-language': 'en' };

async function atDesk() {
  const on = await desk();
  await on.signIn();
  const checked = async (list: string, terms: Readonly<Record<string, string>> = {}) => {
    const path = (await on.asked(await on.sent(list, '名单 (June).csv'), terms)).headers.get('location') ?? '';
    await on.ran();
    return path;
  };
  return { ...on, checked };
}

function rowsIn(html: string): Readonly<Record<string, number>> {
  const found = [...html.matchAll(/data-rows="(\w+)">([\d,]+)</g)];
  return Object.fromEntries(found.map(([, name, rows]) => [name, Number(rows?.replaceAll(',', ''))]));
}

test('the kinds of answer add up, each with its reasons in words', async () => {
  const on = await atDesk();
  await setPreferences(on.registry, subscriber(chineseNumber(1)), { ifMatch: '*', replace: { base: 'REFUSE_ALL' } });
  const path = await on.checked(
    'name,phone\n\nA,13800000001\nB,13800000009\nC,13800000009\nD,x\nE,+4915112345678\nF,\n',
  );
  const html = await on.text(path, english);
  expect(rowsIn(html)).toEqual({ count: 6, allowed: 2, blocked: 1, rejected: 3 });
  const { allowed, blocked, rejected, duplicates, blankLines } = words.outcome;
  const said = [allowed.DEFAULT, blocked.REFUSED, rejected.EMPTY, rejected.NOT_A_PHONE_NUMBER, rejected.OUTSIDE_PLAN];
  for (const sentence of [...said, duplicates(1), blankLines(1)]) expect(html).toContain(sentence);
  expect(html).not.toContain(words.outcome.notAnyMore('').slice(0, 20));
  on.clock.at += 25 * 3_600_000;
  await on.signIn();
  expect(await on.text(path, english)).toContain(words.outcome.notAnyMore('').slice(0, 20));
});

test('files bear the name of the list, go on where they broke off, and hold what came out', async () => {
  const on = await atDesk();
  const path = await on.checked('phone\n13800000001\nx\n', {
    layout: 'SPLIT',
    rowProofs: 'yes',
    name: '../"名单" (June).csv',
  });
  const allowed = await on.get(`${path}/results/allowed`);
  expect(await allowed.text()).toBe('phone\n13800000001\n');
  expect(allowed.headers.get('content-disposition')).toMatch(
    /^attachment; filename="scrub-[0-9a-z]+-allowed\.csv"; filename\*=UTF-8''%22%E5%90%8D%E5%8D%95%22%20%28June%29-allowed\.csv$/,
  );
  const part = await on.get(`${path}/results/allowed`, { range: 'bytes=6-' });
  expect([part.status, await part.text()]).toEqual([206, '13800000001\n']);
  expect((await on.get(`${path}/results/allowed`, { range: 'bytes=99-' })).status).toBe(416);
  expect(await on.text(`${path}/results/rejected`)).toBe('phone\nx\n');
  for (const name of ['annotated', 'decided', 'changed', '..%2fjob.json', 'x']) {
    expect((await on.get(`${path}/results/${name}`)).status, name).toBe(404);
  }
  const [, payload = ''] = (await on.text(`${path}/certificate`)).split('.');
  expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({ aud: 'caller', rows: { count: 2 } });
  expect(await on.text(`${path}/row-secret`)).toMatch(/^[\w-]{43}$/);
});

test('a look for changes gives the rows that are decided otherwise now', async () => {
  const on = await atDesk();
  const path = await on.checked('phone\n13800000001\n13800000002\n');
  await setPreferences(on.registry, subscriber(chineseNumber(1)), { ifMatch: '*', replace: { base: 'REFUSE_ALL' } });
  const recheck = (await on.post(`${path}/recheck`, {})).headers.get('location') ?? '';
  await on.ran();
  const html = await on.text(recheck, english);
  expect(html).toContain(words.outcome.changed(1, 1));
  expect(html).not.toContain(words.outcome.recheckText);
  expect(await on.text(`${recheck}/results/changed`)).toContain('BLOCK,REFUSED');
  expect((await on.post(`${recheck}/recheck`, { headers: english })).status).toBe(409);
});

test('the same list is asked about again by another column, without being sent again', async () => {
  const on = await atDesk();
  const path = await on.checked('3,a\n13800000001,13800000009\n', { column: '1', sender: 'LENDER' });
  const again = await on.text(`${path}/again?column=2`, english);
  expect(again).toContain(words.columns.found.NAME);
  const job = (await on.asked(path, { column: '2', name: 'again' })).headers.get('location') ?? '';
  await on.ran();
  expect(await on.text(`${job}/results/annotated`)).toContain('13800000001,13800000009,ALLOW');
  expect((await on.get(path)).status).toBe(200);
});

test('a head that is a number means its own column', async () => {
  const on = await atDesk();
  const list = await on.sent('phone,3,2\n1,13800000001,x\n');
  const html = await on.text(`${list}?column=2`, english);
  expect(html).toContain('name="column" value="3"');
  const refused = await (await on.asked(list, { column: '3', name: '' })).text();
  expect(refused).toContain('name="column" value="3"');
  expect(refused).toContain('+8613800000001');
});

test.for([
  [{ name: '' }, words.terms.errors.name],
  [{ category: '' }, words.terms.errors.category],
  [{ category: 'NONE' }, words.terms.errors.category],
  [{ channel: 'NONE' }, words.terms.errors.channel],
  [{ sender: '' }, words.terms.errors.sender],
  [{ sender: 'FOREIGN' }, words.terms.errors.senderUnknown('FOREIGN')],
  [{ sender: '<b>' }, words.terms.errors.senderUnknown('&lt;b&gt;')],
  [
    { sender: 'NARROW' },
    words.terms.errors.senderNotFor('NARROW', 'Loans and wealth management').replaceAll('"', '&quot;'),
  ],
  [{ plannedAt: 'tomorrow' }, words.terms.errors.planned],
  [{ plannedAt: '2026-02-30T10:00' }, words.terms.errors.planned],
  [{ plannedAt: '2031-01-01T10:00' }, words.terms.errors.plannedRange],
] as const)('a form with %j is shown again, with what is wrong beside the field', async ([terms, sentence]) => {
  const on = await atDesk();
  await setOrganisation(on.registry, 'caller', { role: 'CALL_CENTRE' });
  await setSenderIdentity(on.registry, 'FOREIGN');
  const agents = [{ organisationId: 'caller', from: 0 }];
  await setSenderIdentity(on.registry, 'NARROW', { agents, categories: ['FIN_INSURANCE'] });
  await on.get('/lists?language=en');
  const list = await on.sent('13800000001\n');
  const answer = await on.asked(list, { plannedAt: '2026-11-23T10:00', ...terms });
  const html = await answer.text();
  expect(answer.status).toBe(400);
  expect(html).toMatch(new RegExp(`id="${Object.keys(terms)[0]}-error"`));
  expect(html).toContain(sentence);
  expect((await on.asked(list)).status).toBe(303);
});

test('without a sender that may be used the form says whom to ask', async () => {
  const on = await desk();
  await on.signIn('other');
  expect(await on.text(await on.sent('13800000001\n'), english)).toContain(words.terms.noSenders);
});

test('lists come a page at a time, newest first', async () => {
  const on = await atDesk();
  for (let count = 0; count < 22; count++) {
    await on.asked(await on.sent('13800000001\n'), { name: `list-${count}.` });
    await on.ran();
  }
  const first = await on.text('/lists', english);
  expect([first.includes('list-21.'), first.includes('list-1.')]).toEqual([true, false]);
  const older = /href="(\/lists\?after=[^"]+)"/.exec(first)?.[1] ?? '';
  expect(await on.text(older, english)).toContain('list-1.');
});
