import { expect, test } from 'vitest';
import { registryApp } from '../../../src/api/app.ts';
import { memoryRegistry } from '../../registry/memory-registry.ts';

async function asked(body: string, contentType = 'application/x-www-form-urlencoded'): Promise<Response> {
  const { registry } = await memoryRegistry();
  const app = registryApp(registry, { reportDefect: (error) => expect.fail(String(error)) });
  return app.request('/oauth/token', { method: 'POST', body, headers: { 'content-type': contentType } });
}

test.each([
  ['', 400, 'invalid_request'],
  ['grant_type=password', 400, 'unsupported_grant_type'],
  ['grant_type=client_credentials', 401, 'invalid_client'],
  ['grant_type=client_credentials&grant_type=client_credentials', 400, 'invalid_request'],
  ['grant_type=client_credentials&client_assertion_type=%zz&client_assertion=%ff', 401, 'invalid_client'],
])('the form "%s" is refused as OAuth says, with %i %s', async (form, status, error) => {
  const response = await asked(form);
  expect(response.status).toBe(status);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.json()).toEqual({ error, error_description: expect.any(String) });
});

test('a body that is no form is refused as OAuth says', async () => {
  const response = await asked('{"grant_type":"client_credentials"}', 'application/json');
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: 'invalid_request' });
});

test('a form of any length is not read', async () => {
  expect((await asked(`client_assertion=${'a'.repeat(20_000)}`)).status).toBe(413);
});
