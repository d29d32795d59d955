import { expect, test } from 'vitest';
import { blockOf } from '../../../src/core/phone-number.ts';
import { refuseAll } from '../../../src/core/preferences.ts';
import { refuseSender } from '../../../src/registry/consents/refuse-sender.ts';
import { readHistory } from '../../../src/registry/preferences/read-history.ts';
import { setPreferences } from '../../../src/registry/preferences/set-preferences.ts';
import { chineseNumber, memoryRegistry, setOrganisation, startedAt, subscriber } from '../memory-registry.ts';
import { happened } from '../numbers/number-changes.ts';

const number = chineseNumber();
const holder = subscriber(number);

test('each entry says what happened, who did it, by which door and with what proof', async () => {
  const { registry } = await memoryRegistry();
  await setOrganisation(registry, 'brand-1');
  await setPreferences(registry, holder, { ifMatch: '*', replace: { base: 'REFUSE_ALL' } });
  await happened(registry, number, { kind: 'NUMBER_PORTED', occurredAt: 5, servingCarrier: 'carrier-2' });
  const { rows, before } = await readHistory(registry, holder, { limit: 10 });
  expect(before).toBeUndefined();
  expect(rows).toMatchObject([
    {
      event: { kind: 'NUMBER_PORTED', servingCarrier: 'carrier-2' },
      actor: { kind: 'ORGANISATION', organisationId: 'carrier-1' },
      proof: 'CARRIER_ASSERTED',
    },
    {
      at: startedAt,
      event: { kind: 'PREFERENCES_SET', preferences: refuseAll },
      actor: { kind: 'SUBSCRIBER' },
      wayIn: 'API',
      proof: 'OTP',
    },
  ]);
  expect(rows[0]?.position).toBeGreaterThan(rows[1]?.position ?? 0);
  for (const { leafHash } of rows) expect(leafHash).toHaveLength(32);
});

test('a list that the operator took over is an entry too, and names nobody', async () => {
  const { registry } = await memoryRegistry();
  await registry.store.importBlock({
    block: blockOf(number),
    batchId: 'list',
    at: startedAt,
    actor: 'operator:li',
    groups: [{ preferences: refuseAll, offsets: Uint16Array.of(number % 10_000) }],
  });
  const { rows } = await readHistory(registry, holder, { limit: 10 });
  expect(rows).toMatchObject([{ event: { kind: 'IMPORTED' }, actor: { kind: 'OPERATOR' }, proof: 'IMPORT' }]);
  expect(JSON.stringify(rows)).not.toContain('li"');
});

test('pages follow one another without a gap or a double', async () => {
  const { registry } = await memoryRegistry();
  for (let at = 0; at < 130; at++) {
    await setOrganisation(registry, 'brand-1', { name: `Name ${at}` });
    await happened(registry, number, { kind: 'SENDER_REFUSED', brand: `brand-${at}` });
  }
  const brands: string[] = [];
  let before: number | undefined;
  do {
    const page = await readHistory(registry, holder, { before, limit: 13 });
    brands.push(...page.rows.map(({ event }) => ('brand' in event ? event.brand : '')));
    before = page.before;
  } while (before !== undefined);
  expect(brands).toEqual(Array.from({ length: 130 }, (_, at) => `brand-${129 - at}`));
});

test('nothing of a former holder is shown, from wherever one asks', async () => {
  const { registry } = await memoryRegistry();
  await setOrganisation(registry, 'brand-1');
  await setPreferences(registry, holder, { ifMatch: '*', replace: { base: 'REFUSE_ALL' } });
  const theirs = registry.store.head();
  await happened(registry, number, { kind: 'NUMBER_DISCONNECTED', occurredAt: startedAt });
  await happened(registry, number, { kind: 'NUMBER_REASSIGNED', occurredAt: startedAt });
  await refuseSender(registry, subscriber(number, 2), { brand: 'brand-1' });
  const kinds = async (before?: number) =>
    (await readHistory(registry, holder, { before, limit: 10 })).rows.map(({ event }) => event.kind);
  expect(await kinds()).toEqual(['SENDER_REFUSED', 'NUMBER_REASSIGNED']);
  expect(await kinds(theirs + 1)).toEqual([]);
  expect(await kinds(theirs + 2)).toEqual([]);
});
