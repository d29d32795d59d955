import { generateKeyPair, importJWK, SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { generateSigningKey } from '../../src/receipts/signing-key-pair.ts';
import { production as settings } from '../runtime/production-settings.ts';
import { type RunningRegistry, runningThroughout } from './running-registry.ts';

const production = { ...settings, DND_DEMO_CLIENTS: '' };

async function granted({ url }: RunningRegistry, key: Parameters<SignJWT['sign']>[0], kid: string): Promise<Response> {
  const assertion = await new SignJWT({ jti: crypto.randomUUID() })
    .setProtectedHeader({ alg: 'ES256', kid })
    .setIssuer('operator')
    .setSubject('operator')
    .setAudience(settings.DND_ISSUER)
    .setIssuedAt()
    .setExpirationTime('1m')
    .sign(key);
  return fetch(`${url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    }),
  });
}

test('the first operator is who a setting names, and nobody else', async () => {
  const { publicJwk, privateJwk, kid } = await generateSigningKey();
  const keys = JSON.stringify({ keys: [{ ...publicJwk, kid }] });
  const place = { DND_LOCATION: 'weur' };
  const registry = await runningThroughout({ ...production, ...place, DND_FIRST_OPERATOR: keys });
  const response = await granted(registry, await importJWK({ ...privateJwk }, 'ES256'), kid);
  expect(response.status).toBe(200);
  const { access_token: token } = (await response.json()) as { access_token: string };
  const own = { authorization: `Bearer ${token}` };
  const organisations = await (await fetch(`${registry.url}/v1/organisations`, { headers: own })).json();
  expect(organisations).toMatchObject({ organisations: [{ organisationId: 'operator', role: 'OPERATOR' }] });
  const { privateKey } = await generateKeyPair('ES256');
  expect((await granted(registry, privateKey, kid)).status).toBe(401);
  expect((await fetch(`${registry.url}/demo/outbox.jsonl`)).status).toBe(404);
});

test('production begins nowhere where a demo client was admitted, and the log says so', async () => {
  const registry = await runningThroughout();
  expect((await fetch(`${registry.url}/readyz`)).status).toBe(200);
  await registry.kill();
  await registry.restart(production);
  const refused = await fetch(`${registry.url}/readyz`);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
  expect(await refused.json()).toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('not set up') });
  await registry.says(/DND_MODE: a demo client was once admitted to this object/);
});

test('a setting that is wrong is named in the log, and everything answers 503', async () => {
  const registry = await runningThroughout({ ...production, DND_PEPPER: 'short' });
  expect((await fetch(`${registry.url}/healthz`)).status).toBe(503);
  await registry.says(/DND_PEPPER: must be base64/);
});
