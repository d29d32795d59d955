import { expect, test } from 'vitest';
import { pageRegistry } from './page-registry.ts';

test.for([
  ['JSON', { 'content-type': 'application/json' }, 415],
  ['multipart', { 'content-type': 'multipart/form-data; boundary=x' }, 415],
  ['a type that begins alike', { 'content-type': 'application/x-www-form-urlencodedx' }, 415],
  ['a charset', { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' }, 303],
] as const)('a form as %s', async ([, headers, status]) => {
  const pages = await pageRegistry();
  expect((await pages.post('/', { form: { phoneNumber: '+8613800138000' }, headers })).status).toBe(status);
});

test('a form larger than any of ours is refused before it is looked at', async () => {
  const pages = await pageRegistry();
  const answer = await pages.post('/', { form: { phoneNumber: 'x'.repeat(70_000) } });
  expect(answer.status).toBe(413);
  expect(pages.outbox).toEqual([]);
});

test('what was typed comes back as text, never as markup', async () => {
  const pages = await pageRegistry();
  const typed = '"><script>alert(1)</script>';
  const page = await (await pages.post('/', { form: { phoneNumber: typed } })).text();
  expect(page).not.toContain('<script>alert');
  expect(page).toContain('&lt;script&gt;alert(1)');
});
