import { describe, expect, test } from 'vitest';
import { hourMs, minuteMs } from '../../src/core/time.ts';
import { readHistory } from '../../src/registry/preferences/read-history.ts';
import { readPreferences } from '../../src/registry/preferences/read-preferences.ts';
import { chineseNumber, memoryRegistry, subscriber } from '../registry/memory-registry.ts';
import { allPages, livedIn } from './all-pages.ts';
import { origin, pagesOf, textOf, visitor } from './visitor.ts';

const number = chineseNumber();
const holder = subscriber(number);

const { registry: anyRegistry } = await memoryRegistry();
const routes = [
  ...new Map(pagesOf(anyRegistry).routes.map((route) => [`${route.method} ${route.path}`, route])).values(),
];
// Organisations' people have sessions of their own: `call-centre/permissions.test.ts` and `regulator/` walk through theirs.
const posts = routes
  .filter(({ method, path }) => method === 'POST' && !/^\/(?:lists|desk)/.test(path))
  .map(({ path }) => ({ path }));
const own = routes
  .filter(({ method, path }) => method === 'GET' && path.startsWith('/me'))
  .map(({ path }) => ({ path }));

async function signedIn() {
  const memory = await memoryRegistry();
  const person = visitor(memory);
  await person.signIn(number);
  return { ...memory, person };
}

/** A form with everything that any path asks for, but for what is left out. */
function sent(path: string, formToken: string, headers: Record<string, string> = { origin }): RequestInit {
  const fields = {
    formToken,
    base: 'REFUSE_ALL',
    confirmed: 'yes',
    brand: 'brand-1',
    position: 'log:1',
    answer: 'yes',
  };
  const body = path === '/check' ? new FormData() : new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  return { method: 'POST', body, headers };
}

describe.for(posts)('POST $path', ({ path }) => {
  test('takes no form without the token of this browser', async () => {
    const { person, registry } = await signedIn();
    const stranger = visitor(await memoryRegistry());
    const others = /name="formToken" value="([^"]+)"/.exec((await stranger.get('/')).html)?.[1] ?? '';
    for (const token of ['', 'x'.repeat(43), others]) {
      const response = await person.ask(path, sent(path, token));
      expect(response.status, token).toBe(403);
    }
    expect((await readPreferences(registry, holder)).position).toBe(0);
  });

  test('takes no form that another site sent', async () => {
    const { person, registry } = await signedIn();
    const token = /name="formToken" value="([^"]+)"/.exec((await person.get('/')).html)?.[1] ?? '';
    const elsewhere = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin, 'sec-fetch-site': 'cross-site' },
      { origin, 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of elsewhere) {
      const response = await person.ask(path, sent(path, token, headers));
      expect(response.status, JSON.stringify(headers)).toBe(403);
    }
    expect((await readPreferences(registry, holder)).position).toBe(0);
  });

  test('takes nothing but a form, and no large one', async () => {
    const { person } = await signedIn();
    const json = { method: 'POST', body: '{}', headers: { origin, 'content-type': 'application/json' } };
    expect((await person.ask(path, json)).status).toBe(415);
    const large = new URLSearchParams({ formToken: 'x', may: 'x'.repeat(70_000) });
    const multipart = new FormData();
    multipart.append('receipt', 'x'.repeat(4_300_000));
    const body = path === '/check' ? multipart : large;
    expect((await person.ask(path, { method: 'POST', body, headers: { origin } })).status).toBe(413);
  });
});

describe.for(own)('GET $path', ({ path }) => {
  test('is for who is signed in, and nobody else', async () => {
    const { person, clock } = await signedIn();
    expect((await person.ask(path)).status).toBe(200);
    const stranger = await visitor(await memoryRegistry()).ask(path);
    expect([stranger.status, stranger.headers.get('location')]).toEqual([303, '/']);
    clock.at += 31 * minuteMs;
    expect((await person.ask(path)).status).toBe(303);
  });
});

test('a form that comes after the session’s end changes nothing and says why', async () => {
  const { person, clock, registry } = await signedIn();
  clock.at += 31 * minuteMs;
  const late = await person.submit('/me', { base: 'REFUSE_ALL' });
  expect(late.status).toBe(401);
  expect(textOf(late)).toContain('You are signed out');
  expect((await readPreferences(registry, holder)).position).toBe(0);
});

test('a session is prolonged by use, eight hours in all', async () => {
  const { person, clock } = await signedIn();
  const begun = clock.at;
  while (clock.at < begun + 8 * hourMs - 20 * minuteMs) {
    clock.at += 20 * minuteMs;
    expect((await person.get('/me')).path).toBe('/me');
  }
  clock.at = begun + 8 * hourMs;
  expect((await person.ask('/me')).status).toBe(303);
});

test('every page says until when, and has the way to stay and the way out', async () => {
  const { person } = await signedIn();
  const page = await person.get('/me/history');
  expect(page.html).toContain('until 12:30 PM');
  expect((await person.submit('/me/stay')).path).toBe('/me/history');
  const token = person.cookies.get('dnd-subscriber') ?? '';
  await person.submit('/me/sign-out');
  expect(person.cookies.has('dnd-subscriber')).toBe(false);
  person.cookies.set('dnd-subscriber', token);
  expect((await person.ask('/me')).status).toBe(303);
});

test('nobody sees or takes back what is another’s', async () => {
  const memory = await memoryRegistry();
  const [one, other] = [visitor(memory), visitor(memory)];
  await one.signIn(number);
  await other.signIn(chineseNumber(10_001));
  await one.submit('/me', { base: 'REFUSE_ALL' });
  const [row] = (await readHistory(memory.registry, holder, { limit: 1 })).rows;
  await other.submit('/me', { may: [] });
  const noticed = await other.get(`/me?changed=log%3A${row?.position ?? 0}`);
  expect(textOf(noticed)).not.toContain('Saved');
  await other.get('/me/history');
  await other.submit('/me/undo', { position: `log:${row?.position ?? 0}` });
  expect((await readPreferences(memory.registry, holder)).preferences.base).toBe('REFUSE_ALL');
  expect((await one.get('/me/history')).html.match(/summary-card__title"/g)).toHaveLength(1);
});

test('no number is in any path, link or cookie, nor whole on a page of its holder', async () => {
  const lived = await livedIn();
  const digits = String(lived.number).slice(2);
  for await (const [name, page] of allPages(lived)) {
    const links = [...page.html.matchAll(/(?:href|action)="([^"]*)"/g)].map(([, link]) => link);
    expect([page.path, ...links].join(' '), name).not.toContain(digits);
    if (page.path.startsWith('/me')) expect(page.html, name).not.toContain(digits);
  }
  expect([...lived.person.cookies.values()].join(' ')).not.toContain(digits);
});

test('what is too long for a field is wrong, and no defect', async () => {
  const { person } = await signedIn();
  const long = 'x'.repeat(14_000);
  expect((await person.submit('/me', { may: [long], position: long, seen: long, base: long })).status).toBe(200);
  await person.get('/me/senders');
  expect((await person.submit('/me/senders/search', { sender: long })).status).toBe(200);
  await person.submit('/me/senders/search', { sender: long });
  expect((await person.get(`/me?changed=${long.slice(0, 4_000)}`)).status).toBe(200);
  expect((await person.get(`/me/history?before=${long.slice(0, 4_000)}`)).status).toBe(200);
  await person.get('/');
  expect((await person.submit('/', { phoneNumber: long })).status).toBe(400);
});

test('searching for senders has its limit', async () => {
  const { person } = await signedIn();
  await person.get('/me/senders');
  const statuses: number[] = [];
  for (let tries = 0; tries < 62; tries++) {
    statuses.push((await person.submit('/me/senders/search', { sender: 'bank' })).status);
    if (statuses.at(-1) !== 200) await person.get('/me/senders');
  }
  expect(statuses.filter((status) => status === 200)).toHaveLength(60);
  expect(statuses.at(-1)).toBe(429);
});
