import { expect, test } from 'vitest';
import { chineseNumber, setOrganisation, tokenFor, wire } from '../../registry/memory-registry.ts';
import { type OperatorApp, operatorApp } from './operator-app.ts';

interface Waiting {
  readonly results: readonly { readonly assertionId: string; readonly pendingUntil: string }[];
}

async function withReassignment(): Promise<OperatorApp & { assertionId: string; pendingUntil: string; token: string }> {
  const opened = await operatorApp();
  const { registry, call } = opened;
  const carrier = await setOrganisation(registry, 'carrier-1', { role: 'CARRIER', numberRanges: ['86138'] });
  const token = await tokenFor(registry, carrier);
  const report = async (kind: string) => {
    const event = { phoneNumber: wire(chineseNumber()), kind, occurredAt: '2026-11-22T10:00:00+08:00' };
    return call('POST', '/v1/number-events', { token, body: { events: [event] } });
  };
  await report('DISCONNECTED');
  const reassigned = (await (await report('REASSIGNED')).json()) as Waiting;
  expect(reassigned).toMatchObject({
    results: [{ status: 'PENDING', position: expect.stringMatching(/^log:\d+$/) }],
    summary: { count: 1, recorded: 0, pending: 1, unchanged: 0, rejected: 0 },
  });
  const { assertionId = '', pendingUntil = '' } = reassigned.results[0] ?? {};
  return { ...opened, assertionId, pendingUntil, token };
}

test('what waits is listed, shown and in the status, without a number', async () => {
  const { registry, call, assertionId, pendingUntil } = await withReassignment();
  await registry.counts.flush();
  const shown = { assertionId, organisationId: 'carrier-1', kind: 'REASSIGNMENTS', status: 'PENDING', pendingUntil };
  const one = await call('GET', `/v1/bulk-assertions/${assertionId}`);
  expect(await one.json()).toMatchObject({ ...shown, rows: 1, held: false });
  for (const query of ['', '?unfinished=true', '?limit=1']) {
    const listed = await (await call('GET', `/v1/bulk-assertions${query}`)).text();
    expect(JSON.parse(listed)).toMatchObject({ bulkAssertions: [shown] });
    expect(listed).not.toContain('86138');
  }
  expect(await (await call('GET', '/v1/status')).json()).toMatchObject({
    bulkAssertions: { pending: 1, held: 0, reversing: 0 },
  });
});

test('pages are told apart by the last id', async () => {
  const { call, assertionId } = await withReassignment();
  const after = await call('GET', `/v1/bulk-assertions?after=${assertionId}`);
  expect(await after.json()).toEqual({ bulkAssertions: [] });
});

test('a reversal can be tried before, and says what became of the numbers', async () => {
  const { call, registry, assertionId } = await withReassignment();
  const path = `/v1/bulk-assertions/${assertionId}/reverse`;
  const tally = { undone: 1, ended: 0, kept: 0 };
  const tried = await call('POST', path, { body: { dryRun: true } });
  expect(await tried.json()).toMatchObject({ assertion: { status: 'PENDING' }, tally, left: [] });
  expect(registry.store.number(chineseNumber()).record.detail.pending).toBeDefined();
  const reversed = await call('POST', path, { body: {} });
  expect(reversed.status).toBe(200);
  expect(await reversed.json()).toMatchObject({
    assertion: { status: 'REVERSED', reversedBy: 'organisation:operator-1', reversal: tally },
    tally,
  });
  expect(registry.store.number(chineseNumber()).record).toMatchObject({ state: { service: 'QUARANTINED' } });
  expect(registry.store.number(chineseNumber()).record.detail.pending).toBeUndefined();
  expect(await (await call('GET', '/v1/bulk-assertions?unfinished=true')).json()).toEqual({ bulkAssertions: [] });
});

test('it is the operator’s business, and no carrier’s', async () => {
  const { call, assertionId, token } = await withReassignment();
  expect((await call('GET', '/v1/bulk-assertions', { token })).status).toBe(403);
  expect((await call('POST', `/v1/bulk-assertions/${assertionId}/reverse`, { token, body: {} })).status).toBe(403);
  const unknown = await call('POST', '/v1/bulk-assertions/nothing/reverse', { body: {} });
  expect(unknown.status).toBe(404);
  expect(await unknown.json()).toMatchObject({ field: 'path:assertionId' });
});
