import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { issueSignInLink } from '../../../src/registry/access/issue-sign-in-link.ts';
import { organisationOfPerson } from '../../../src/registry/access/organisation-of-person.ts';
import { redeemSignInLink } from '../../../src/registry/access/redeem-sign-in-link.ts';
import { usableSender, usableSenders } from '../../../src/registry/organisations/usable-senders.ts';
import { discardList, openList, readList, uploadList } from '../../../src/registry/scrubs/kept-list.ts';
import { previewList } from '../../../src/registry/scrubs/preview-list.ts';
import { readLists } from '../../../src/registry/scrubs/read-lists.ts';
import { listScrubs, readScrub } from '../../../src/registry/scrubs/read-scrubs.ts';
import { ScrubRunner } from '../../../src/registry/scrubs/run-scrubs.ts';
import { scrubJobLimits } from '../../../src/registry/scrubs/scrub-job-limits.ts';
import { startScrub } from '../../../src/registry/scrubs/start-scrub.ts';
import { sweepScrubs } from '../../../src/registry/scrubs/sweep-scrubs.ts';
import { operatorAtConsole, setOrganisation, setSenderIdentity } from '../memory-registry.ts';
import { scrubRegistry } from './scrub-registry.ts';

const terms = { category: 'FIN_CREDIT', channel: 'VOICE', sender: 'LENDER' };
const twoColumns = 'name;a;b\nAnna;13800000001;13800000009\nBo;13800000009;13800000009\n';

async function* pieces(...texts: readonly (string | Buffer)[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text as string);
}

async function made() {
  const scrubFolder = mkdtempSync(join(tmpdir(), 'dnd-scrubs-'));
  onTestFinished(() => rmSync(scrubFolder, { recursive: true }));
  const on = await scrubRegistry({ scrubFolder });
  const runner = new ScrubRunner(on.registry, { report: (error) => expect.unreachable(String(error)) });
  async function sent(list: string | Buffer, name = 'people.csv') {
    on.clock.at += 1;
    const { list: opened } = await openList(on.registry, on.caller, { name, mediaType: 'text/csv' });
    const { scrubId } = opened;
    await uploadList(on.registry, on.caller, { scrubId, offset: 0, bytes: pieces(list), isLast: true });
    return scrubId;
  }
  async function ran() {
    runner.wake();
    await runner.idle();
  }
  return { ...on, sent, ran };
}

test('a list is sent in parts, and asked about when it is there', async () => {
  const { registry, caller, ran } = await made();
  const { list } = await openList(registry, { ...caller, person: 'desk-7' }, { name: 'June', bytes: 24 });
  const { scrubId } = list;
  const part = { scrubId, bytes: pieces('13800000001\n'), isLast: false };
  await uploadList(registry, caller, { ...part, offset: 0 });
  await expect(startScrub(registry, caller, { scrubId, terms, layout: 'SPLIT', name: 'June' })).rejects.toMatchObject({
    code: 'INCOMPATIBLE_STATE',
  });
  await expect(uploadList(registry, caller, { ...part, offset: 0 })).rejects.toMatchObject({ limit: '12' });
  await uploadList(registry, caller, { scrubId, offset: 12, bytes: pieces('13800000009\n'), isLast: true });
  await expect(uploadList(registry, caller, { ...part, offset: 24 })).rejects.toMatchObject({
    code: 'INCOMPATIBLE_STATE',
  });
  expect(() => readScrub(registry, caller, { scrubId })).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  expect(listScrubs(registry, caller, { limit: 10 }).items).toEqual([]);

  const person = { ...caller, person: 'desk-8' };
  const { job } = await startScrub(registry, person, { scrubId, terms, layout: 'SPLIT', name: 'June' });
  expect(job).toMatchObject({ form: 'JOB', name: 'June', openedBy: 'desk-8', organisationId: 'caller' });
  expect(() => readList(registry, caller, { scrubId })).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  await ran();
  expect(readScrub(registry, caller, job).state.end).toMatchObject({
    summary: { rows: { count: 2, allowed: 1, blocked: 1 } },
  });
});

test('the list of a job is asked about again, by another column, and the first results stay', async () => {
  const { registry, caller, sent, ran } = await made();
  const list = { terms, layout: 'ANNOTATED', name: 'two' } as const;
  const first = await startScrub(registry, caller, { ...list, scrubId: await sent(twoColumns) });
  await ran();
  expect(readScrub(registry, caller, first.job).state.end).toMatchObject({
    status: 'FAILED',
    fault: { field: 'column' },
  });
  const { scrubId } = first.job;
  const again = (column: string) =>
    startScrub(registry, caller, { ...list, scrubId, terms: { ...terms, column } }).then(({ job }) => job);
  const [a, b] = [await again('a'), await again('3')];
  await ran();
  expect(readScrub(registry, caller, a).state.end).toMatchObject({ summary: { rows: { allowed: 1, blocked: 1 } } });
  expect(readScrub(registry, caller, b).state.end).toMatchObject({ summary: { rows: { allowed: 2, blocked: 0 } } });
  expect(readLists(registry, caller, { limit: 2 })).toMatchObject({ items: [{}, {}], next: expect.any(String) });
});

test('the beginning of a list shows how it is going to be read', async () => {
  const { registry, caller, sent } = await made();
  const preview = async (list: string | Buffer, column?: string) =>
    previewList(registry, caller, { scrubId: await sent(list), column });
  expect(await preview(twoColumns)).toMatchObject({ column: undefined, heads: ['name', 'a', 'b'], delimiter: ';' });
  expect(await preview(twoColumns, 'a')).toMatchObject({
    column: { place: 1, by: 'NAME' },
    rows: [{ cells: ['Anna', '13800000001', '13800000009'], number: 8613800000001 }, {}],
  });
  expect(await preview(gzipSync('phone,x\n138,y\n'))).toMatchObject({
    isCompressed: true,
    column: { place: 0, by: 'HEAD' },
    rows: [{ number: 'not a phone number' }],
  });
  expect(await preview('13800000001\n'.repeat(20_000))).toMatchObject({ column: { by: 'ONLY' }, hasHeader: false });
  expect(await preview('x,13800000001\ny,\n')).toMatchObject({ column: { place: 1, by: 'CELLS' }, encoding: 'UTF-8' });
  expect(await preview(Buffer.from('ffff', 'latin1'))).toMatchObject({ rows: [] });
  // 姓名,手机号 in GB 18030, as spreadsheets in China save it.
  const legacy = Buffer.concat([
    Buffer.from('d0d5c3fb2cca d6bbfabac50ad5c52c'.replaceAll(' ', ''), 'hex'),
    Buffer.from('13800000001\n'),
  ]);
  expect(await preview(legacy)).toMatchObject({
    encoding: 'LEGACY',
    heads: ['姓名', '手机号'],
    column: { place: 1, by: 'CELLS' },
  });
  await expect(preview(Buffer.from('504b0304', 'hex'))).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  await expect(preview(twoColumns, 'c')).rejects.toMatchObject({ field: 'column' });
});

test('nobody else sees, fills, asks about or deletes a list', async () => {
  const { registry, sent } = await made();
  const scrubId = await sent('13800000001\n');
  const other = await setOrganisation(registry, 'other', { role: 'CALL_CENTRE' });
  const nobody = await setOrganisation(registry, 'regulator', { role: 'REGULATOR' });
  const verbs = [
    async (actor: typeof other) => readList(registry, actor, { scrubId }),
    (actor: typeof other) => uploadList(registry, actor, { scrubId, offset: 12, bytes: pieces(), isLast: true }),
    (actor: typeof other) => previewList(registry, actor, { scrubId }),
    (actor: typeof other) => startScrub(registry, actor, { scrubId, terms, layout: 'SPLIT', name: 'x' }),
    (actor: typeof other) => discardList(registry, actor, { scrubId }),
  ];
  for (const verb of verbs) {
    await expect(verb(other)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(verb(nobody)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  }
  expect(readLists(registry, other, { limit: 10 }).items).toEqual([]);
});

test('lists have names, a number, and an end', async () => {
  const { registry, caller, clock, sent } = await made();
  for (const name of ['', ' x', 'x\n', 'x'.repeat(101)]) {
    await expect(openList(registry, caller, { name })).rejects.toMatchObject({ field: 'name' });
  }
  await expect(openList(registry, caller, { name: 'x', bytes: 2 ** 31 + 1 })).rejects.toMatchObject({
    code: 'PAYLOAD_TOO_LARGE',
  });
  const first = await sent('13800000001\n');
  for (let count = 1; count < scrubJobLimits.openJobsMax; count++) await sent('1');
  await expect(openList(registry, caller, { name: 'x' })).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
  await discardList(registry, caller, { scrubId: first });
  await sent('1');
  clock.at += scrubJobLimits.keptMs;
  expect(readLists(registry, caller, { limit: 10 }).items).toEqual([]);
  await openList(registry, caller, { name: 'x' });
  await sweepScrubs(registry);
  expect(registry.scrubs.files.jobs()).toHaveLength(1);
});

test('a person acts with what the organisation may do now, and is named', async () => {
  const { registry } = await made();
  const link = await issueSignInLink(registry, operatorAtConsole, { organisationId: 'caller', person: 'desk-7' });
  const { token } = await redeemSignInLink(registry, link);
  const { actor } = await organisationOfPerson(registry, token);
  expect(actor).toMatchObject({
    organisationId: 'caller',
    person: 'desk-7',
    scopes: expect.arrayContaining(['dnd:lookups:check']),
  });
  await setOrganisation(registry, 'caller', { role: 'CALL_CENTRE', scopes: [] });
  expect((await organisationOfPerson(registry, token)).actor.scopes).toEqual([]);
  await setOrganisation(registry, 'caller', { role: 'CALL_CENTRE', status: 'SUSPENDED' });
  await expect(organisationOfPerson(registry, token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});

test('the sender identities of an organisation are those that it may use now', async () => {
  const { registry, caller } = await made();
  await setSenderIdentity(registry, 'FOREIGN');
  await setSenderIdentity(registry, 'OVER', { agents: [{ organisationId: 'caller', from: 0, until: 1 }] });
  await setSenderIdentity(registry, 'STOPPED', {
    status: 'SUSPENDED',
    agents: [{ organisationId: 'caller', from: 0 }],
  });
  expect(usableSenders(registry, caller)).toMatchObject({
    areAll: true,
    senders: [{ sender: { senderId: 'LENDER' }, brandName: 'The brand-1' }],
  });
  expect(usableSender(registry, caller, 'LENDER')?.senderId).toBe('LENDER');
  expect([usableSender(registry, caller, 'FOREIGN'), usableSender(registry, caller, 'none')]).toEqual([
    undefined,
    undefined,
  ]);
  await setOrganisation(registry, 'brand-1', { status: 'SUSPENDED' });
  expect(usableSenders(registry, caller).senders).toEqual([]);
});
