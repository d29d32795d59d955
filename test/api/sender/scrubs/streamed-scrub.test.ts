import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { scrubbed } from '../../../registry/scrubs/scrubbed.ts';
import { csv, scrubDoor, streamOf, termsQuery } from './scrub-door.ts';

const cells = fc.oneof(
  fc.integer({ min: 0, max: 12 }).map((last) => `1380000${String(last).padStart(4, '0')}`),
  fc.constantFrom('+8613800000001', '"13800000002"', 'nobody', '', '8.6E+12', '+15550100', '"a\nb"'),
);
const lists = fc
  .tuple(fc.constantFrom('utf8', 'utf16le', 'gzip'), fc.array(fc.tuple(cells, cells), { maxLength: 40 }))
  .map(([form, rows]) => {
    const text = `phone,x\r\n${rows.map((row) => `${row.join(',')}\r\n`).join('')}`;
    if (form === 'gzip') return gzipSync(text);
    return form === 'utf8' ? Buffer.from(text) : Buffer.from(`\ufeff${text}`, 'utf16le');
  });

test('whatever the list, and however it comes in, what is answered is what the engine makes of it', async () => {
  const door = await scrubDoor();
  await fc.assert(
    fc.asyncProperty(lists, fc.array(fc.nat(300), { maxLength: 5 }), async (list, cuts) => {
      const ends = [...cuts.filter((at) => at < list.length), list.length].sort((a, b) => a - b);
      const pieces = ends.map((end, at) => list.subarray(ends[at - 1] ?? 0, end)).filter(({ length }) => length > 0);
      const response = await door.ask('POST', `?${termsQuery}&column=phone`, { body: streamOf(pieces), headers: csv });
      const { files } = await scrubbed(door.registry, door.caller, list, { column: 'phone' });
      expect(response.status).toBe(200);
      expect(Buffer.from(await response.arrayBuffer()).equals(files['annotated'] as Buffer)).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test('the first rows are answered while the rest is still to come, and the answer says what it is', async () => {
  const door = await scrubDoor();
  const rest = Promise.withResolvers<Uint8Array>();
  async function* list(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('13800000001\n'.repeat(40_000));
    yield await rest.promise;
  }
  const headers = { 'content-type': 'Text/Plain; charset=utf-8' };
  const response = await door.ask('POST', `?${termsQuery}`, { body: streamOf(list()), headers });
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  expect(Buffer.from((await reader.read()).value ?? []).toString()).toMatch(/^13800000001,BLOCK,REFUSED,,/);
  rest.resolve(Buffer.from('13800000009\n'));
  let last = '';
  for (let next = await reader.read(); !next.done; next = await reader.read())
    last = Buffer.from(next.value).toString();
  expect(last).toMatch(/\n13800000009,ALLOW,DEFAULT,,[^\n]+\n$/);
  const header = (name: string) => response.headers.get(name);
  expect(header('location')).toMatch(/^\/v1\/scrubs\/[0-9a-z]{25}$/);
  expect(header('content-type')).toBe('text/plain');
  expect(header('cache-control')).toBe('no-store');
  expect(header('content-disposition')).toMatch(/^attachment; filename="scrub-[0-9a-z]{25}-annotated\.txt"$/);
});

async function* endless(piece: Uint8Array, times: number): AsyncGenerator<Uint8Array> {
  for (let time = 0; time < times; time++) yield piece;
}

const megabyteOfDigits = Buffer.alloc(2 ** 20, '7');
/** 60 kB of gzip that would become 60 MB. */
const bomb = gzipSync(Buffer.alloc(60 * 2 ** 20));

test.each([
  ['no content type', '', {}, Buffer.from('x'), 415, 'header:Content-Type', /text\/csv, .*application\/gzip/],
  ['a wrong content type', '', { 'content-type': 'application/pdf' }, 'x', 415, 'header:Content-Type', /text\/csv/],
  [
    'a compression that is not read',
    '',
    { ...csv, 'content-encoding': 'br' },
    'x',
    415,
    'header:Content-Encoding',
    /gzip/,
  ],
  ['two layouts in one answer', '&layout=SPLIT', csv, 'x', 400, 'query:layout', /ANNOTATED/],
  ['no such channel', '&channel=DRUMS', csv, 'x', 400, 'query:channel', /./],
  ['no such country', '&country=XX', csv, 'x', 400, 'query:country', /ISO 3166-1/],
  ['an unknown parameter', '&phone=1', csv, 'x', 400, 'query:phone', undefined],
  ['too many bytes, as declared', '', { ...csv, 'content-length': '67108865' }, 'x', 413, 'body', /67108864 bytes/],
  ['a line of 100 MB', '', csv, streamOf(endless(megabyteOfDigits, 100)), 413, 'body', /131072 bytes a line/],
  ['a gzip bomb', '', { 'content-type': 'application/gzip' }, bomb, 413, 'body', /./],
  [
    'damaged gzip',
    '',
    { 'content-type': 'application/gzip' },
    gzipSync('1380\n').subarray(0, 12),
    400,
    'body',
    /RFC 1952/,
  ],
  ['no such column', '&column=tel', csv, 'phone,x\n1,2\n', 400, 'query:column', /one of phone, x/],
] as const)(
  '%s is refused by name before anything is answered',
  async (_, query, headers, body, status, field, limit) => {
    const door = await scrubDoor();
    const response = await door.ask(
      'POST',
      `?${termsQuery.replace(/&channel=VOICE/, query.includes('channel') ? '' : '&channel=VOICE')}${query}`,
      { body, headers },
    );
    const problem = (await response.json()) as { readonly field?: string; readonly limit?: string };
    expect([response.status, problem.field]).toEqual([status, field]);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    if (limit !== undefined) expect(problem.limit).toMatch(limit);
    expect(door.defects).toEqual([]);
  },
);

test('what breaks a limit after the first rows ends the answer without an end', async () => {
  const door = await scrubDoor();
  async function* list(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('13800000001\n'.repeat(40_000));
    yield* endless(megabyteOfDigits, 2);
  }
  const response = await door.ask('POST', `?${termsQuery}`, { body: streamOf(list()), headers: csv });
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
});

test('the record of a list that was cut off, and of an answer that nobody took, says so', async () => {
  const door = await scrubDoor();
  async function* cutOff(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('13800000001\n'.repeat(40_000));
    throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
  }
  const cut = await door.ask('POST', `?${termsQuery}`, { body: streamOf(cutOff()), headers: csv });
  await expect(cut.text()).rejects.toMatchObject({ message: 'the body ended early' });
  const left = await door.ask('POST', `?${termsQuery}`, { body: '13800000001\n'.repeat(90_000), headers: csv });
  await left.body?.cancel();
  for (const [response, code] of [
    [cut, 'INVALID_ARGUMENT'],
    [left, 'ABORTED'],
  ] as const) {
    const path = response.headers.get('location')?.replace('/v1/scrubs', '') ?? '';
    await vi.waitFor(async () => {
      const record = await (await door.ask('GET', path)).json();
      expect(record).toMatchObject({ status: 'FAILED', form: 'STREAMED', fault: { code } });
    });
  }
});

test('more than 64 MiB that were not declared end the answer, too', async () => {
  const door = await scrubDoor();
  const piece = Buffer.from(`${'1'.repeat(99)}\n`.repeat(10_000));
  const response = await door.ask('POST', `?${termsQuery}`, { body: streamOf(endless(piece, 80)), headers: csv });
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const whole = async () => {
    for (let next = await reader.read(); !next.done; next = await reader.read());
  };
  await expect(whole()).rejects.toMatchObject({ message: expect.stringContaining('respond-async') });
});

test('a fifth list at once is told to come back, until one has ended', async () => {
  const door = await scrubDoor();
  const gate = Promise.withResolvers<Uint8Array>();
  async function* held(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('13800000001\n');
    yield await gate.promise;
  }
  const four = [1, 2, 3, 4].map(() => door.ask('POST', `?${termsQuery}`, { body: streamOf(held()), headers: csv }));
  await new Promise((resolve) => setTimeout(resolve, 50));
  const fifth = await door.ask('POST', `?${termsQuery}`, { body: '1', headers: csv });
  expect([fifth.status, fifth.headers.get('retry-after')]).toEqual([429, '2']);
  expect((await door.ask('POST', `?${termsQuery}`, { body: '1', headers: csv, as: 'other-caller' })).status).toBe(200);
  gate.resolve(Buffer.from('1\n'));
  for (const response of await Promise.all(four)) expect(await response.text()).toMatch(/^13800000001,BLOCK/);
  expect((await door.ask('POST', `?${termsQuery}`, { body: '1', headers: csv })).status).toBe(200);
});
