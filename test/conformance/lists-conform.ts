import { describe, expect, test } from 'vitest';
import type { Country } from './country.ts';
import { reportOn, verified } from './receipts.ts';
import { ended, finished, listQuery, opened, type ScrubJob, uploadPart } from './scrub-job.ts';

const csv = { 'content-type': 'text/csv' };
const sha = async (text: string) =>
  Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(text))).toString('base64url');

interface AskedList {
  readonly text: string;
  readonly refused: readonly string[];
  readonly allowed: readonly string[];
}

/** Rows of many blocks, of which some refuse; one is no number, one comes twice. */
async function askedList({ carrier, phoneNumber }: Country, count = 24): Promise<AskedList> {
  const numbers = Array.from({ length: count }, phoneNumber);
  const [refused, allowed] = [numbers.filter((_, at) => at % 3 === 0), numbers.filter((_, at) => at % 3 !== 0)];
  const registrations = refused.map((one) => ({ phoneNumber: one, preferences: { base: 'REFUSE_ALL' } }));
  await carrier.ask('POST', '/v1/registrations', { body: { registrations, proof: 'MO_SMS' } });
  const rows = [...numbers.map((number, at) => `Name ${at},${number}`), 'Nobody,nonsense', `Again,${numbers[0]}`];
  return { text: `name,phone\n${rows.join('\n')}\n`, refused, allowed };
}

const counts = ({ refused, allowed }: AskedList) => ({
  ...{ count: refused.length + allowed.length + 2, allowed: allowed.length, blocked: refused.length + 1 },
  ...{ rejected: 1, unavailable: 0, duplicates: 1 },
});

/** Whole lists: answered at once, and as jobs. */
export function describeLists(country: () => Country): void {
  describe('answered at once', () => describeStreamed(country));
  describe('as jobs', () => describeJobs(country));
}

function describeStreamed(country: () => Country): void {
  test('come back row by row with their decisions, and their record has summary and certificate', async () => {
    const list = await askedList(country());
    const { ask } = country().callCentre;
    const answer = await ask('POST', `/v1/scrubs?${listQuery}`, { body: list.text, headers: csv });
    expect(answer.headers.get('content-type')).toMatch(/^text\/csv/);
    const rows = answer.text.trim().split(/\r?\n/);
    expect(rows).toHaveLength(counts(list).count + 1);
    for (const number of list.refused) expect(rows.find((row) => row.includes(number))).toMatch(/BLOCK.*REFUSED/);
    for (const number of list.allowed) expect(rows.find((row) => row.includes(number))).toMatch(/ALLOW.*DEFAULT/);
    expect(rows.at(-2)).toContain('REJECTED');
    const place = answer.headers.get('location') ?? '';
    const record = (await ask('GET', place)).body<ScrubJob>();
    expect(record).toMatchObject({ status: 'COMPLETED', form: 'STREAMED', summary: { rows: counts(list) } });
    const certificate = await ask('GET', `${place}/certificate`);
    expect(JSON.stringify(await verified(country(), certificate.text))).toContain(await sha(answer.text));
  });

  test('by gzip, in another layout of columns, and read as it is said to be', async () => {
    const { ask } = country().callCentre;
    const number = country().phoneNumber();
    const body = new Uint8Array(
      await new Response(
        new Blob([`a;b\n${number};x\n`]).stream().pipeThrough(new CompressionStream('gzip')),
      ).arrayBuffer(),
    );
    const headers = { 'content-type': 'application/gzip' };
    const answer = await ask('POST', `/v1/scrubs?${listQuery}&column=a`, { body, headers });
    expect(answer.status).toBe(200);
  });
}

function describeJobs(country: () => Country): void {
  test('one is sent in two parts, goes on where it broke off, and is run; its files are what was signed', async () => {
    const list = await askedList(country());
    const { ask } = country().callCentre;
    const { scrubId } = await opened(country(), '&layout=SPLIT&rowProofs=true');
    const cut = Math.floor(list.text.length / 2);
    const first = await uploadPart(country(), scrubId, 0, list.text.slice(0, cut), false);
    expect(first.headers.get('upload-offset')).toBe(String(cut));
    const wrong = await uploadPart(country(), scrubId, cut + 1, 'x', false);
    expect([wrong.status, wrong.headers.get('upload-offset')]).toEqual([409, String(cut)]);
    const state = await ask('GET', `/v1/scrubs/${scrubId}/input`);
    expect([state.headers.get('upload-offset'), state.headers.get('upload-complete')]).toEqual([String(cut), '?0']);
    const last = await uploadPart(country(), scrubId, cut, list.text.slice(cut), true);
    expect(last.body()).toMatchObject({ upload: { bytes: Buffer.byteLength(list.text), isComplete: true } });
    const job = await ended(country(), scrubId);
    expect(job).toMatchObject({ status: 'COMPLETED', summary: { rows: counts(list) }, rowSecret: expect.any(String) });
    expect((job.results ?? []).map(({ name }) => name).sort()).toEqual([
      'allowed',
      'blocked',
      'rejected',
      'unavailable',
    ]);
    const certificate = await ask('GET', job.certificate ?? '');
    const signed = JSON.stringify(await verified(country(), certificate.text));
    expect(await reportOn(country(), { receipt: certificate.text })).toMatchObject({ outcome: 'VALID' });
    for (const { href, bytes } of job.results ?? []) {
      const file = await ask('GET', href);
      expect(file.bytes).toHaveLength(bytes);
      expect(signed).toContain(await sha(file.text));
    }
    const allowed = await ask('GET', `/v1/scrubs/${scrubId}/results/allowed`);
    for (const number of list.allowed) expect(allowed.text).toContain(number);
    for (const number of list.refused) expect(allowed.text).not.toContain(number);
  });

  test('a result is downloaded in ranges; what is known is not sent again, what lies outside is 416', async () => {
    const { text } = await askedList(country());
    const { scrubId } = await finished(country(), text);
    const get = (headers: Readonly<Record<string, string>> = {}) =>
      country().callCentre.ask('GET', `/v1/scrubs/${scrubId}/results/annotated`, { headers });
    const whole = await get();
    const { length } = whole.text;
    const etag = whole.headers.get('etag') ?? '';
    const first = await get({ range: 'bytes=0-9' });
    expect([first.status, first.headers.get('content-range')]).toEqual([206, `bytes 0-9/${length}`]);
    const rest = await get({ range: 'bytes=10-', 'if-range': etag });
    expect(first.text + rest.text).toBe(whole.text);
    expect((await get({ range: 'bytes=-5' })).text).toBe(whole.text.slice(-5));
    const outside = await get({ range: `bytes=${length}-` });
    expect([outside.status, outside.headers.get('content-range')]).toEqual([416, `bytes */${length}`]);
    expect((await get({ range: 'bytes=0-1', 'if-range': '"other"' })).text).toBe(whole.text);
  });

  test('a recheck decides again what has changed, and only that', async () => {
    const list = await askedList(country());
    const job = await finished(country(), list.text);
    const [number = ''] = list.allowed;
    const registrations = [{ phoneNumber: number, preferences: { base: 'REFUSE_ALL' } }];
    await country().carrier.ask('POST', '/v1/registrations', { body: { registrations, proof: 'MO_SMS' } });
    const { ask } = country().callCentre;
    const opened = await ask('POST', `/v1/scrubs/${job.scrubId}/rechecks?layout=CHANGES`);
    expect([opened.status, opened.body()['recheckOf']]).toEqual([202, job.scrubId]);
    const again = await ended(country(), opened.body<ScrubJob>().scrubId);
    expect(again.summary?.recheck).toMatchObject({ decidedAgain: 1, changed: 1 });
    const changed = await ask('GET', `/v1/scrubs/${again.scrubId}/results/changed`);
    expect(changed.text).toContain(number.slice(1));
    expect(changed.text.trim().split(/\r?\n/)).toHaveLength(2);
  });

  test('is its organisation’s alone, is cancelled, and then is gone', async () => {
    const { scrubId } = await opened(country());
    const path = `/v1/scrubs/${scrubId}`;
    const { reseller, callCentre } = country();
    for (const end of ['', '/input', '/certificate', '/results/annotated']) {
      expect((await reseller.ask('GET', `${path}${end}`)).status).toBe(404);
    }
    expect((await reseller.ask('DELETE', path)).status).toBe(404);
    expect((await callCentre.ask('DELETE', path)).status).toBe(204);
    expect((await callCentre.ask('GET', path)).body()).toMatchObject({ status: 'CANCELLED' });
    expect((await callCentre.ask('DELETE', path)).status).toBe(204);
    expect((await callCentre.ask('GET', path)).status).toBe(404);
  });

  test('are listed newest first, by pages', async () => {
    const { ask } = await country().admit('CALL_CENTRE');
    const ids: string[] = [];
    for (let times = 0; times < 4; times++) {
      const headers = { prefer: 'respond-async' };
      ids.unshift((await ask('POST', `/v1/scrubs?${listQuery}`, { headers })).body<ScrubJob>().scrubId);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const found: string[] = [];
    for (let after: string | undefined = ''; after !== undefined; ) {
      const page = await ask('GET', `/v1/scrubs?limit=3${after === '' ? '' : `&after=${after}`}`);
      const { scrubs, next } = page.body<{ scrubs: readonly ScrubJob[]; next?: string }>();
      found.push(...scrubs.map(({ scrubId }) => scrubId));
      after = next;
    }
    expect(found).toEqual(ids);
  });
}
