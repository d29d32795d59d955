import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Fault } from '../../../src/core/fault.ts';
import type { PhoneNumber } from '../../../src/core/phone-number.ts';
import { linksDoor } from '../../../src/sms/http/links-door.ts';
import { webhookDoor } from '../../../src/sms/http/webhook-door.ts';
import { type WebhookSettings, webhookOutlet } from '../../../src/sms/http/webhook-link.ts';
import type { LinkEnds } from '../../../src/sms/link.ts';
import { type Answer, heardEnds, otherSide } from './other-side.ts';

const secretOf = (fill: number) => `whsec_${Buffer.alloc(32, fill).toString('base64')}`;
const settings: WebhookSettings = {
  ...{ name: 'agg', organisation: 'carrier-1', numbers: ['10086'], url: 'http://127.0.0.1:1/' },
  ...{ secret: secretOf(1), inboundSecrets: [secretOf(2), secretOf(3)], window: 5, timeoutMs: 500 },
};
const received = {
  type: 'text.received',
  data: { from: '+8613800010000', to: '10086', text: 'KTFSR', networkTime: '2026-11-22T04:00:00Z' },
};

interface Signed {
  readonly secret?: string;
  readonly id?: string;
  readonly ageSec?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

function signed(event: unknown, { secret = secretOf(2), id = 'mo-1', ageSec = 0, headers = {} }: Signed = {}): Request {
  const body = typeof event === 'string' ? event : JSON.stringify(event);
  const at = new Date(Date.now() - ageSec * 1_000);
  const signature = new Webhook(secret).sign(id, at, body);
  const own = { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)) };
  return new Request('http://dnd.example/links/agg', {
    method: 'POST',
    headers: { ...own, 'webhook-signature': signature, ...headers },
    body,
  });
}

function doorTo(ends: LinkEnds) {
  const door = linksDoor(new Map([['agg', webhookDoor(settings, ends)]]), ends.log);
  return (request: Request) => door(request, '192.0.2.1');
}

describe('what an aggregator hands in', () => {
  test('is taken under the id of its webhook, signed by either of two secrets', async () => {
    const ends = heardEnds();
    const door = doorTo(ends);
    expect((await door(signed(received))).status).toBe(204);
    expect((await door(signed(received, { secret: secretOf(3), id: 'mo-2' }))).status).toBe(204);
    const text = { from: '+8613800010000', to: '10086', text: 'KTFSR', networkTime: Date.UTC(2026, 10, 22, 4) };
    expect(ends.texts).toEqual([
      { ...text, messageId: 'mo-1' },
      { ...text, messageId: 'mo-2' },
    ]);
  });

  test.for<[string, Request]>([
    ['a wrong secret', signed(received, { secret: secretOf(1) })],
    ['six minutes of age', signed(received, { ageSec: 360 })],
    ['six minutes ahead', signed(received, { ageSec: -360 })],
    ['another id than was signed', signed(received, { headers: { 'webhook-id': 'mo-9' } })],
    ['no signature', signed(received, { headers: { 'webhook-signature': '' } })],
    ['a signature of another version', signed(received, { headers: { 'webhook-signature': 'v2,AAAA' } })],
    ['another body', new Request(signed(received), { body: JSON.stringify({ ...received, more: 1 }) })],
  ])('with %s is 401 and does nothing', async ([, request]) => {
    const ends = heardEnds();
    const response = await doorTo(ends)(request);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 'UNAUTHENTICATED', field: 'header:webhook-signature' });
    expect(ends.texts).toEqual([]);
  });

  test.for<[string, unknown, number, string | undefined]>([
    ['no JSON', '{', 400, 'body'],
    ['null', 'null', 400, 'body'],
    ['an event of another kind', { type: 'text.lost', data: {} }, 400, 'type'],
    ['no number', { ...received, data: { to: '1', text: '' } }, 400, 'data.from'],
    ['a text too long', { ...received, data: { ...received.data, text: 'x'.repeat(2_001) } }, 400, 'data.text'],
    ['a wrong time', { ...received, data: { ...received.data, networkTime: 'noon' } }, 400, 'data.networkTime'],
    ['a body too large', 'x'.repeat(20_000), 413, 'body'],
  ])('as %s is refused by name', async ([, event, status, field]) => {
    const ends = heardEnds();
    const response = await doorTo(ends)(signed(event));
    expect([response.status, ((await response.json()) as { field: string }).field]).toEqual([status, field]);
    expect(ends.texts).toEqual([]);
  });

  test.for<[Fault | Error, number, string | null]>([
    [new Fault('ABORTED', 'the same message is under way', { retryAfterSec: 1 }), 503, '1'],
    [new Fault('UNAVAILABLE', 'too many texts wait'), 503, '5'],
    [new Fault('NOT_FOUND', 'nobody', { field: 'to' }), 404, null],
    [new Fault('ALREADY_EXISTS', 'another text', { field: 'messageId' }), 409, null],
    [new Error('a defect with +8613800010000'), 500, '5'],
  ])('and meets %s is told whether to hand it in again', async ([error, status, retryAfter]) => {
    const response = await doorTo({ ...heardEnds(), takeText: () => Promise.reject(error) })(signed(received));
    expect([response.status, response.headers.get('retry-after')]).toEqual([status, retryAfter]);
    expect(await response.text()).not.toContain('138000');
  });

  test('tells what became of texts', async () => {
    const ends = heardEnds();
    const door = doorTo(ends);
    await door(signed({ type: 'text.delivered', data: { messageId: 'mt-1' } }, { id: 'r-1' }));
    await door(signed({ type: 'text.failed', data: { messageId: 'mt-2', reason: 'absent' } }, { id: 'r-2' }));
    expect(ends.receipts).toEqual([
      { messageId: 'mt-1', status: 'DELIVERED' },
      { messageId: 'mt-2', status: 'FAILED', reason: 'absent' },
    ]);
  });

  test('and is refused a thousand times a minute fills no log', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const warned: object[] = [];
    const log = { info() {}, warn: (facts: object) => void warned.push(facts), error() {} };
    const door = doorTo({ ...heardEnds(), log });
    const ask = (method: string) => door(new Request('http://dnd.example/links/agg', { method }));
    for (let at = 0; at < 1_000; at++) await ask('POST');
    await ask('GET');
    vi.advanceTimersByTime(60_000);
    await ask('POST');
    expect(warned).toMatchObject([
      { link: 'agg', code: 'UNAUTHENTICATED', count: 1 },
      { code: 'METHOD_NOT_ALLOWED', count: 1 },
      { code: 'UNAUTHENTICATED', count: 1_000 },
    ]);
  });

  test('at another path, by another method or for a link that is not there is refused', async () => {
    const door = doorTo(heardEnds());
    const at = (path: string, method: string) => new Request(`http://dnd.example${path}`, { method });
    expect((await door(at('/links/agg', 'GET'))).status).toBe(405);
    expect((await door(at('/links/agg/more', 'POST'))).status).toBe(404);
    expect((await door(at('/links/other', 'POST'))).status).toBe(404);
  });
});

test('whatever is signed is taken or refused by name', async () => {
  const anyData = fc.dictionary(
    fc.constantFrom('from', 'to', 'text', 'networkTime', 'messageId', 'reason'),
    fc.jsonValue(),
  );
  const anyType = fc.constantFrom('text.received', 'text.delivered', 'text.failed', '');
  const anyEvent = fc.oneof(fc.string(), fc.jsonValue(), fc.record({ type: anyType, data: anyData }));
  await fc.assert(
    fc.asyncProperty(anyEvent, async (event) => {
      expect([204, 400]).toContain((await doorTo(heardEnds())(signed(event))).status);
    }),
    { numRuns: 300 },
  );
});

describe('what goes out', () => {
  const text = {
    ...{ id: 'text-1', from: '10086', to: 8_613_800_010_000 as PhoneNumber, text: '已全部拒收。' },
    expiresAt: Date.UTC(2026, 10, 24),
  };

  test('is signed under the text’s id, again under the same', async () => {
    const { asked, url } = await otherSide(() => ({ status: 202, body: '{"messageId":"mt-7"}' }));
    const outlet = webhookOutlet({ ...settings, url }, Date.now);
    expect(outlet.takesAnIdOnce).toBe(true);
    expect(await outlet.handOver(text)).toEqual({ status: 'ACCEPTED', messageId: 'mt-7' });
    await outlet.handOver(text);
    expect(asked.map(({ headers }) => headers['webhook-id'])).toEqual(['text-1', 'text-1']);
    const [{ body, headers, url: path } = { body: '', headers: {}, url: '' }] = asked;
    expect(path).toBe('/');
    expect(new Webhook(secretOf(1)).verify(body, headers as Record<string, string>)).toMatchObject({
      type: 'text.send',
      data: { textId: 'text-1', from: '10086', to: '+8613800010000', text: '已全部拒收。' },
    });
  });

  test.for<[Answer | 'BREAK' | 'HANG' | 'STALL', object]>([
    ['STALL', { status: 'ACCEPTED', messageId: 'text-1' }],
    [{ status: 200 }, { status: 'ACCEPTED', messageId: 'text-1' }],
    [{ status: 204 }, { status: 'ACCEPTED', messageId: 'text-1' }],
    [
      { status: 200, body: '<html>' },
      { status: 'ACCEPTED', messageId: 'text-1' },
    ],
    [{ status: 409 }, { status: 'ACCEPTED', messageId: 'text-1' }],
    [{ status: 422 }, { status: 'REJECTED', reason: 'HTTP 422' }],
    [
      { status: 429, headers: { 'retry-after': '7' } },
      { status: 'LATER', reason: 'HTTP 429', waitMs: 7_000 },
    ],
    [{ status: 503 }, { status: 'LATER', reason: 'HTTP 503' }],
    [{ status: 401 }, { status: 'LATER', reason: 'HTTP 401' }],
    [
      { status: 302, headers: { location: 'http://127.0.0.1:1/' } },
      { status: 'LATER', reason: 'HTTP 302' },
    ],
    [{ status: 500 }, { status: 'IN_DOUBT', reason: 'HTTP 500' }],
    ['BREAK', { status: 'IN_DOUBT', reason: expect.stringContaining('the link broke') }],
    ['HANG', { status: 'IN_DOUBT', reason: 'no answer in 500 ms' }],
  ])('and is answered by %j comes to %j', async ([answer, expected]) => {
    const { url } = await otherSide(() => answer);
    expect(await webhookOutlet({ ...settings, url }, Date.now).handOver(text)).toEqual(expected);
  });

  test('to nobody was not taken', async () => {
    const { url, close } = await otherSide(() => ({ status: 200 }));
    await close();
    const refused = await webhookOutlet({ ...settings, url }, Date.now).handOver(text);
    expect(refused).toMatchObject({ status: 'LATER', reason: expect.stringContaining('ECONNREFUSED') });
    const shunned = await webhookOutlet({ ...settings, url: 'http://127.0.0.1:25/' }, Date.now).handOver(text);
    expect(shunned).toMatchObject({ status: 'LATER', reason: expect.stringContaining('bad port') });
  });
});
