import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FileDigest, verifyScrub } from '../../../../src/receipts/scrub-certificate.ts';
import { giveConsent } from '../../../../src/registry/consents/give-consent.ts';
import { refuseSender } from '../../../../src/registry/consents/refuse-sender.ts';
import { ScrubRunner } from '../../../../src/registry/scrubs/run-scrubs.ts';
import { chineseNumber, startedAt, subscriber } from '../../../registry/memory-registry.ts';
import { scrubbed } from '../../../registry/scrubs/scrubbed.ts';
import { csv, type ScrubDoor, scrubDoor, streamOf } from './scrub-door.ts';
import { type RowAnswer, type WrittenList, writtenLists, writtenNumbers } from './written-lists.ts';

const terms = { category: 'FIN_CREDIT', channel: 'VOICE', sender: 'LENDER' } as const;
const hourMs = 3_600_000;
/** Now, and in statutory quiet hours, so that some answers have a next permitted time. */
const plannedTimes = [undefined, new Date(startedAt + 11 * hourMs).toISOString()];

interface Asked {
  readonly list: WrittenList;
  readonly layout: 'ANNOTATED' | 'SPLIT';
  readonly plannedAt: string | undefined;
  /** Where the upload is cut into parts; the download after them. */
  readonly cuts: readonly number[];
}

const asked: fc.Arbitrary<Asked> = fc.record({
  list: writtenLists,
  layout: fc.constantFrom('ANNOTATED', 'SPLIT'),
  plannedAt: fc.constantFrom(...plannedTimes),
  cuts: fc.array(fc.nat(900), { maxLength: 4 }),
});

/** Beside those of `scrubRegistry`: …0004 shut the sender out, …0005 let him through until tomorrow and refuses the rest. */
async function furnishedDoor(): Promise<ScrubDoor> {
  const door = await scrubDoor();
  await refuseSender(door.registry, subscriber(chineseNumber(4)), { brand: 'brand-1' });
  const expiresAt = startedAt + 24 * hourMs;
  await giveConsent(door.registry, subscriber(chineseNumber(5)), { brand: 'brand-1', expiresAt });
  return door;
}

type Pieces = readonly Buffer[];

function cutAt(bytes: Buffer, cuts: readonly number[]): Pieces {
  const ends = [...new Set([...cuts.filter((at) => at < bytes.length), bytes.length])].sort(
    (one, other) => one - other,
  );
  return ends.map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end)).filter(({ length }) => length > 0);
}

function queryOf({ list: { column }, plannedAt }: Asked): string {
  return new URLSearchParams({ ...terms, column, ...(plannedAt && { plannedAt }) }).toString();
}

async function byStream(door: ScrubDoor, one: Asked): Promise<Buffer> {
  const body = streamOf(cutAt(one.list.bytes, one.cuts));
  const response = await door.ask('POST', `?${queryOf(one)}`, { body, headers: csv });
  expect(response.status).toBe(200);
  const annotated = Buffer.from(await response.arrayBuffer());
  await expectCertified(door, response.headers.get('location') ?? '', one, { annotated });
  return annotated;
}

/** The certificate holds for these files, and for all of them. */
async function expectCertified(
  door: ScrubDoor,
  location: string,
  { list }: Asked,
  files: Readonly<Record<string, Buffer>>,
): Promise<void> {
  const certificate = await door.ask('GET', `${location.replace('/v1/scrubs', '')}/certificate`);
  const { receipts } = door.registry;
  const report = await verifyScrub(await certificate.text(), receipts, door.clock.at, {
    input: digestOf(list.bytes),
    outputs: Object.entries(files).map(([name, bytes]) => ({ name, ...digestOf(bytes) })),
  });
  expect(report).toMatchObject({ outcome: 'VALID', differing: [], notGiven: [] });
}

function digestOf(bytes: Buffer): FileDigest {
  return { bytes: bytes.length, digest: createHash('sha256').update(bytes).digest('base64url') };
}

/** Every part but the last breaks off behind its first half: what has arrived, the registry says. */
async function upload(door: ScrubDoor, path: string, { list: { bytes }, cuts }: Asked): Promise<void> {
  const send = (part: Buffer, from: number, isLast: boolean, breaksOff: boolean) => {
    const headers = {
      'content-type': 'application/partial-upload',
      'upload-offset': String(from),
      'upload-complete': isLast ? '?1' : '?0',
    };
    const body = breaksOff ? streamOf(brokenOff(part)) : streamOf([part]);
    return door.ask('PATCH', path, { body, headers });
  };
  let from = 0;
  const pieces = cutAt(bytes, cuts);
  for (const piece of pieces.slice(0, -1)) {
    expect((await send(piece, from, false, true)).status).toBe(400);
    const { headers } = await door.ask('HEAD', path);
    const arrived = Number(headers.get('upload-offset')) - from;
    expect([arrived, headers.get('upload-complete')]).toEqual([piece.length >> 1, '?0']);
    expect((await send(piece.subarray(arrived), from + arrived, false, false)).status).toBe(200);
    from += piece.length;
  }
  expect((await send(bytes.subarray(from), from, true, false)).status).toBe(200);
}

async function* brokenOff(part: Buffer): AsyncGenerator<Uint8Array> {
  if (part.length > 1) yield part.subarray(0, part.length >> 1);
  throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
}

interface Done {
  readonly status: string;
  readonly results: readonly { readonly name: string; readonly bytes: number; readonly href: string }[];
}

async function byJob(door: ScrubDoor, one: Asked): Promise<Record<string, Buffer>> {
  const query = `?${queryOf(one)}&layout=${one.layout}`;
  const opened = await door.ask('POST', query, { headers: { prefer: 'respond-async' } });
  expect(opened.status).toBe(202);
  const path = `/${((await opened.json()) as { scrubId: string }).scrubId}`;
  await upload(door, `${path}/input`, one);
  const runner = new ScrubRunner(door.registry, { report: (error) => void door.defects.push(error) });
  runner.wake();
  await runner.idle();
  const done = (await (await door.ask('GET', path)).json()) as Done;
  expect(done.status).toBe('COMPLETED');
  const files: Record<string, Buffer> = {};
  for (const { name, bytes, href } of done.results) files[name] = await download(door, href, bytes, one.cuts);
  await expectCertified(door, path, one, files);
  expect((await door.ask('DELETE', path)).status).toBe(204);
  return files;
}

async function download(door: ScrubDoor, href: string, bytes: number, cuts: readonly number[]): Promise<Buffer> {
  const path = href.replace('/v1/scrubs', '');
  const ends = [...new Set([...cuts.filter((at) => at > 0 && at < bytes), bytes])].sort((one, other) => one - other);
  const parts: Buffer[] = [];
  let etag = '';
  for (const [at, end] of ends.entries()) {
    if (bytes === 0) break;
    const range = { range: `bytes=${ends[at - 1] ?? 0}-${end - 1}`, ...(etag === '' ? {} : { 'if-range': etag }) };
    const response = await door.ask('GET', path, { headers: range });
    expect(response.status).toBe(206);
    etag = response.headers.get('etag') ?? '';
    parts.push(Buffer.from(await response.arrayBuffer()));
  }
  return Buffer.concat(parts);
}

/** By planned time: what a lookup of each number answers. The clock stands still, so that the answers do. */
async function lookedUp(door: ScrubDoor): Promise<ReadonlyMap<string | undefined, ReadonlyMap<string, RowAnswer>>> {
  const answers = new Map<string | undefined, Map<string, RowAnswer>>();
  for (const plannedAt of plannedTimes) {
    const known = new Map<string, RowAnswer>();
    for (const phoneNumber of writtenNumbers) {
      const response = await door.lookUp({ ...terms, plannedAt, phoneNumber });
      expect(response.status).toBe(200);
      known.set(phoneNumber, (await response.json()) as RowAnswer);
    }
    answers.set(plannedAt, known);
  }
  return answers;
}

function wordsOf({ decision, reason, nextPermittedAt }: RowAnswer): string {
  return `${decision} ${reason}${nextPermittedAt === undefined ? '' : ', later'}`;
}

function expectSame(what: string, found: Buffer | undefined, expected: Buffer | undefined): void {
  expect([what, found?.toString('latin1')]).toEqual([what, expected?.toString('latin1')]);
}

test('whichever door a list goes through, the bytes are the same, and each row says what a lookup of its number says', async () => {
  const door = await furnishedDoor();
  const answers = await lookedUp(door);
  const told = new Set([...answers.values()].flatMap((known) => [...known.values()].map(wordsOf)));
  expect([...told].sort()).toEqual([
    'ALLOW CONSENT',
    'ALLOW DEFAULT',
    'BLOCK CATEGORY_REFUSED',
    'BLOCK HOURS_REFUSED, later',
    'BLOCK REFUSED',
    'BLOCK SENDER_REFUSED',
  ]);
  await fc.assert(
    fc.asyncProperty(asked, async (one) => {
      const { column, bytes, filesOf } = one.list;
      const { plannedAt, layout } = one;
      const expected = filesOf(answers.get(plannedAt) ?? new Map());
      expectSame('streamed', await byStream(door, one), expected['annotated']);
      const { files } = await scrubbed(door.registry, door.caller, bytes, { column, layout, plannedAt });
      const job = await byJob(door, one);
      const names = layout === 'SPLIT' ? ['allowed', 'blocked', 'rejected', 'unavailable'] : ['annotated'];
      expect(Object.keys(job)).toEqual(names);
      for (const name of names) {
        expectSame(`${name} by the verb`, files[name] ?? Buffer.alloc(0), expected[name]);
        expectSame(`${name} by the job`, job[name], expected[name]);
      }
    }),
    { numRuns: 20 },
  );
  expect(door.defects).toEqual([]);
});
