import { readFileSync } from 'node:fs';
import { compactVerify, createRemoteJWKSet } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { type RunningRegistry, runningThroughout } from './running-registry.ts';

let registry: RunningRegistry;

const phoneNumber = '+8613800138000';
const enquiry = { phoneNumber, category: 'FIN_CREDIT', channel: 'SMS', sender: 'DEMO', messageClass: 'SERVICE' };
const json = { 'content-type': 'application/json' };

async function post(path: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${registry.url}${path}`, {
    method: 'POST',
    headers: { ...json, ...headers },
    body: JSON.stringify(body),
  });
}

async function lookedUp() {
  const authorization = `Bearer ${await registry.token('demo-call-centre')}`;
  const response = await post('/v1/lookup', enquiry, { authorization });
  expect(response.status).toBe(200);
  return (await response.json()) as { decision: string; reason: string; receipt: string; asOf: { position: string } };
}

async function session(): Promise<Record<string, string>> {
  expect((await post('/v1/subscriber/codes', { phoneNumber, language: 'en' })).status).toBe(202);
  const opened = await post('/v1/subscriber/sessions', { phoneNumber, code: await registry.code() });
  expect(opened.status).toBe(201);
  const { token } = (await opened.json()) as { token: string };
  return { authorization: `Bearer ${token}`, 'if-match': '*' };
}

describe.for([
  ['one object', {}, 'log'],
  ['a directory and four objects of numbers', { DND_SHARDS: '4' }, 'log-'],
] as const)('%s', ([, settings, log]) => {
  beforeAll(async () => {
    registry = await runningThroughout(settings);
  });

  test('it is there, and says of itself what the same program says on Node', async () => {
    const health = await fetch(`${registry.url}/healthz`);
    expect([health.status, await health.json()]).toEqual([200, { status: 'OK' }]);
    expect((await fetch(`${registry.url}/readyz`)).status).toBe(200);
    const document = await (await fetch(`${registry.url}/openapi.json`)).text();
    expect(document).toBe(readFileSync('openapi/registry.json', 'utf8'));
  });

  test('a stock OAuth client asks, the holder opts out, the answer changes, and both are signed', async () => {
    const jwks = createRemoteJWKSet(new URL(`${registry.url}/.well-known/jwks.json`));
    const before = await lookedUp();
    expect(before).toMatchObject({ decision: 'ALLOW', reason: 'DEFAULT' });
    const headers = await session();
    const chosen = await fetch(`${registry.url}/v1/subscriber/preferences`, {
      method: 'PATCH',
      headers: { ...json, ...headers },
      body: JSON.stringify({ categories: { FIN_CREDIT: 'REFUSE' } }),
    });
    expect(chosen.status).toBe(200);
    const after = await lookedUp();
    expect(after.asOf.position.startsWith(log)).toBe(true);
    expect(after).toMatchObject({ decision: 'BLOCK', reason: 'CATEGORY_REFUSED' });
    for (const { receipt, decision, asOf } of [before, after]) {
      const { payload, protectedHeader } = await compactVerify(receipt, jwks);
      expect(protectedHeader).toMatchObject({ alg: 'ES256', typ: 'dnd-receipt+jwt' });
      const signed: unknown = JSON.parse(new TextDecoder().decode(payload));
      expect(signed).toMatchObject({ iss: registry.url, aud: 'demo-call-centre', position: asOf.position });
      expect(signed).toHaveProperty('decision.decision', decision);
    }
  });

  test('what was acknowledged is there after kill -9', async () => {
    const before = await lookedUp();
    await registry.kill();
    await registry.restart();
    expect(await lookedUp()).toMatchObject({
      decision: before.decision,
      reason: before.reason,
      asOf: { position: before.asOf.position },
    });
  });

  test('a batch over many blocks comes back in order, with one receipt', async () => {
    const authorization = `Bearer ${await registry.token('demo-call-centre')}`;
    const phoneNumbers = Array.from({ length: 200 }, (_, place) => `+86138${String(place * 10_000).padStart(8, '0')}`);
    phoneNumbers[100] = phoneNumber;
    const { phoneNumber: _one, ...terms } = enquiry;
    const response = await post('/v1/lookup/batch', { ...terms, phoneNumbers }, { authorization });
    expect(response.status).toBe(200);
    const { results, receipt } = (await response.json()) as {
      results: readonly { phoneNumber: string; decision: string }[];
      receipt: string;
    };
    expect(results.map((row) => row.phoneNumber)).toEqual(phoneNumbers);
    expect(results.flatMap(({ decision }, place) => (decision === 'BLOCK' ? [place] : []))).toEqual([100]);
    expect(receipt.split('.')).toHaveLength(3);
  });

  test('a sender that the operator suspends is refused with the next lookup, whichever object answers', async () => {
    const operator = { authorization: `Bearer ${await registry.token('demo-operator')}` };
    const asker = { authorization: `Bearer ${await registry.token('demo-call-centre')}`, 'dnd-place': '1/2' };
    const sender = `${registry.url}/v1/sender-identities/DEMO`;
    const become = async (status: string) => {
      const etag = (await fetch(sender, { headers: operator })).headers.get('etag') ?? '';
      const headers = { ...json, ...operator, 'if-match': etag };
      const changed = await fetch(sender, { method: 'PATCH', headers, body: JSON.stringify({ status }) });
      expect(changed.status).toBe(200);
    };
    const reasons = async () => {
      const asked = Array.from({ length: 8 }, (_, place) => ({ ...enquiry, phoneNumber: `+861390000${place}000` }));
      const answers = await Promise.all(asked.map((one) => post('/v1/lookup', one, asker)));
      return Promise.all(answers.map(async (answer) => ((await answer.json()) as { reason: string }).reason));
    };
    expect(new Set(await reasons())).toEqual(new Set(['DEFAULT']));
    await become('SUSPENDED');
    expect(new Set(await reasons())).toEqual(new Set(['SENDER_SUSPENDED']));
    await become('ACTIVE');
    expect(new Set(await reasons())).toEqual(new Set(['DEFAULT']));
  });

  test('a list is answered while it comes in, gzip too', async () => {
    const authorization = `Bearer ${await registry.token('demo-call-centre')}`;
    const list = 'name;phone\nAnna;138 0013 8001\nBo;+8613800138000\nCy;nonsense\n';
    const scrubbed = async (type: string, body: string | Blob) => {
      const terms = 'category=FIN_CREDIT&channel=SMS&messageClass=SERVICE&sender=DEMO';
      const response = await fetch(`${registry.url}/v1/scrubs?${terms}`, {
        method: 'POST',
        headers: { authorization, 'content-type': type },
        body,
      });
      expect(response.status).toBe(200);
      return (await response.text()).replace(/;\d{4}-[^\n;]*/g, '');
    };
    const rows = await scrubbed('text/csv', list);
    expect(rows).toMatch(/\nAnna;138 0013 8001;ALLOW;DEFAULT;.*\nBo;\+8613800138000;BLOCK;CATEGORY_REFUSED;/);
    expect(rows).toMatch(/\nCy;nonsense;REJECTED;/);
    const packed = new Response(new Blob([list]).stream().pipeThrough(new CompressionStream('gzip')));
    expect(await scrubbed('application/gzip', await packed.blob())).toBe(rows);
  });

  test('what another law would change is computed between requests', { timeout: 60_000 }, async () => {
    const authorization = `Bearer ${await registry.token('demo-regulator')}`;
    const present = (await (await fetch(`${registry.url}/v1/policy`)).json()) as object;
    const started = await post(
      '/v1/statistics/replays',
      { policy: { ...present, id: 'CN-2027.1' } },
      { authorization, 'idempotency-key': 'replay-1' },
    );
    expect(started.status).toBe(202);
    const { replayId } = (await started.json()) as { replayId: string };
    const read = async () => {
      const response = await fetch(`${registry.url}/v1/statistics/replays/${replayId}`, { headers: { authorization } });
      return (await response.json()) as { status: string };
    };
    await expect.poll(read, { timeout: 50_000, interval: 200 }).toMatchObject({ status: 'COMPLETED' });
  });

  test('the pages come with their style and script, for ever under one name', async () => {
    const page = await fetch(registry.url, { headers: { accept: 'text/html', 'accept-language': 'en' } });
    expect(page.status).toBe(200);
    const html = await page.text();
    expect(html).toContain('Text me a code');
    const paths = [...html.matchAll(/"(\/assets\/registry\.[0-9a-f]{12}\.(?:css|js))"/g)].map(([, path]) => path);
    expect(paths).toHaveLength(2);
    for (const path of paths) {
      const file = await fetch(`${registry.url}${path}`);
      expect([file.status, file.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
      expect(file.headers.get('content-type')).toMatch(/^text\/(?:css|javascript); charset=utf-8$/);
      expect((await file.text()).length).toBeGreaterThan(10_000);
    }
    const gone = await fetch(`${registry.url}/assets/registry.0123456789ab.css`);
    expect(gone.status).toBe(404);
    for (const path of ['/reference', '/reference/swagger-ui-bundle.js', '/reference/swagger-ui.css']) {
      expect((await fetch(`${registry.url}${path}`)).status).toBe(200);
    }
  });

  test('long pages are compressed once', async () => {
    const page = await fetch(`${registry.url}/figures`, {
      headers: { 'accept-encoding': 'gzip', accept: 'text/html' },
    });
    expect(await page.text()).toMatch(/^<!doctype html>/);
  });

  test.for([
    ['x-forwarded-for', '203.0.113.1'],
    ['cf-connecting-ip', '203.0.113.1'],
    ['via', '1.1 proxy'],
  ] as const)('the demo refuses what was forwarded: %s', async ([name, value]) => {
    const refused = await fetch(`${registry.url}/healthz`, { headers: { [name]: value } });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ code: 'PERMISSION_DENIED', field: `header:${name}` });
  });

  test('a body above every limit is refused by its declared length, and an address too', async () => {
    const large = await post('/v1/lookup', { filler: 'x'.repeat(9 * 2 ** 20) });
    expect(large.status).toBe(413);
    expect(await large.json()).toMatchObject({ field: 'body', limit: 'at most 8388608 bytes' });
    const long = await fetch(`${registry.url}/v1/policy?${'x'.repeat(9_000)}`);
    expect(long.status).toBe(413);
  });

  test('nothing was said that an operator would have to look into, and no number', () => {
    const lines = registry
      .said()
      .split('\n')
      .filter((line) => line.startsWith('{'));
    expect(lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
    expect(registry.said()).not.toContain('13800138000');
  });
});
