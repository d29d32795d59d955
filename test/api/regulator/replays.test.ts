import { expect, test } from 'vitest';
import { givenPolicy } from '../../../src/api/regulator/replay-wire.ts';
import { policies } from '../../../src/core/policies/policies.ts';
import type { Policy } from '../../../src/core/policy.ts';
import { runReplays } from '../../../src/registry/statistics/replays/run-replays.ts';
import { setOrganisation, tokenFor } from '../../registry/memory-registry.ts';
import { closedPolicy, countNumbers } from '../../registry/statistics/replays/counted-country.ts';
import { type Door, door } from '../door.ts';

const path = '/v1/statistics/replays';

async function atMinistry(): Promise<Door & { readonly token: string }> {
  const opened = await door();
  const regulator = await setOrganisation(opened.registry, 'ministry', { role: 'REGULATOR' });
  return { ...opened, token: await tokenFor(opened.registry, regulator) };
}

async function jsonOf(response: Response): Promise<Record<string, unknown>> {
  return (await response.json()) as Record<string, unknown>;
}

test('the policy as it is answered can be changed, sent back, and replayed', async () => {
  const { call, token, registry, defects, clock } = await atMinistry();
  await countNumbers(registry);
  const present = (await jsonOf(await call('GET', '/v1/policy'))) as unknown as Policy;
  const body = { policy: closedPolicy(present), from: '2027-01-01' };
  const started = await call('POST', path, { token, body, headers: { 'idempotency-key': 'one' } });
  expect(started.status).toBe(202);
  const replay = await jsonOf(started);
  const own = `${path}/${replay['replayId']}`;
  expect(started.headers.get('location')).toBe(own);
  expect(replay).toMatchObject({ status: 'QUEUED', share: 0, proposedPolicyId: 'CN-2027.1' });
  const again = await call('POST', path, { token, body, headers: { 'idempotency-key': 'one' } });
  expect(await jsonOf(again)).toEqual(replay);
  expect((await call('POST', path, { token, body })).status).toBe(409);
  expect((await call('GET', `${own}/result`, { token })).status).toBe(409);

  await runReplays(registry, { isStopping: () => false, report: (error) => void defects.push(error) });
  const ended = await jsonOf(await call('GET', own, { token }));
  expect(ended).toMatchObject({ status: 'COMPLETED', share: 1 });
  expect(ended).not.toHaveProperty('result');
  const trail = () => registry.store.entities('FIGURES_SHOWN', '', 10).map(({ document }) => document);
  expect(trail()).toHaveLength(1);
  // Entries of one millisecond are in no order.
  clock.at += 1;
  const result = await jsonOf(await call('GET', `${own}/result`, { token }));
  expect(trail()).toEqual([
    expect.objectContaining({ what: 'REPLAY', query: expect.stringContaining('digest=') }),
    { organisationId: 'ministry', what: 'REPLAY', query: `replayId=${replay['replayId']}&read=result` },
  ]);
  expect(result).toMatchObject({
    ...{
      presentPolicyId: 'CN-2026.1',
      proposedPolicyId: 'CN-2027.1',
      minimumCellSize: 10,
      position: expect.stringMatching(/^log:/),
    },
    leftOut: ['CONSENTS', 'SENDER_REFUSALS', 'NUMBERS_OUT_OF_SERVICE'],
  });
  const rows = result['rows'] as readonly Record<string, unknown>[];
  expect(rows[0]).toMatchObject({ region: 'ALL', messageClass: 'PROMOTIONAL', channel: 'VOICE', law: 'CHANGED' });
  expect(rows.filter(({ law }) => law === 'SAME').map(({ region }) => region)).not.toContain('UNKNOWN');

  expect((await call('DELETE', own, { token })).status).toBe(204);
  for (const gone of [own, `${own}/result`]) expect((await call('GET', gone, { token })).status).toBe(404);
  expect(defects).toEqual([]);
});

test.for<[string, (policy: Policy) => unknown, string]>([
  ['a property that no policy has', (policy) => ({ ...policy, colour: 'red' }), 'policy.colour'],
  [
    'a property that no category has',
    (policy) => ({ ...policy, categories: [{ ...policy.categories[0], colour: 'red' }] }),
    'policy.categories[0].colour',
  ],
  [
    'a property that no grammar has',
    (policy) => ({ ...policy, texts: { ...policy.texts, clocks: { ...policy.texts.clocks, colour: 1 } } }),
    'policy.texts.clocks.colour',
  ],
  ['a part left out', ({ classes: _, ...policy }) => policy, 'policy.classes'],
  [
    'a time that is none',
    (policy) => ({ ...policy, quietHours: [{ from: '25:00' }] }),
    'policy.quietHours[0].messageClasses',
  ],
  [
    'a word for a number',
    (policy) => ({ ...policy, limits: { ...policy.limits, assertionsPerDay: 'x' } }),
    'policy.limits.assertionsPerDay',
  ],
  ['what the check of policies refuses', (policy) => ({ ...policy, bands: policy.bands.slice(1) }), 'policy.bands'],
  ['no policy', () => [], 'policy'],
])('a proposal with %s is refused by the name of the part', async ([, change, field]) => {
  const { call, token, registry } = await atMinistry();
  const refused = await call('POST', path, { token, body: { policy: change(registry.policy) } });
  expect(refused.status).toBe(400);
  expect(await jsonOf(refused)).toMatchObject({ code: 'INVALID_ARGUMENT', field });
  expect(registry.store.entities('FIGURES_SHOWN', '', 10)).toEqual([]);
});

test('every shipped policy comes through JSON as it is', () => {
  for (const policy of Object.values(policies)) expect(givenPolicy(JSON.parse(JSON.stringify(policy)))).toEqual(policy);
});

test('a body far too large is refused before it is read', async () => {
  const { call, token } = await atMinistry();
  const refused = await call('POST', path, { token, body: { policyId: 'x'.repeat(300_000) } });
  expect(refused.status).toBe(413);
});
