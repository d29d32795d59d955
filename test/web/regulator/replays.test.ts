import { expect, test } from 'vitest';
import { cnPolicy } from '../../../src/core/policies/cn.ts';
import { all } from '../../../src/core/statistics/release.ts';
import { readReplayResult } from '../../../src/registry/statistics/replays/read-replays.ts';
import { runReplays } from '../../../src/registry/statistics/replays/run-replays.ts';
import { setOrganisation } from '../../registry/memory-registry.ts';
import { closedPolicy, countNumbers } from '../../registry/statistics/replays/counted-country.ts';
import { unescaped } from '../visitor.ts';
import { type RegulatorsDesk, regulatorsDesk, shownCells } from './at-regulator.ts';

const proposed = JSON.stringify(closedPolicy(cnPolicy));

interface Sent {
  readonly file?: string;
  readonly from?: string;
  readonly token?: string;
}

async function sent(on: RegulatorsDesk, { file, from = '', token }: Sent): Promise<Response> {
  const form = new FormData();
  form.append('formToken', token ?? (await on.formToken()));
  form.append('from', from);
  if (file !== undefined) form.append('policy', new Blob([file], { type: 'application/json' }), 'law.json');
  return on.send('/desk/replays', { method: 'POST', body: form, headers: { 'accept-language': 'en' } });
}

async function run({ registry }: RegulatorsDesk): Promise<void> {
  await runReplays(registry, { isStopping: () => false, report: (error) => expect.unreachable(String(error)) });
}

async function compared() {
  const on = await regulatorsDesk();
  await on.signIn();
  await countNumbers(on.registry);
  const path = (await sent(on, { file: proposed })).headers.get('location') ?? '';
  return { on, path, replayId: path.split('/').at(-1) ?? '' };
}

test('a proposed law is sent, waited for, and read cell by cell as the verb has it', async () => {
  const { on, path, replayId } = await compared();
  const waiting = await on.text(path);
  expect(waiting).toContain('data-looks-again="QUEUED"');
  expect(waiting).toContain('CN-2027.1');
  expect(await on.text('/desk/replays')).toContain(`href="${path}"`);
  expect(on.trail().map(({ what }) => what)).toEqual(['REPLAY']);
  await run(on);
  const html = await on.text(path);
  const regulator = {
    kind: 'ORGANISATION',
    organisationId: 'regulator',
    role: 'REGULATOR',
    scopes: ['dnd:statistics:read'],
  } as const;
  const { rows } = readReplayResult(on.registry, regulator, { replayId });
  const changed = rows.filter((row) => row.law !== 'SAME' && row.region === all && row.messageClass === 'PROMOTIONAL');
  expect(changed.length).toBeGreaterThan(5);
  const number = new Intl.NumberFormat('en-CN');
  const count = (value: number | null) => (value === null ? 'under 20' : number.format(value));
  expect(shownCells(html).map((row) => row.slice(0, 4))).toEqual(
    changed.map((row) => ['Changed', count(row.numbers), count(row.refusedInstead), count(row.permittedInstead)]),
  );
  const link = unescaped(/id="figures".*?href="([^"]*)"/s.exec(html)?.[1] ?? '');
  const regions = await on.text(link);
  const [first] = changed;
  expect(shownCells(regions).length).toBe(
    rows.filter(
      (row) => row.messageClass === 'PROMOTIONAL' && row.category === first?.category && row.channel === first.channel,
    ).length,
  );
  expect(on.trail().map(({ what, query }) => [what, query.includes(replayId)])).toEqual(
    Array.from({ length: 3 }, () => ['REPLAY', true]),
  );
  expect(await on.text(`${path}?class=SERVICE&region=UNKNOWN`)).toContain('id="class"');
  expect(on.defects).toEqual([]);
});

test.for([
  [{}, 'policy', 'Choose the file'],
  [{ file: '' }, 'policy', 'not JSON'],
  [{ file: '{"id": ' }, 'policy', 'not JSON'],
  [{ file: '"CN"' }, 'policy', 'cannot take this policy: policy'],
  [{ file: '{"id":"CN-2027.1"}' }, 'policy', 'cannot take this policy: policy.'],
  [
    { file: proposed.replace('"CN"', '"IN"') },
    'policy',
    'policy.jurisdiction: the registry’s numbers are of another country',
  ],
  [{ file: ' '.repeat(300_000) }, 'policy', 'too large'],
  [{ file: proposed, from: 'soon' }, 'from', 'such as 2027-01-01'],
] as const)('what cannot be compared is said, and what was entered kept: %#', async ([form, field, says]) => {
  const on = await regulatorsDesk();
  await on.signIn();
  const answer = await sent(on, form);
  const html = unescaped(await answer.text());
  expect(answer.status).toBe(400);
  expect(html).toContain(`href="#${field}"`);
  expect(html).toContain(says);
  if ('from' in form) expect(html).toContain(`value="${form.from}"`);
  expect([on.trail(), on.defects]).toEqual([[], []]);
});

test('takes nothing but a form of its size', async () => {
  const on = await regulatorsDesk();
  await on.signIn();
  const send = (headers: Record<string, string>, body: string) =>
    on.send('/desk/replays', { method: 'POST', headers, body }).then(({ status }) => status);
  const form = { 'content-type': 'multipart/form-data; boundary=x' };
  expect(await send({ 'content-type': 'application/json' }, proposed)).toBe(415);
  expect(await send({ ...form, 'content-encoding': 'gzip' }, '--x--')).toBe(415);
  expect(await send({ ...form, 'content-length': String(2 ** 30) }, '--x--')).toBe(400);
  expect(await send(form, '--x')).toBe(400);
  expect(await send(form, '--x--\r\n')).toBe(403);
  expect([on.trail(), on.defects]).toEqual([[], []]);
});

test('one at a time; who deletes it may start another', async () => {
  const { on, path } = await compared();
  const another = await sent(on, { file: proposed });
  expect([another.status, (await another.text()).includes('has not ended')]).toEqual([400, true]);
  expect((await on.post(`${path}/delete`, {})).headers.get('location')).toBe('/desk/replays');
  expect((await on.get(path)).status).toBe(404);
  expect((await sent(on, { file: proposed })).status).toBe(303);
});

test('a result is its own organisation’s, while it has the scope; wrong choices in its address are said', async () => {
  const { on, path } = await compared();
  await run(on);
  for (const search of ['class=LETTER', 'region=CN-XX', 'category=FIN_CREDIT&channel=PIGEON']) {
    expect((await on.get(`${path}?${search}`)).status, search).toBe(400);
  }
  expect(on.trail().length).toBe(1);
  await setOrganisation(on.registry, 'ministry', { role: 'REGULATOR' });
  await on.signIn('ministry');
  expect((await on.get(path)).status).toBe(404);
  expect((await on.post(`${path}/delete`, {})).status).toBe(404);
  await on.signIn();
  await setOrganisation(on.registry, 'regulator', { role: 'REGULATOR', scopes: ['dnd:log:read'] });
  expect((await on.get(path)).status).toBe(403);
  expect((await sent(on, { file: proposed })).status).toBe(403);
  expect((await on.post(`${path}/delete`, {})).status).toBe(403);
});

test('a form of another site or browser starts nothing and deletes nothing', async () => {
  const { on, path } = await compared();
  expect((await sent(on, { file: proposed, token: 'x'.repeat(43) })).status).toBe(403);
  expect((await on.post(`${path}/delete`, { form: { formToken: 'x'.repeat(43) } })).status).toBe(403);
  expect((await on.post(`${path}/delete`, { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
  expect((await on.get(path)).status).toBe(200);
});
