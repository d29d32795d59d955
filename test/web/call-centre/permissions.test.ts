import { expect, test } from 'vitest';
import { issueSignInLink } from '../../../src/registry/access/issue-sign-in-link.ts';
import type { Registry } from '../../../src/registry/registry.ts';
import { operatorAtConsole, setOrganisation } from '../../registry/memory-registry.ts';
import { pagesOf } from '../visitor.ts';
import { desk } from './desk.ts';

async function withLists() {
  const on = await desk();
  await on.signIn();
  const job = (await on.asked(await on.sent('13800000001\n'), { rowProofs: 'yes' })).headers.get('location') ?? '';
  await on.ran();
  return { on, job, list: await on.sent('13800000001\n') };
}

const jobPaths = ['', '/again', '/delete', '/results/annotated', '/certificate', '/row-secret'];
const posts = ['/start', '/recheck', '/delete'];

test('what another organisation has is not there', async () => {
  const { on, job, list } = await withLists();
  for (const path of jobPaths) expect((await on.get(job + path)).status, path).toBe(200);
  expect((await on.get(`${list}/input`)).status).toBe(204);
  await on.signIn('other');
  for (const path of [...jobPaths.map((one) => job + one), list, `${list}/delete`, `${list}/input`]) {
    expect((await on.get(path)).status, path).toBe(404);
  }
  for (const path of posts) expect((await on.post(job + path, {})).status, path).toBe(404);
  expect((await on.post(`${list}/start`, {})).status).toBe(404);
  expect(await on.text('/lists')).not.toContain('June');
  await on.signIn();
  expect((await on.get(list)).status).toBe(200);
});

test('people of a suspended organisation are out at their next request', async () => {
  const { on, job } = await withLists();
  await setOrganisation(on.registry, 'caller', { role: 'CALL_CENTRE', status: 'SUSPENDED' });
  for (const path of ['/lists', '/lists/new', ...jobPaths.map((one) => job + one)]) {
    expect((await on.get(path)).headers.get('location'), path).toBe('/sign-in');
  }
  for (const path of posts) expect((await on.post(job + path, {})).status, path).toBe(401);
  await setOrganisation(on.registry, 'caller', { role: 'CALL_CENTRE' });
  expect((await on.get(job)).status).toBe(200);
});

test('carriers, resellers and brands check lists; regulators and operators do not, nor who lost the scope', async () => {
  const on = await desk();
  for (const role of ['CARRIER', 'RESELLER', 'BRAND', 'REGULATOR', 'OPERATOR'] as const) {
    const organisationId = role.toLowerCase();
    await setOrganisation(on.registry, organisationId, { role });
    await on.signIn(organisationId);
    const isAsker = role !== 'REGULATOR' && role !== 'OPERATOR';
    for (const path of ['/lists', '/lists/new']) {
      expect((await on.get(path)).status, `${role} ${path}`).toBe(isAsker ? 200 : 403);
    }
  }
  await on.signIn();
  await setOrganisation(on.registry, 'caller', { role: 'CALL_CENTRE', scopes: ['dnd:consents:request'] });
  expect((await on.get('/lists')).status).toBe(403);
  expect((await on.post('/sign-out', {})).headers.get('location')).toBe('/sign-in');
});

test('a person lands where the organisation’s role belongs, and the other place says where that is', async () => {
  const on = await desk();
  await setOrganisation(on.registry, 'regulator', { role: 'REGULATOR' });
  const landed = async (organisationId: string) => {
    const { token } = await issueSignInLink(on.registry, operatorAtConsole, { organisationId, person: 'desk-7' });
    return (await on.post('/sign-in', { form: { token } })).headers.get('location');
  };
  expect(await landed('regulator')).toBe('/desk');
  expect(await on.text('/lists')).toContain('href="/desk"');
  await setOrganisation(on.registry, 'regulator', { role: 'REGULATOR', scopes: ['dnd:log:read'] });
  expect(await on.text('/lists')).not.toContain('href="/desk"');
  expect(await landed('caller')).toBe('/lists');
});

test('every way to change a list is walked here', () => {
  const { routes } = pagesOf({} as Registry);
  const changing = routes.filter(
    ({ method, path }) => method !== 'GET' && method !== 'ALL' && path.startsWith('/lists'),
  );
  const walked = [...posts.map((path) => `POST /lists/:listId${path}`), 'POST /lists/new', 'POST /lists/uploads'];
  expect(changing.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(
    [...walked, 'PATCH /lists/:listId/input'].sort(),
  );
});

test('nothing is changed by a form of another site, or of another browser', async () => {
  const { on, job, list } = await withLists();
  const forms = ['/sign-out', ...posts.flatMap((path) => [job + path, list + path])];
  const another = { form: { formToken: 'x'.repeat(43) } };
  for (const path of [...forms, '/sign-in']) {
    expect((await on.post(path, another)).status, path).toBe(403);
    expect((await on.post(path, { headers: { 'sec-fetch-site': 'cross-site' } })).status, path).toBe(403);
    expect((await on.post(path, { headers: { origin: 'https://elsewhere.example' } })).status, path).toBe(403);
  }
  const part = { 'upload-offset': '0', 'content-type': 'application/partial-upload' };
  for (const headers of [part, { ...part, 'x-form-token': 'x' }]) {
    expect((await on.send(`${list}/input`, { method: 'PATCH', headers, body: 'x' })).status).toBe(403);
    expect((await on.send('/lists/uploads', { method: 'POST', headers })).status).toBe(403);
    const multipart = new FormData();
    multipart.append('list', new Blob(['x']), 'x');
    expect((await on.send('/lists/new', { method: 'POST', body: multipart })).status).toBe(403);
  }
  expect((await on.get(list)).status).toBe(200);
});

test('a link is spent by its form, once, and by no look at it', async () => {
  const on = await desk();
  const issued = { organisationId: 'caller', person: 'desk-7' };
  const { token } = await issueSignInLink(on.registry, operatorAtConsole, issued);
  for (let look = 0; look < 3; look++) expect((await on.get('/sign-in')).status).toBe(200);
  expect((await on.get(`/sign-in?token=${token}`)).status).toBe(200);
  const link = ` https://dnd.example/sign-in#${token} `;
  expect((await on.post('/sign-in', { form: { token: '' } })).status).toBe(400);
  const opened = await on.post('/sign-in', { form: { token: link } });
  expect([opened.status, opened.headers.get('location')]).toEqual([303, '/lists']);
  expect(opened.headers.get('set-cookie')).toMatch(/^__Host-dnd-session=.*HttpOnly; SameSite=Strict; Secure$/);
  expect((await on.post('/sign-in', { form: { token: link } })).status).toBe(400);
  expect((await on.get('/lists')).status).toBe(200);
  await on.post('/sign-out', {});
  expect((await on.get('/lists')).status).toBe(303);
});
