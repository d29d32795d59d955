import { expect, test } from 'vitest';
import { chineseNumber } from '../../registry/memory-registry.ts';
import { type Door, door } from '../door.ts';

const number = chineseNumber();
const path = '/v1/subscriber/preferences';
const nothing = { base: 'LAW', categories: {}, channels: {}, cells: [], refusedBands: [], refusedDayTypes: [] };

async function signedIn(): Promise<Door & { token: string }> {
  const opened = await door();
  return { ...opened, token: await opened.sessionFor(number) };
}

test('what is read can be sent back, and the ETag is the position', async () => {
  const { call, token } = await signedIn();
  const read = await call('GET', path, { token });
  expect(read.headers.get('etag')).toBe('"log:0"');
  const body = (await read.json()) as Record<string, unknown>;
  expect(body).toEqual({ ...nothing, position: 'log:0' });
  const body2 = { ...body, categories: { FIN_CREDIT: 'REFUSE' } };
  const set = await call('PUT', path, { token, body: body2, headers: { 'if-match': '"log:0"' } });
  expect(set.status).toBe(200);
  const after = (await set.json()) as { position: string };
  expect(after).toMatchObject({ ...nothing, categories: { FIN_CREDIT: 'REFUSE' } });
  expect(set.headers.get('etag')).toBe(`"${after.position}"`);
  expect(await (await call('GET', path, { token })).json()).toEqual(after);
});

test('refusing all takes one member', async () => {
  const { call, token } = await signedIn();
  const set = await call('PUT', path, { token, body: { base: 'REFUSE_ALL' }, headers: { 'if-match': '*' } });
  expect(await set.json()).toMatchObject({ ...nothing, base: 'REFUSE_ALL' });
});

test.for(['application/merge-patch+json', 'application/json; charset=utf-8'])(
  'a patch of %s is merged',
  async (type) => {
    const { call, token } = await signedIn();
    const patch = (body: unknown) =>
      call('PATCH', path, { token, body, headers: { 'if-match': '*', 'content-type': type } });
    await patch({ categories: { FIN_CREDIT: 'REFUSE', HEALTH: 'REFUSE' }, refusedDayTypes: [] });
    const merged = await patch({ categories: { HEALTH: null }, channels: { VOICE: 'REFUSE' } });
    expect(await merged.json()).toMatchObject({
      ...nothing,
      categories: { FIN_CREDIT: 'REFUSE' },
      channels: { VOICE: 'REFUSE' },
    });
  },
);

test('two changes of one state: one is made, the other is 412', async () => {
  const { call, token } = await signedIn();
  const put = (base: string) => call('PUT', path, { token, body: { base }, headers: { 'if-match': '"log:0"' } });
  const statuses = (await Promise.all([put('REFUSE_ALL'), put('REFUSE_EXCEPT')])).map(({ status }) => status);
  expect(statuses.sort()).toEqual([200, 412]);
});

test.for([
  ['PUT', {}, {}, 428, 'PRECONDITION_REQUIRED', 'header:If-Match'],
  ['PATCH', {}, {}, 428, 'PRECONDITION_REQUIRED', 'header:If-Match'],
  ['PUT', {}, { 'if-match': '"log:9"' }, 412, 'FAILED_PRECONDITION', 'header:If-Match'],
  ['PUT', { base: 'NEVER' }, { 'if-match': '*' }, 400, 'INVALID_ARGUMENT', 'base'],
  ['PUT', { colour: 'red' }, { 'if-match': '*' }, 400, 'INVALID_ARGUMENT', 'colour'],
  [
    'PUT',
    { categories: { FIN_CREDIT: 'MAYBE' } },
    { 'if-match': '*' },
    400,
    'INVALID_ARGUMENT',
    'categories.FIN_CREDIT',
  ],
  ['PUT', { categories: { NOTHING: 'REFUSE' } }, { 'if-match': '*' }, 400, 'INVALID_ARGUMENT', 'categories.NOTHING'],
  ['PUT', { base: 'REFUSE_ALL', channels: { SMS: 'ALLOW' } }, { 'if-match': '*' }, 400, 'INVALID_ARGUMENT', 'channels'],
  ['PUT', '{', { 'if-match': '*' }, 400, 'INVALID_ARGUMENT', 'body'],
  [
    'PUT',
    'a=b',
    { 'if-match': '*', 'content-type': 'application/x-www-form-urlencoded' },
    415,
    'UNSUPPORTED_MEDIA_TYPE',
    'header:Content-Type',
  ],
] as const)('%s of %j with %j is %i %s for its %s', async ([method, body, headers, status, code, field]) => {
  const { call, token } = await signedIn();
  const refused = await call(method, path, { token, body, headers });
  expect(refused.status).toBe(status);
  expect(refused.headers.get('content-type')).toBe('application/problem+json');
  expect(await refused.json()).toMatchObject({ status, code, field });
});

test('an exception to refusing all is 409 and says what to do', async () => {
  const { call, token } = await signedIn();
  const headers = { 'if-match': '*' };
  await call('PUT', path, { token, body: { base: 'REFUSE_ALL' }, headers });
  const refused = await call('PATCH', path, { token, body: { categories: { HEALTH: 'ALLOW' } }, headers });
  expect(refused.status).toBe(409);
  expect(await refused.json()).toMatchObject({ field: 'base', message: expect.stringContaining('REFUSE_EXCEPT') });
});
