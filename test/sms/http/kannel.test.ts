import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src/core/fault.ts';
import type { PhoneNumber } from '../../../src/core/phone-number.ts';
import { inPolicy } from '../../../src/core/policies/in.ts';
import { kannelDoor } from '../../../src/sms/http/kannel-door.ts';
import { type KannelSettings, kannelOutlet } from '../../../src/sms/http/kannel-link.ts';
import { linksDoor } from '../../../src/sms/http/links-door.ts';
import type { LinkEnds } from '../../../src/sms/link.ts';
import { type Answer, heardEnds, otherSide } from './other-side.ts';

const pathSecret = 'a-secret-of-24-characters';
const settings: KannelSettings = {
  ...{ name: 'kannel', organisation: 'carrier-1', numbers: ['1909'], url: 'http://127.0.0.1:1/cgi-bin/sendsms' },
  ...{ username: 'dnd', password: 'dndpass', registryUrl: 'https://dnd.example', pathSecret },
  ...{ allowFrom: ['127.0.0.1', '2001:db8::1'], window: 5, timeoutMs: 500 },
};

interface Posted {
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: string;
  readonly method?: string;
  readonly address?: string;
}

const kannelHeaders = {
  ...{ 'x-kannel-from': '+919800010000', 'x-kannel-to': '1909', 'x-kannel-time': '2026-11-22 04:00:00' },
  'content-type': 'text/plain; charset="UTF-8"',
};

function ask(ends: LinkEnds, { body, headers = {}, path, method = 'POST', address = '127.0.0.1' }: Posted) {
  const door = linksDoor(new Map([['kannel', kannelDoor(settings, ends, inPolicy)]]), ends.log);
  const request = new Request(`http://dnd.example/links/kannel/${path ?? `${pathSecret}/texts?id=k-1`}`, {
    method,
    headers: { ...kannelHeaders, ...headers },
    ...(method === 'GET' ? {} : { body: body ?? 'BLOCK 1' }),
  });
  return door(request, address);
}

describe('what smsbox posts', () => {
  test('is taken with its numbers from the headers, and the answer is empty', async () => {
    const ends = heardEnds();
    const response = await ask(ends, {});
    expect([response.status, await response.text()]).toEqual([200, '']);
    const networkTime = Date.UTC(2026, 10, 22, 4);
    expect(ends.texts).toEqual([{ from: '+919800010000', to: '1909', text: 'BLOCK 1', networkTime, messageId: 'k-1' }]);
  });

  test.for<[string, Uint8Array<ArrayBuffer>, Record<string, string>]>([
    ['UTF-8', new TextEncoder().encode('ब्लॉक 1'), {}],
    ['UTF-16BE', utf16be('ब्लॉक 1'), { 'content-type': 'text/plain; charset="UTF-16BE"', 'x-kannel-coding': '2' }],
    [
      'UCS-2 that is not called so',
      utf16be('ब्लॉक 1'),
      { 'content-type': 'application/octet-stream', 'x-kannel-coding': '2' },
    ],
  ])('in %s is decoded', async ([, body, headers]) => {
    const ends = heardEnds();
    await ask(ends, { body, headers });
    expect(ends.texts).toMatchObject([{ text: 'ब्लॉक 1' }]);
  });

  test.for([
    ['+919800010000', '+919800010000'],
    ['919800010000', '+919800010000'],
    ['9800010000', '+919800010000'],
    ['09800010000', '+919800010000'],
    ['00919800010000', '+919800010000'],
  ])('from %s comes from %s', async ([given, from]) => {
    const ends = heardEnds();
    await ask(ends, { headers: { 'x-kannel-from': given as string } });
    expect(ends.texts).toMatchObject([{ from }]);
  });

  test.for<[string, Posted]>([
    ['a wrong secret', { path: 'a-secret-of-24-characterS/texts?id=k-1' }],
    ['a secret that is the beginning of it', { path: 'a-secret/texts?id=k-1' }],
    ['no secret', { path: 'texts?id=k-1' }],
    ['another address', { address: '192.0.2.7' }],
    ['another network', { address: '2001:db8:1::1' }],
  ])('with %s is 401 and does nothing', async ([, posted]) => {
    const ends = heardEnds();
    expect((await ask(ends, posted)).status).toBe(401);
    expect(ends.texts).toEqual([]);
  });

  test('from an allowed network of IPv6, or IPv4 written as IPv6, is taken', async () => {
    const ends = heardEnds();
    for (const address of ['2001:db8::5', '::ffff:127.0.0.1']) expect((await ask(ends, { address })).status).toBe(200);
    expect(ends.texts).toHaveLength(2);
  });

  test('and cannot be taken now is asked for again; for good, it is dropped, for Kannel would apologise by text', async () => {
    const failing = (error: Error) => ({ ...heardEnds(), takeText: () => Promise.reject(error) });
    expect((await ask(failing(new Fault('ABORTED', 'under way')), {})).status).toBe(503);
    expect((await ask(failing(new Error('a defect')), {})).status).toBe(500);
    expect((await ask(failing(new Fault('NOT_FOUND', 'nobody')), {})).status).toBe(200);
    expect((await ask(heardEnds(), { path: `${pathSecret}/texts` })).status).toBe(200);
  });

  test.for([
    ['1', [{ messageId: 'text-1', status: 'DELIVERED', reason: 'report 1' }]],
    ['2', [{ messageId: 'text-1', status: 'FAILED', reason: 'report 2' }]],
    ['16', [{ messageId: 'text-1', status: 'FAILED', reason: 'report 16' }]],
    ['8', []],
  ] as const)('report %s of a text', async ([status, receipts]) => {
    const ends = heardEnds();
    const response = await ask(ends, { method: 'GET', path: `${pathSecret}/reports?id=text-1&status=${status}` });
    expect(response.status).toBe(200);
    expect(ends.receipts).toEqual(receipts);
  });
});

test('whatever Kannel posts is answered by nothing', async () => {
  const anyType = fc.oneof(
    fc.constantFrom('text/plain; charset=utf-7', 'charset=', 'text/xml'),
    fc.stringMatching(/^[!-~]*$/),
  );
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), anyType, async (body, type) => {
      const response = await ask(heardEnds(), { body: new Uint8Array(body), headers: { 'content-type': type } });
      expect([response.status, await response.text()]).toEqual([200, '']);
    }),
    { numRuns: 200 },
  );
});

describe('what goes to sendsms', () => {
  const now = Date.UTC(2026, 10, 22);
  const text = {
    ...{ id: 'te_xt-1', from: '1909', to: 919_800_010_000 as PhoneNumber, text: 'All refused. UNDO 123456' },
    expiresAt: now + 90_000,
  };

  test('has its numbers and credentials in headers, none in the URL', async () => {
    const { asked, url } = await otherSide(() => ({ status: 202, body: '0: Accepted for delivery' }));
    const outlet = kannelOutlet({ ...settings, url: `${url}cgi-bin/sendsms` }, () => now);
    expect(outlet.takesAnIdOnce).toBe(false);
    expect(await outlet.handOver(text)).toEqual({ status: 'ACCEPTED', messageId: 'te_xt-1' });
    expect(asked).toMatchObject([
      {
        url: '/cgi-bin/sendsms',
        body: 'All refused. UNDO 123456',
        headers: {
          ...{ 'x-kannel-from': '1909', 'x-kannel-to': '+919800010000', 'x-kannel-coding': '0' },
          ...{ 'x-kannel-username': 'dnd', 'x-kannel-password': 'dndpass', 'x-kannel-validity': '2' },
          'x-kannel-dlr-mask': '19',
          'x-kannel-dlr-url': `https://dnd.example/links/kannel/${pathSecret}/reports?id=te_xt-1&status=%d`,
        },
      },
    ]);
  });

  test('is UCS-2 beyond the GSM alphabet', async () => {
    const { asked, url } = await otherSide(() => ({ status: 202 }));
    await kannelOutlet({ ...settings, url }, () => now).handOver({ ...text, text: 'सब बंद।' });
    expect(asked).toMatchObject([{ body: 'सब बंद।', headers: { 'x-kannel-coding': '2' } }]);
  });

  test.for<[Answer | 'BREAK' | 'HANG', string]>([
    [{ status: 200 }, 'ACCEPTED'],
    [{ status: 202 }, 'ACCEPTED'],
    [{ status: 400 }, 'REJECTED'],
    [{ status: 403 }, 'LATER'],
    [{ status: 404 }, 'LATER'],
    [{ status: 503 }, 'LATER'],
    [{ status: 500 }, 'IN_DOUBT'],
    ['BREAK', 'IN_DOUBT'],
    ['HANG', 'IN_DOUBT'],
  ])('and is answered by %j is %s', async ([answer, status]) => {
    const { url } = await otherSide(() => answer);
    expect(await kannelOutlet({ ...settings, url }, () => now).handOver(text)).toMatchObject({ status });
  });
});

function utf16be(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array([...text].flatMap((letter) => [letter.charCodeAt(0) >> 8, letter.charCodeAt(0) & 0xff]));
}
