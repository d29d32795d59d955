import { describe, expect, test } from 'vitest';
import type { OrganisationActor } from '../../../src/registry/access/actor.ts';
import { runCarrierFiles } from '../../../src/registry/carrier-files/run-carrier-files.ts';
import { manifestOf } from '../../registry/carrier-files/sent-files.ts';
import { chineseNumber, setOrganisation, tokenFor, wire } from '../../registry/memory-registry.ts';
import { type Door, door } from '../door.ts';

const content = `phoneNumber,refuse,proof,reference\n${wire(chineseNumber(1))},FIN_CREDIT,OTP,a\nnonsense,FIN_CREDIT,OTP,b\n`;
const manifest = manifestOf(content, 2);
const csv = { 'content-type': 'text/csv' } as const;

interface CarrierDoor extends Door {
  readonly carrier: OrganisationActor;
  readonly token: string;
}

async function carrierDoor(): Promise<CarrierDoor> {
  const opened = await door();
  const carrier = await setOrganisation(opened.registry, 'carrier-1', { role: 'CARRIER', numberRanges: ['86138'] });
  return { ...opened, carrier, token: await tokenFor(opened.registry, carrier) };
}

const contentPath = `/v1/carrier-files/${manifest.file}/content`;

test('a file is announced, sent, done, and its result fetched', async () => {
  const { call, token, registry } = await carrierDoor();
  const opened = await call('POST', '/v1/carrier-files', { token, body: manifest });
  expect([opened.status, opened.headers.get('location')]).toEqual([201, `/v1/carrier-files/${manifest.file}`]);
  expect(await opened.json()).toMatchObject({ status: 'UPLOADING', manifest });
  expect((await call('POST', '/v1/carrier-files', { token, body: manifest })).status).toBe(200);
  const sent = await call('PUT', contentPath, { token, body: content, headers: csv });
  expect([sent.status, await sent.json()]).toEqual([202, expect.objectContaining({ status: 'QUEUED' })]);
  expect((await call('GET', `/v1/carrier-files/${manifest.file}/result`, { token })).status).toBe(409);
  await runCarrierFiles(registry);
  const read = await call('GET', `/v1/carrier-files/${manifest.file}`, { token });
  const { status, result, signature } = (await read.json()) as Record<string, unknown>;
  expect({ status, result, signature }).toMatchObject({
    status: 'COMPLETED',
    result: { rows: 2, counts: { registered: 1, pending: 0, unchanged: 0, rejected: 1 } },
    signature: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
  });
  const fetched = await call('GET', `/v1/carrier-files/${manifest.file}/result`, { token });
  const text = await fetched.text();
  expect(text.split('\r\n')).toHaveLength(4);
  expect(fetched.headers.get('etag')).toBe(`"${(result as { sha256: string }).sha256}"`);
  expect(manifestOf(text, 2).sha256).toBe((result as { sha256: string }).sha256);
  const listed = await call('GET', '/v1/carrier-files?limit=1', { token });
  expect(await listed.json()).toMatchObject({ files: [{ status: 'COMPLETED' }] });
});

describe('is refused', () => {
  test.for([
    ['a manifest with a member too many', { ...manifest, more: 1 }, 400, 'INVALID_ARGUMENT'],
    ['another carrier’s', manifestOf(content, 2, { carrier: 'CARRIER-2' }), 400, 'INVALID_ARGUMENT'],
    ['the third file before the second', manifestOf(content, 2, { sequence: 3 }), 409, 'INCOMPATIBLE_STATE'],
  ] as const)('%s', async ([, body, status, code]) => {
    const { call, token } = await carrierDoor();
    const response = await call('POST', '/v1/carrier-files', { token, body });
    expect([response.status, await response.json()]).toEqual([status, expect.objectContaining({ code })]);
  });

  test.for([
    ['another digest', content.replace('OTP', 'ABC'), csv, 400],
    ['a type that is no CSV', content, { 'content-type': 'application/json' }, 415],
  ] as const)('%s', async ([, body, headers, status]) => {
    const { call, token } = await carrierDoor();
    await call('POST', '/v1/carrier-files', { token, body: manifest });
    const response = await call('PUT', contentPath, { token, body, headers });
    expect(response.status).toBe(status);
    expect(((await response.json()) as { message: string }).message).not.toMatch(/13800/);
  });

  test('what nobody announced', async () => {
    const { call, token } = await carrierDoor();
    expect((await call('PUT', contentPath, { token, body: content, headers: csv })).status).toBe(404);
    expect((await call('GET', '/v1/carrier-files/..%2f..%2fregistry.sqlite', { token })).status).toBe(404);
  });
});
