import fc from 'fast-check';
import { expect, test } from 'vitest';
import { verifyScrub } from '../../../../src/receipts/scrub-certificate.ts';
import { setPreferences } from '../../../../src/registry/preferences/set-preferences.ts';
import { ScrubRunner } from '../../../../src/registry/scrubs/run-scrubs.ts';
import { scrubJobLimits } from '../../../../src/registry/scrubs/scrub-job-limits.ts';
import { sweepScrubs } from '../../../../src/registry/scrubs/sweep-scrubs.ts';
import { chineseNumber, setOrganisation, subscriber } from '../../../registry/memory-registry.ts';
import { scrubbed } from '../../../registry/scrubs/scrubbed.ts';
import { csv, type ScrubCall, type ScrubDoor, scrubDoor, streamOf, termsQuery } from './scrub-door.ts';

interface Scrub {
  readonly scrubId: string;
  readonly status: string;
  readonly upload: { readonly bytes: number; readonly isComplete: boolean };
  readonly progress?: { readonly rows: number; readonly share: number };
  readonly summary?: { readonly rows: Readonly<Record<string, number>> };
  readonly fault?: { readonly code: string; readonly message: string };
  readonly results?: readonly { readonly name: string; readonly bytes: number; readonly href: string }[];
  readonly certificate?: string;
  readonly expiresAt: string;
}

const respondAsync = { prefer: 'respond-async' } as const;
const part = { 'content-type': 'application/partial-upload' } as const;

async function opened(door: ScrubDoor, query = '', call: ScrubCall = {}): Promise<Scrub> {
  const headers = { ...respondAsync, ...call.headers };
  const response = await door.ask('POST', `?${termsQuery}${query}`, { ...call, headers });
  expect(response.status).toBe(202);
  return (await response.json()) as Scrub;
}

async function read(door: ScrubDoor, scrubId: string): Promise<Scrub> {
  return (await (await door.ask('GET', `/${scrubId}`)).json()) as Scrub;
}

async function run(door: ScrubDoor): Promise<void> {
  const report = (error: unknown) => void door.defects.push(error);
  const runner = new ScrubRunner(door.registry, { report, pace: { tellMs: 0, checkpointMs: 0 } });
  runner.wake();
  await runner.idle();
}

const list = 'phone,x\n13800000001,a\n13800000009,b\nnobody,c\n13800000001,d\n';

test('a list becomes a job, with summary, certificate and results, and is answered as the engine answers it', async () => {
  const door = await scrubDoor();
  const response = await door.ask('POST', `?${termsQuery}`, {
    body: list,
    headers: { ...csv, prefer: 'wait=1, Respond-Async' },
  });
  const job = (await response.json()) as Scrub;
  expect([response.status, response.headers.get('preference-applied')]).toEqual([202, 'respond-async']);
  expect(response.headers.get('location')).toBe(`/v1/scrubs/${job.scrubId}`);
  expect([job.status, job.upload]).toEqual(['QUEUED', { bytes: list.length, isComplete: true }]);
  await run(door);
  const done = await read(door, job.scrubId);
  expect(done).toMatchObject({
    status: 'COMPLETED',
    summary: { rows: { count: 4, allowed: 1, blocked: 2, rejected: 1, unavailable: 0, duplicates: 1 } },
    certificate: `/v1/scrubs/${job.scrubId}/certificate`,
  });
  const { files } = await scrubbed(door.registry, door.caller, list);
  const result = await door.ask('GET', `/${job.scrubId}/results/annotated`);
  const text = await result.text();
  expect(text).toBe(files['annotated']?.toString());
  expect(done.results).toEqual([
    { name: 'annotated', bytes: text.length, href: `/v1/scrubs/${job.scrubId}/results/annotated` },
  ]);
  expect(result.headers.get('content-type')).toBe('text/csv');
  const certificate = await door.ask('GET', `/${job.scrubId}/certificate`);
  expect(certificate.headers.get('content-type')).toBe('application/jose');
  const report = await verifyScrub(await certificate.text(), door.registry.receipts, door.clock.at, { outputs: [] });
  expect([report.outcome, report.certificate?.rows.count]).toEqual(['VALID', 4]);
  expect(door.defects).toEqual([]);
});

const cells = fc.oneof(
  fc.integer({ min: 0, max: 12 }).map((last) => `1380000${String(last).padStart(4, '0')}`),
  fc.constantFrom('"13800000002"', 'nobody', '', '+15550100', '"a\nb"'),
);
const generated = fc.array(cells, { maxLength: 30 }).map((rows) => Buffer.from(`phone\n${rows.join('\n')}\n`));

test('a list that is sent in any parts gives the files that the engine gives', async () => {
  const door = await scrubDoor();
  await fc.assert(
    fc.asyncProperty(generated, fc.array(fc.nat(200), { maxLength: 4 }), async (bytes, cuts) => {
      const { scrubId } = await opened(door, '&layout=SPLIT&column=phone');
      const ends = [...cuts.filter((at) => at < bytes.length), bytes.length].sort((a, b) => a - b);
      for (const [at, end] of ends.entries()) {
        const from = ends[at - 1] ?? 0;
        const headers = {
          ...part,
          'upload-offset': String(from),
          'upload-complete': at === ends.length - 1 ? '?1' : '?0',
        };
        const body = streamOf([bytes.subarray(from, end)]);
        expect((await door.ask('PATCH', `/${scrubId}/input`, { body, headers })).status).toBe(200);
      }
      await run(door);
      const { files } = await scrubbed(door.registry, door.caller, bytes, { layout: 'SPLIT', column: 'phone' });
      for (const name of ['allowed', 'blocked', 'rejected', 'unavailable']) {
        const text = await (await door.ask('GET', `/${scrubId}/results/${name}`)).text();
        expect([name, text]).toEqual([name, files[name]?.toString() ?? '']);
      }
      await door.ask('DELETE', `/${scrubId}`);
    }),
    { numRuns: 20 },
  );
});

test('an upload that broke off goes on where it is, and a wrong offset is told the right one', async () => {
  const door = await scrubDoor();
  const { scrubId } = await opened(door);
  const send = (body: ScrubCall['body'] & {}, headers: Record<string, string>) =>
    door.ask('PATCH', `/${scrubId}/input`, { body, headers: { ...part, ...headers } });
  async function* cutOff(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(list.slice(0, 20));
    throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
  }
  expect((await send(streamOf(cutOff()), { 'upload-offset': '0', 'upload-complete': '?1' })).status).toBe(400);
  const head = await door.ask('HEAD', `/${scrubId}/input`);
  const upload = (response: Response) => [
    response.headers.get('upload-offset'),
    response.headers.get('upload-complete'),
  ];
  expect([head.status, ...upload(head)]).toEqual([204, '20', '?0']);
  const wrong = await send('x', { 'upload-offset': '19' });
  expect([wrong.status, ...upload(wrong)]).toEqual([409, '20', null]);
  expect(await wrong.json()).toMatchObject({ field: 'header:Upload-Offset', limit: '20' });
  for (const headers of [{}, { 'upload-offset': '-1' }, { 'upload-offset': '2e1' }]) {
    expect((await send('x', headers as Record<string, string>)).status).toBe(400);
  }
  expect((await send('x', { 'upload-offset': '20', 'upload-complete': 'yes' })).status).toBe(400);
  expect((await send('x', { 'upload-offset': '20', 'content-type': 'text/csv' })).status).toBe(415);
  const last = await send(list.slice(20), { 'upload-offset': '20', 'upload-complete': '?1' });
  expect([last.status, ...upload(last)]).toEqual([200, String(list.length), '?1']);
  expect((await send('x', { 'upload-offset': String(list.length) })).status).toBe(409);
  await run(door);
  expect((await read(door, scrubId)).summary?.rows['count']).toBe(4);
});

test('of two uploads at once one is told to come back', async () => {
  const door = await scrubDoor();
  const { scrubId } = await opened(door);
  const gate = Promise.withResolvers<Uint8Array>();
  async function* held(): AsyncGenerator<Uint8Array> {
    yield await gate.promise;
  }
  const headers = { ...part, 'upload-offset': '0' };
  const first = door.ask('PATCH', `/${scrubId}/input`, { body: streamOf(held()), headers });
  await new Promise((resolve) => setTimeout(resolve, 30));
  const second = await door.ask('PATCH', `/${scrubId}/input`, { body: 'x', headers });
  expect([second.status, second.headers.get('retry-after')]).toEqual([409, '1']);
  gate.resolve(Buffer.from('138'));
  expect(((await (await first).json()) as Scrub).upload.bytes).toBe(3);
});

test('ranges of a result put together are the result; one outside is 416, one of another version the whole', async () => {
  const door = await scrubDoor();
  const { scrubId } = await opened(door, '', { body: list, headers: csv });
  await run(door);
  const get = (headers: Record<string, string>) => door.ask('GET', `/${scrubId}/results/annotated`, { headers });
  const whole = await get({});
  const text = await whole.text();
  const etag = whole.headers.get('etag') ?? '';
  await fc.assert(
    fc.asyncProperty(fc.nat(text.length - 1), async (at) => {
      const first = await get({ range: `bytes=0-${at}` });
      const rest = await get({ range: `bytes=${at + 1}-`, 'if-range': etag });
      expect([first.status, first.headers.get('content-range')]).toEqual([206, `bytes 0-${at}/${text.length}`]);
      const restText = rest.status === 416 ? '' : await rest.text();
      expect((await first.text()) + restText).toBe(text);
    }),
    { numRuns: 30 },
  );
  const last = await get({ range: 'bytes=-5' });
  expect([last.status, await last.text()]).toEqual([206, text.slice(-5)]);
  const outside = await get({ range: `bytes=${text.length}-` });
  expect([outside.status, outside.headers.get('content-range')]).toEqual([416, `bytes */${text.length}`]);
  for (const headers of [
    { range: 'bytes=0-1', 'if-range': '"other"' },
    { range: 'bytes=0-1,3-4' },
    { range: 'lines=0-1' },
    { range: 'bytes=5-2' },
    { range: 'bytes=-' },
  ] as Record<string, string>[]) {
    const response = await get(headers);
    expect([response.status, await response.text()]).toEqual([200, text]);
  }
  expect((await get({ 'if-none-match': etag })).status).toBe(304);
  const head = await door.ask('HEAD', `/${scrubId}/results/annotated`);
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, String(text.length), '']);
  expect((await door.ask('GET', `/${scrubId}/results/allowed`)).status).toBe(404);
  expect((await door.ask('GET', `/${scrubId}/results/secrets`)).status).toBe(400);
});

test('another organisation finds none of it', async () => {
  const door = await scrubDoor();
  const { scrubId } = await opened(door);
  const headers = { ...part, 'upload-offset': '0' };
  const asked: readonly (readonly [method: string, path: string, call?: ScrubCall])[] = [
    ['GET', ''],
    ['DELETE', ''],
    ['GET', '/input'],
    ['HEAD', '/input'],
    ['PATCH', '/input', { body: 'x', headers }],
    ['GET', '/results/annotated'],
    ['GET', '/certificate'],
  ];
  for (const [method, path, call = {}] of asked) {
    for (const id of [
      scrubId,
      '../..',
      '.0mwrb69s0114k92nxjvuw3w52',
      'registry.sqlite',
      `${scrubId}x`,
      'a'.repeat(25),
    ]) {
      const as = id === scrubId ? 'other-caller' : 'caller';
      const { status } = await door.ask(method, `/${encodeURIComponent(id)}${path}`, { ...call, as });
      expect([method, path, id, status]).toEqual([method, path, id, 404]);
    }
  }
  const none = (await (await door.ask('GET', '', { as: 'other-caller' })).json()) as { readonly scrubs: unknown[] };
  expect(none.scrubs).toEqual([]);
  expect((await read(door, scrubId)).status).toBe('UPLOADING');
});

test('own scrubs are listed newest first, by pages, those that were answered at once among them', async () => {
  const door = await scrubDoor();
  const ids: string[] = [];
  for (let time = 0; time < 4; time++) {
    door.clock.at += 1_000;
    ids.unshift((await opened(door)).scrubId);
  }
  door.clock.at += 1_000;
  const streamed = await door.ask('POST', `?${termsQuery}`, { body: list, headers: csv });
  await streamed.text();
  ids.unshift(streamed.headers.get('location')?.split('/').at(-1) ?? '');
  const found: string[] = [];
  let after = '';
  do {
    const page = await door.ask('GET', `?limit=2${after === '' ? '' : `&after=${after}`}`);
    const { scrubs, next = '' } = (await page.json()) as { scrubs: Scrub[]; next?: string };
    found.push(...scrubs.map(({ scrubId }) => scrubId));
    after = next;
  } while (after !== '');
  expect(found).toEqual(ids);
  const record = await read(door, ids[0] as string);
  expect(record).toMatchObject({ status: 'COMPLETED', form: 'STREAMED', summary: { rows: { count: 4 } } });
  expect(record.results).toBeUndefined();
  expect((await door.ask('GET', `/${ids[0]}/certificate`)).status).toBe(200);
  expect((await door.ask('GET', `/${ids[0]}/results/annotated`)).status).toBe(404);
});

test('a scrub that is cancelled while it is running ends, and leaves no byte', async () => {
  const door = await scrubDoor();
  const rows = '13800000001\n'.repeat(400_000);
  const { scrubId } = await opened(door, '', { body: rows, headers: csv });
  const { files } = door.registry.scrubs;
  let cancelled = 0;
  const putRun: typeof files.putRun = async (id, run) => {
    await files.putRun.call(files, id, run);
    if (run.rows > 0 && cancelled++ === 0) {
      expect((await read(door, scrubId)).status).toBe('RUNNING');
      expect((await door.ask('GET', `/${scrubId}/results/annotated`)).status).toBe(409);
      expect((await door.ask('DELETE', `/${scrubId}`)).status).toBe(204);
    }
  };
  const watched = Object.assign(Object.create(files) as typeof files, { putRun });
  await run({
    ...door,
    registry: { ...door.registry, scrubs: { ...door.registry.scrubs, files: bound(watched, files) } },
  });
  expect(cancelled).toBe(1);
  expect((await read(door, scrubId)).status).toBe('CANCELLED');
  expect(files.storedBytes(scrubId)).toBeLessThan(4_000);
  expect((await door.ask('DELETE', `/${scrubId}`)).status).toBe(204);
  expect((await door.ask('GET', `/${scrubId}`)).status).toBe(404);
});

/** A class with private members wants to be called on itself. */
function bound<T extends object>(over: T, real: T): T {
  return new Proxy(over, {
    get(target, name) {
      const own = Object.hasOwn(target, name) ? Reflect.get(target, name) : Reflect.get(real, name);
      return typeof own === 'function' && !Object.hasOwn(target, name) ? own.bind(real) : own;
    },
  });
}

test('lists and results go when their time is over, the record a week later', async () => {
  const door = await scrubDoor();
  const { scrubId } = await opened(door, '', { body: list, headers: csv });
  await run(door);
  const { expiresAt } = await read(door, scrubId);
  expect(Date.parse(expiresAt)).toBe(door.clock.at + scrubJobLimits.keptMs);
  await sweepScrubs(door.registry);
  expect((await read(door, scrubId)).status).toBe('COMPLETED');
  door.clock.at = Date.parse(expiresAt);
  await sweepScrubs(door.registry);
  expect(door.registry.scrubs.files.storedBytes(scrubId)).toBeLessThan(4_000);
  const expired = await read(door, scrubId);
  expect([expired.status, expired.summary?.rows['count'], expired.results]).toEqual(['EXPIRED', 4, undefined]);
  expect((await door.ask('GET', `/${scrubId}/results/annotated`)).status).toBe(404);
  expect((await door.ask('GET', `/${scrubId}/certificate`)).status).toBe(200);
  expect((await door.ask('POST', `/${scrubId}/rechecks`)).status).toBe(404);
  door.clock.at += scrubJobLimits.expiredKeptMs;
  await sweepScrubs(door.registry);
  expect(door.registry.scrubs.files.job(scrubId)).toBeUndefined();
});

test('a list that is kept is decided anew: what changed since shows, and the first results stay', async () => {
  const door = await scrubDoor();
  const { scrubId } = await opened(door, '', { body: list, headers: csv });
  expect((await door.ask('POST', '/0mwrb69s0114k92nxjvuw3w52/rechecks')).status).toBe(404);
  expect((await door.ask('POST', `/${scrubId}/rechecks`, { as: 'other-caller' })).status).toBe(404);
  await run(door);
  const words = { ifMatch: '*', replace: { base: 'REFUSE_ALL' } } as const;
  await setPreferences(door.registry, subscriber(chineseNumber(9)), words);
  const response = await door.ask('POST', `/${scrubId}/rechecks`, { headers: { 'idempotency-key': 'again' } });
  const again = (await response.json()) as Scrub & { readonly recheckOf: string };
  expect([response.status, response.headers.get('location')]).toEqual([202, `/v1/scrubs/${again.scrubId}`]);
  expect([again.status, again.recheckOf]).toEqual(['QUEUED', scrubId]);
  const replayed = await door.ask('POST', `/${scrubId}/rechecks`, { headers: { 'idempotency-key': 'again' } });
  expect(((await replayed.json()) as Scrub).scrubId).toBe(again.scrubId);
  await run(door);
  const blocked = async (id: string) => (await read(door, id)).summary?.rows['blocked'];
  expect([await blocked(scrubId), await blocked(again.scrubId)]).toEqual([2, 3]);
  await door.ask('DELETE', `/${scrubId}`);
  expect((await door.ask('POST', `/${again.scrubId}/rechecks`)).status).toBe(202);
  const unfinished = await opened(door);
  expect((await door.ask('POST', `/${unfinished.scrubId}/rechecks`)).status).toBe(409);
});

test('of a list that is kept, the rows that are decided otherwise now are a file, also once the first job is gone', async () => {
  const door = await scrubDoor();
  const { scrubId } = await opened(door, '', { body: list, headers: csv });
  expect((await door.ask('POST', `/${scrubId}/rechecks?layout=CHANGES`)).status).toBe(409);
  expect((await door.ask('POST', `/${scrubId}/rechecks?layout=SPLIT`)).status).toBe(400);
  await run(door);
  const words = { ifMatch: '*', replace: { base: 'REFUSE_ALL' } } as const;
  await setPreferences(door.registry, subscriber(chineseNumber(9)), words);
  const response = await door.ask('POST', `/${scrubId}/rechecks?layout=CHANGES`);
  const again = (await response.json()) as Scrub & { readonly layout: string };
  expect([response.status, again.layout]).toEqual([202, 'CHANGES']);
  await door.ask('DELETE', `/${scrubId}`);
  await run(door);
  const { summary, results } = await read(door, again.scrubId);
  expect(summary).toMatchObject({ rows: { count: 4, blocked: 3 }, recheck: { decidedAgain: 1, changed: 1 } });
  expect(results?.map(({ name }) => name)).toEqual(['changed']);
  const changed = await door.ask('GET', `/${again.scrubId}/results/changed`);
  expect(changed.headers.get('content-type')).toMatch(/^text\/csv/);
  expect(await changed.text()).toMatch(
    new RegExp(`^row,number,.*\\n\\d+,${chineseNumber(9)},ALLOW,DEFAULT,BLOCK,REFUSED,,[^,]+\\n$`),
  );
  expect((await door.ask('GET', `/${scrubId}/results/decided`)).status).toBe(400);
  expect((await door.ask('POST', `/${again.scrubId}/rechecks?layout=CHANGES`)).status).toBe(409);
});

test('a job is opened once for one key', async () => {
  const door = await scrubDoor();
  const headers = { 'idempotency-key': 'list-1' };
  const first = await opened(door, '', { headers });
  const again = await door.ask('POST', `?${termsQuery}`, { headers: { ...respondAsync, ...headers } });
  expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([202, 'true']);
  expect(((await again.json()) as Scrub).scrubId).toBe(first.scrubId);
  expect(again.headers.get('location')).toBe(`/v1/scrubs/${first.scrubId}`);
  const other = await door.ask('POST', `?${termsQuery}&layout=SPLIT`, { headers: { ...respondAsync, ...headers } });
  expect(other.status).toBe(409);
});

test('terms, types and sizes of jobs are looked at before anything is opened', async () => {
  const door = await scrubDoor();
  const post = (query: string, headers: Record<string, string>, body?: Uint8Array) =>
    door.ask('POST', `?${query}`, {
      headers: { ...respondAsync, ...headers },
      ...(body === undefined ? {} : { body }),
    });
  const refusals = [
    [await post('category=NONE&channel=VOICE', {}), 400, 'query:category'],
    [await post(`${termsQuery}&country=XX`, {}), 400, 'query:country'],
    [await post(termsQuery, { 'content-type': 'application/pdf' }, Buffer.from('x')), 415, 'header:Content-Type'],
    [await post(termsQuery, { 'content-length': '9' }, Buffer.from('x')), 415, 'header:Content-Type'],
    [await post(termsQuery, { ...csv, 'content-length': '2147483649' }, Buffer.from('x')), 413, 'body'],
    [await post(termsQuery, { ...csv, 'upload-complete': 'no' }, Buffer.from('x')), 400, 'header:Upload-Complete'],
  ] as const;
  for (const [response, status, field] of refusals) {
    expect([response.status, ((await response.json()) as { field?: string }).field]).toEqual([status, field]);
  }
  expect(door.registry.scrubs.files.jobs()).toEqual([]);
});

test('twenty jobs may be open, and what is kept has a limit', async () => {
  const door = await scrubDoor();
  const ids: string[] = [];
  for (let time = 0; time < scrubJobLimits.openJobsMax; time++) ids.push((await opened(door)).scrubId);
  const more = () => door.ask('POST', `?${termsQuery}`, { headers: respondAsync });
  const refused = await more();
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60']);
  expect(await refused.json()).toMatchObject({ code: 'QUOTA_EXCEEDED', limit: 'at most 20 open scrubs' });
  await door.ask('DELETE', `/${ids[0]}`);
  expect((await more()).status).toBe(202);
  const { files } = door.registry.scrubs;
  Object.defineProperty(files, 'storedBytes', { value: () => scrubJobLimits.storedBytesMax / 10 });
  const headers = { ...part, 'upload-offset': '0' };
  const full = await door.ask('PATCH', `/${ids[1]}/input`, { body: '1', headers });
  expect([full.status, ((await full.json()) as { limit: string }).limit]).toEqual([
    429,
    'at most 8589934592 bytes of all scrubs',
  ]);
});

test.each([
  ['text that is no list of numbers', csv, Buffer.from('a,b,c\nd,e,f\n'), 'INVALID_ARGUMENT'],
  [
    'gzip that was cut off',
    { 'content-type': 'application/gzip' },
    Buffer.from('H4sIAAAAAAAAAzM0tjAwMDAwMDQw4AIAK', 'base64'),
    'INVALID_ARGUMENT',
  ],
  ['a line without end', csv, Buffer.alloc(300_000, '7'), 'PAYLOAD_TOO_LARGE'],
])('%s ends in a job that FAILED and says why', async (_, headers, body, code) => {
  const door = await scrubDoor();
  const { scrubId } = await opened(door, '', { body, headers });
  await run(door);
  const failed = await read(door, scrubId);
  expect([failed.status, failed.fault?.code]).toEqual(['FAILED', code]);
  expect(failed.results).toBeUndefined();
  expect((await door.ask('GET', `/${scrubId}/certificate`)).status).toBe(409);
  expect(door.defects).toEqual([]);
});

test('a job of an organisation that was suspended meanwhile is not run', async () => {
  const door = await scrubDoor();
  const { scrubId } = await opened(door, '', { body: list, headers: csv });
  await setOrganisation(door.registry, 'caller', { role: 'CALL_CENTRE', status: 'SUSPENDED' });
  await run(door);
  await setOrganisation(door.registry, 'caller', { role: 'CALL_CENTRE' });
  expect((await read(door, scrubId)).fault?.code).toBe('PERMISSION_DENIED');
});
