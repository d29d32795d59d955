import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { scrubJobLimits } from '../../../src/registry/scrubs/scrub-job-limits.ts';
import { wordsIn } from '../../../src/web/words/words.ts';
import { desk } from './desk.ts';

const words = wordsIn('en').callCentre;
const boundary = 'x-boundary';
const type = `multipart/form-data; boundary=${boundary}`;

function field(name: string, value: string): string {
  return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
}

function file(content: string, fileName = 'people.csv', name = 'list'): string {
  const head = `Content-Disposition: form-data; name="${name}"; filename="${fileName}"\r\nContent-Type: text/csv`;
  return `--${boundary}\r\n${head}\r\n\r\n${content}\r\n`;
}

const end = `--${boundary}--\r\n`;

async function atForm() {
  const on = await desk();
  await on.signIn();
  const token = field('formToken', await on.formToken());
  const post = (body: string, headers: Readonly<Record<string, string>> = {}) =>
    on.send('/lists/new', {
      method: 'POST',
      body,
      headers: { 'content-type': type, 'accept-language': 'en', ...headers },
    });
  return { on, token, post, kept: () => on.registry.scrubs.files.jobs() };
}

test('a file may come in front of the form’s token, and of fields that nobody knows', async () => {
  const { token, post, on } = await atForm();
  const list = file('13800000001\n');
  for (const body of [token + list + end, list + token + end, field('x', 'y') + list + field('z', '') + token + end]) {
    const answer = await post(body);
    expect(answer.status).toBe(303);
    expect(await on.text(answer.headers.get('location') ?? '')).toContain('+8613800000001');
  }
});

test.for([
  ['no token', () => file('1') + end, 403],
  ['a wrong token behind the file', () => file('1') + field('formToken', 'x') + end, 403],
  ['a wrong token in front of it', () => field('formToken', 'x') + file('1') + end, 403],
  ['two files', (token: string) => token + file('1') + file('2') + end, 400],
  ['no file', (token: string) => token + file('', '') + end, 400],
  ['another field’s file', (token: string) => token + file('1', 'x', 'other') + end, 400],
  ['an empty file', (token: string) => token + file('') + end, 400],
  ['cut off in the file', (token: string) => token + file('13800000001\n').slice(0, -8), 400],
  ['cut off before the end', (token: string) => token + file('1'), 400],
  ['no form at all', () => '', 400],
  ['many fields', (token: string) => token + field('x', '').repeat(30) + file('1') + end, 413],
  ['a long field', (token: string) => token + field('x', 'x'.repeat(9_000)) + file('1') + end, 413],
] as const)('a form with %s leaves nothing behind', async ([, body, status]) => {
  const { token, post, kept, on } = await atForm();
  expect((await post(body(token))).status).toBe(status);
  expect(kept()).toEqual([]);
  expect(on.defects).toEqual([]);
});

test.for([
  ['no boundary', { 'content-type': 'multipart/form-data' }, 415],
  ['another type', { 'content-type': 'text/csv' }, 415],
  ['fields alone', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
  ['compressed on its way', { 'content-encoding': 'gzip' }, 415],
  ['300 MB declared', { 'content-length': '300000000' }, 303],
  ['3 GB declared', { 'content-length': '3000000000' }, 413],
  ['another site', { 'sec-fetch-site': 'same-site' }, 403],
] as const)('a form with %s', async ([, headers, status]) => {
  const { token, post, kept } = await atForm();
  expect((await post(token + file('1') + end, headers)).status).toBe(status);
  expect(kept()).toHaveLength(status === 303 ? 1 : 0);
});

test('a compressed list is read, and a file’s name is only a name', async () => {
  const { on } = await atForm();
  const packed = await on.sent(new Uint8Array(gzipSync('phone,x\n13800000001,y\n')), '../../etc/<script>"x".gz');
  const html = await on.text(packed, { 'accept-language': 'en' });
  expect(html).toContain(words.columns.compressed);
  expect(html).toContain('&lt;script&gt;');
  expect(html).not.toMatch(/<script>|etc/);
  for (const name of ['\u202e\u0007.csv', 'x'.repeat(5_000), '   ', '😀'.repeat(99)]) {
    expect((await on.get(await on.sent('1', name))).status).toBe(200);
  }
});

test('markup and formulas in a list are shown as they are written', async () => {
  const { on } = await atForm();
  const cells = ['<script>alert(1)</script>', '=cmd|x!A1', '><img src=x>', '&lt;', '@SUM(1)'];
  const html = await on.text(
    await on.sent(`${cells.map((_, place) => `<b>${place}`).join('\t')}\n${cells.join('\t')}\n`),
  );
  expect(html).not.toMatch(/<script>alert|<img|<b>/);
  for (const shown of ['&lt;script&gt;alert(1)&lt;/script&gt;', '=cmd|x!A1', '&amp;lt;', '@SUM(1)', '&lt;b&gt;0']) {
    expect(html).toContain(shown);
  }
});

test('by a script a list comes in parts, and goes on where it broke off', async () => {
  const on = await desk();
  await on.signIn();
  const headers = { 'x-form-token': await on.formToken() };
  const body = new URLSearchParams({ name: 'C:\\lists\\June.csv', bytes: '24', type: 'text/csv' }).toString();
  const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' };
  const opened = await on.send('/lists/uploads', { method: 'POST', headers: form, body });
  const path = opened.headers.get('location') ?? '';
  const part = (offset: number, text: string, complete = '?0') =>
    on.send(`${path}/input`, {
      method: 'PATCH',
      headers: { ...headers, 'upload-offset': String(offset), 'upload-complete': complete },
      body: text,
    });
  expect((await part(0, '13800000001\n')).headers.get('upload-offset')).toBe('12');
  const html = await on.text(path, { 'accept-language': 'en' });
  expect(html).toContain(words.upload.unfinished('50%'));
  expect(html).toContain('&quot;bytes&quot;:24');
  const wrong = await part(5, 'x');
  expect([wrong.status, wrong.headers.get('upload-offset')]).toEqual([409, '12']);
  expect((await part(-1, 'x')).status).toBe(400);
  expect((await part(12, 'x', 'yes')).status).toBe(400);
  expect((await on.get(`${path}/input`)).headers.get('upload-offset')).toBe('12');
  expect((await part(12, '13800000002\n', '?1')).headers.get('upload-complete')).toBe('?1');
  expect((await part(24, 'x')).status).toBe(409);
  expect(await on.text(path)).toContain('+8613800000002');
  await on.post('/sign-out', {});
  expect((await part(24, 'x')).status).toBe(401);
  expect(on.defects).toEqual([]);
});

test('who may have no more lists is told how many, on a page and by a script', async () => {
  const on = await desk();
  await on.signIn();
  for (let count = 0; count < scrubJobLimits.openJobsMax; count++) await on.sent('1');
  const form = new FormData();
  form.append('formToken', await on.formToken());
  form.append('list', new Blob(['1']), 'x');
  const page = await on.send('/lists/new', { method: 'POST', body: form, headers: { 'accept-language': 'en' } });
  const html = await page.text();
  expect([page.status, page.headers.get('retry-after')]).toEqual([429, '60']);
  expect(html).toContain(words.refusals.QUOTA_EXCEEDED?.heading);
  expect(html).toContain('at most 20 lists');
  const headers = { 'x-form-token': await on.formToken(), 'content-type': 'application/x-www-form-urlencoded' };
  const told = await on.send('/lists/uploads', {
    method: 'POST',
    headers: { ...headers, 'accept-language': 'en' },
    body: 'name=x&bytes=1',
  });
  expect(told.status).toBe(429);
  expect(await told.text()).toContain(words.refusals.QUOTA_EXCEEDED?.text);
});
