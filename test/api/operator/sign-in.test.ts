import { expect, test } from 'vitest';
import { registryApp } from '../../../src/api/app.ts';
import { operatorApp } from './operator-app.ts';

async function signedIn(demo: boolean) {
  const operator = await operatorApp();
  const link = await operator.call('POST', '/v1/sign-in-links', { body: { person: 'desk-7' } });
  expect(link.status).toBe(201);
  const { token } = (await link.json()) as { token: string };
  const app = registryApp({ ...operator.registry, demo }, { reportDefect: (error) => operator.defects.push(error) });
  const open = () =>
    app.request('/v1/sign-in-sessions', {
      method: 'POST',
      body: JSON.stringify({ token }),
      headers: { 'content-type': 'application/json' },
    });
  const opened = await open();
  const setCookie = opened.headers.get('set-cookie') ?? '';
  const cookie = setCookie.split(';')[0] ?? '';
  const current = (method: string, sent = cookie) =>
    app.request('/v1/sign-in-sessions/current', { method, headers: { cookie: sent } });
  return { opened, open, setCookie, cookie, current };
}

test('a link’s token is changed for a cookie that no script and no other site can use', async () => {
  const { opened, setCookie } = await signedIn(false);
  expect(opened.status).toBe(201);
  expect(setCookie).toMatch(
    /^__Host-dnd-session=[\w-]{43}; Path=\/; Max-Age=28800; HttpOnly; SameSite=Strict; Secure$/,
  );
  expect(await opened.text()).not.toContain(/=([\w-]{43});/.exec(setCookie)?.[1]);
});

test('over http on the loopback address the cookie is one that a browser takes', async () => {
  const { setCookie } = await signedIn(true);
  expect(setCookie).toMatch(/^dnd-session=[\w-]{43}; Path=\/; Max-Age=28800; HttpOnly; SameSite=Strict$/);
});

test('the session tells who is signed in until it is ended', async () => {
  const { current } = await signedIn(false);
  const session = await current('GET');
  expect(await session.json()).toMatchObject({ person: 'desk-7', organisationId: 'operator-1', role: 'OPERATOR' });
  const ended = await current('DELETE');
  expect(ended.status).toBe(204);
  expect(ended.headers.get('set-cookie')).toMatch(/^__Host-dnd-session=; Path=\/; Max-Age=0;/);
  expect((await current('GET')).status).toBe(401);
});

test('a link is good once, and a made-up cookie never', async () => {
  const { open, current } = await signedIn(false);
  expect((await open()).status).toBe(401);
  expect((await current('GET', '__Host-dnd-session=made-up')).status).toBe(401);
  expect((await current('GET', '')).status).toBe(401);
});
