import { expect, test } from 'vitest';
import { pageRegistry } from './page-registry.ts';

const form = { phoneNumber: '+8613800138000' };

test('a form of this browser is taken', async () => {
  const pages = await pageRegistry();
  const answer = await pages.post('/', {
    form,
    headers: { origin: 'https://dnd.example', 'sec-fetch-site': 'same-origin' },
  });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/code']);
  expect(pages.outbox.length).toBe(1);
});

test('an old browser, which says nothing of where a form comes from, may use it too', async () => {
  const pages = await pageRegistry();
  expect((await pages.post('/', { form })).status).toBe(303);
});

test.for([
  ['another token', { formToken: 'x'.repeat(43) }, {}],
  ['no token', { formToken: '' }, {}],
  ['another origin', {}, { origin: 'https://elsewhere.example' }],
  ['an origin that is none', {}, { origin: 'null' }],
  ['another site', {}, { 'sec-fetch-site': 'cross-site' }],
  ['a neighbour', {}, { 'sec-fetch-site': 'same-site' }],
] as const)('a form with %s does nothing', async ([, extra, headers]) => {
  const pages = await pageRegistry();
  const answer = await pages.post('/', { form: { ...form, ...extra }, headers });
  expect(answer.status).toBe(403);
  expect(pages.outbox).toEqual([]);
});

test('the token of one browser is of no use in another', async () => {
  const pages = await pageRegistry();
  const stranger = await pageRegistry();
  const formToken = await stranger.formToken();
  await pages.get('/');
  expect((await pages.post('/', { form: { ...form, formToken } })).status).toBe(403);
});

test('what a browser is known by is out of reach of scripts, and a made-up one is replaced', async () => {
  const pages = await pageRegistry();
  pages.cookies.set('__Host-dnd-visit', 'made-up');
  const set = (await pages.get('/')).headers.getSetCookie();
  expect(set).toEqual([
    expect.stringMatching(/^__Host-dnd-visit=[\w-]{43}; Path=\/; Max-Age=86400; HttpOnly; SameSite=Lax; Secure$/),
  ]);
  expect((await pages.get('/')).headers.getSetCookie()).toEqual([]);
});
