import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { policies } from '../../../src/core/policies/policies.ts';
import { noPreferences } from '../../../src/core/preferences.ts';
import { dayMs, hourMs } from '../../../src/core/time.ts';
import { type CarrierFiles, carrierFileLimits } from '../../../src/registry/carrier-files/carrier-file.ts';
import { openCarrierFile } from '../../../src/registry/carrier-files/open-carrier-file.ts';
import { readCarrierResult } from '../../../src/registry/carrier-files/read-carrier-files.ts';
import { runCarrierFiles } from '../../../src/registry/carrier-files/run-carrier-files.ts';
import { uploadCarrierFile } from '../../../src/registry/carrier-files/upload-carrier-file.ts';
import { perDay, withBulkCarriers } from '../assertions/bulk-carriers.ts';
import { chineseNumber, setOrganisation, startedAt, wire } from '../memory-registry.ts';
import { withCarriers } from '../numbers/carriers.ts';
import { happened, kindsOf } from '../numbers/number-changes.ts';
import { answered, manifestOf, piecesOf, resultRows, resultText, sent, standing } from './sent-files.ts';

const one = wire(chineseNumber(1));
const two = wire(chineseNumber(2));
const foreign = '+8613900000001';
const small = `phoneNumber,refuse,proof,reference\n${one},FIN_CREDIT,OTP,a\n${two},VOICE EDUCATION/SMS,MO_SMS,b\n`;

test('each row of a file is answered, and the result’s manifest holds its digest, signed', async () => {
  const { registry, carriers } = await withCarriers();
  const manifest = manifestOf(small, 2);
  expect(await answered(registry, carriers.first, small, manifest)).toMatchObject([
    { row: '1', reference: 'a', status: 'REGISTERED', position: expect.stringMatching(/^log:\d+$/), code: '' },
    { row: '2', reference: 'b', status: 'REGISTERED' },
  ]);
  expect(registry.store.number(chineseNumber(1)).record.state.preferences).toMatchObject({
    categories: { FIN_CREDIT: 'REFUSE' },
  });
  expect(registry.store.number(chineseNumber(2)).record.state.preferences).toMatchObject({
    channels: { VOICE: 'REFUSE' },
    cells: [{ category: 'EDUCATION', channel: 'SMS', choice: 'REFUSE' }],
  });
  const { status, state } = standing(registry, carriers.first, manifest.file);
  const text = await resultText(registry, carriers.first, manifest.file);
  expect(status).toBe('COMPLETED');
  expect(state.end?.manifest).toMatchObject({
    ...{ file: 'UserWishResult_CARRIER-1_20261122_001.csv', rows: 2, bytes: text.length },
    sha256: createHash('sha256').update(text).digest('hex'),
    answers: { file: manifest.file, sha256: manifest.sha256 },
    counts: { registered: 2, pending: 0, unchanged: 0, rejected: 0 },
  });
  const verified = await registry.receipts.verify('dnd-receipt+jwt', state.end?.signature ?? '', registry.now());
  expect(verified).toMatchObject({
    outcome: 'VALID',
    payload: { receiptForm: 'MANIFEST', aud: 'carrier-1', sha256: state.end?.manifest.sha256 },
  });
  expect(text).not.toMatch(/13800/);
});

test('every part of a wish is read, by id and by code', async () => {
  const { registry, carriers } = await withCarriers();
  const { policy } = registry;
  const [category, other] = policy.categories;
  const [channel] = policy.channels;
  const [band] = policy.bands;
  const [day] = policy.dayTypes;
  const content = [
    'Reference;base;PHONENUMBER;allow;refuse;hours;proof;agent;wishedAt',
    `r1;REFUSE_EXCEPT;${one};${category?.code};${other?.id}/${channel?.code};${band?.code} ${day?.id};CARRIER_ASSERTED;shop 12;2026-11-22T10:00:00+08:00`,
    `r2;LAW;${two};;;;OTP;;`,
    '',
  ].join('\r\n');
  const rows = await answered(registry, carriers.first, content, manifestOf(content, 2));
  expect(rows.map(({ status }) => status)).toEqual(['REGISTERED', 'UNCHANGED']);
  expect(registry.store.number(chineseNumber(1)).record.state.preferences).toEqual({
    base: 'REFUSE_EXCEPT',
    categories: { [category?.id ?? '']: 'ALLOW' },
    channels: {},
    cells: [{ category: other?.id, channel: channel?.id, choice: 'REFUSE' }],
    refusedBands: [band?.id],
    refusedDayTypes: [day?.id],
  });
  expect(registry.store.history(chineseNumber(1), Number.MAX_SAFE_INTEGER, 1)).toMatchObject([
    { agent: 'shop 12', proof: 'CARRIER_ASSERTED', actor: 'organisation:carrier-1' },
  ]);
});

test.for(Object.values(policies))(
  'no code of $id stands for two things',
  ({ categories, channels, bands, dayTypes }) => {
    const names = [...categories, ...channels, ...bands, ...dayTypes].flatMap(({ id, code }) => [id, String(code)]);
    expect(new Set(names).size).toBe(names.length);
  },
);

describe('the manifest', () => {
  test.for([
    ['another carrier’s', { carrier: 'CARRIER-2' }, 'INVALID_ARGUMENT', 'carrier'],
    ['a name that is none', { file: 'wishes.csv' }, 'INVALID_ARGUMENT', 'file'],
    ['a path', { file: '../UserWishUpload_CARRIER-1_20261122_001.csv' }, 'INVALID_ARGUMENT', 'file'],
    ['another day than the name', { file: 'UserWishUpload_CARRIER-1_20261121_001.csv' }, 'INVALID_ARGUMENT', 'date'],
    [
      'another number than the name',
      { file: 'UserWishUpload_CARRIER-1_20261122_002.csv' },
      'INVALID_ARGUMENT',
      'sequence',
    ],
    ['a day to come', { date: '2026-11-24' }, 'INVALID_ARGUMENT', 'date'],
    ['a day long ago', { date: '2026-10-21' }, 'INVALID_ARGUMENT', 'date'],
    ['30 February', { date: '2026-02-30' }, 'INVALID_ARGUMENT', 'file'],
    ['too many rows', { rows: 500_001 }, 'INVALID_ARGUMENT', 'rows'],
    ['half a digest', { sha256: 'abc' }, 'INVALID_ARGUMENT', 'sha256'],
    ['a number before it missing', { sequence: 3 }, 'INCOMPATIBLE_STATE', 'sequence'],
  ] as const)('with %s is refused', async ([, more, code, field]) => {
    const { registry, carriers } = await withCarriers();
    await expect(openCarrierFile(registry, carriers.first, manifestOf(small, 2, more))).rejects.toMatchObject({
      code,
      field,
    });
  });

  test('says which file is missing, also where that one was announced and did not come', async () => {
    const { registry, carriers } = await withCarriers();
    await sent(registry, carriers.first, small, manifestOf(small, 2));
    await openCarrierFile(registry, carriers.first, manifestOf(small, 2, { sequence: 2 }));
    const third = manifestOf(small, 2, { sequence: 3 });
    await expect(openCarrierFile(registry, carriers.first, third)).rejects.toMatchObject({
      limit: 'first UserWishUpload_CARRIER-1_20261122_002.csv',
    });
    await expect(
      openCarrierFile(registry, carriers.first, manifestOf(small, 2, { sequence: 1, date: '2026-11-21' })),
    ).resolves.toMatchObject({ isNew: true });
  });

  test('under a number that was used is refused, but for the same file, which changes nothing', async () => {
    const { registry, carriers } = await withCarriers();
    const manifest = manifestOf(small, 2);
    await answered(registry, carriers.first, small, manifest);
    const before = registry.store.head();
    const result = await resultText(registry, carriers.first, manifest.file);
    expect(await openCarrierFile(registry, carriers.first, manifest)).toMatchObject({
      status: 'COMPLETED',
      isNew: false,
    });
    await uploadCarrierFile(registry, carriers.first, { file: manifest.file, bytes: piecesOf(small) });
    expect(await runCarrierFiles(registry)).toBe(true);
    expect(registry.store.head()).toBe(before);
    expect(await resultText(registry, carriers.first, manifest.file)).toBe(result);
    const other = manifestOf(`${small}\n`, 2);
    await expect(openCarrierFile(registry, carriers.first, other)).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
      field: 'sequence',
      limit: expect.stringContaining(manifest.sha256),
    });
    await expect(
      uploadCarrierFile(registry, carriers.first, { file: manifest.file, bytes: piecesOf('else') }),
    ).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'body' });
  });

  test('of a file that never came whole can be corrected', async () => {
    const { registry, carriers } = await withCarriers();
    await openCarrierFile(registry, carriers.first, manifestOf(small, 3));
    const manifest = manifestOf(small, 2);
    expect(await answered(registry, carriers.first, small, manifest)).toHaveLength(2);
  });
});

test('another digest refuses the whole file by name, before a row is read; then it may be sent again', async () => {
  const { registry, carriers } = await withCarriers();
  const manifest = manifestOf(small, 2);
  await expect(sent(registry, carriers.first, small.replace('OTP', 'ABC'), manifest)).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    message: expect.stringContaining(manifest.file),
    limit: expect.stringContaining(manifest.sha256),
  });
  expect(await runCarrierFiles(registry)).toBe(true);
  expect(kindsOf(registry, chineseNumber(2))).toEqual([]);
  expect(await answered(registry, carriers.first, small, manifest)).toHaveLength(2);
});

test('another carrier sees nothing of a file, and none goes without the scope', async () => {
  const { registry, carriers } = await withCarriers();
  const manifest = manifestOf(small, 2);
  await answered(registry, carriers.first, small, manifest);
  expect(() => standing(registry, carriers.second, manifest.file)).toThrow('no such file');
  const centre = await setOrganisation(registry, 'centre', { role: 'CALL_CENTRE' });
  await expect(openCarrierFile(registry, centre, manifest)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  const forged = { ...centre, scopes: ['dnd:registrations:write'] } as const;
  await expect(openCarrierFile(registry, forged, manifest)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
});

test('a bad row is a row of the result, and the others are done', async () => {
  const { registry, carriers } = await withCarriers();
  const rows: readonly (readonly [cells: string, status: string, field: string])[] = [
    [`${one},FIN_CREDIT,,,OTP,,,a1`, 'REGISTERED', ''],
    [`${one},HEALTH,,,OTP,,,a2`, 'REGISTERED', ''],
    [`${foreign},FIN_CREDIT,,,OTP,,,a3`, 'REJECTED', 'phoneNumber'],
    ['+12125550100,FIN_CREDIT,,,OTP,,,a4', 'REJECTED', 'phoneNumber'],
    ['nonsense,FIN_CREDIT,,,OTP,,,a5', 'REJECTED', 'phoneNumber'],
    [',FIN_CREDIT,,,OTP,,,a6', 'REJECTED', 'phoneNumber'],
    ['8.6138E+12,FIN_CREDIT,,,OTP,,,a7', 'REJECTED', 'phoneNumber'],
    [`${two},SPORT,,,OTP,,,a8`, 'REJECTED', 'refuse'],
    [`${two},VOICE/FIN_CREDIT,,,OTP,,,a9`, 'REJECTED', 'refuse'],
    [`${two},FIN_CREDIT,FIN_CREDIT,,OTP,,,b1`, 'REJECTED', 'allow'],
    [`${two},,,NOON,OTP,,,b2`, 'REJECTED', 'hours'],
    [`${two},,,,OTP,,,b3`, 'REJECTED', 'base'],
    [`${two},FIN_CREDIT,,,PROMISE,,,b4`, 'REJECTED', 'proof'],
    [`${two},FIN_CREDIT,,,CARRIER_ASSERTED,,,b5`, 'REJECTED', 'agent'],
    [`${two},FIN_CREDIT,,,OTP,,yesterday,b6`, 'REJECTED', 'wishedAt'],
    [`${two},FIN_CREDIT,,,OTP,,2027-01-01T00:00:00Z,b7`, 'REJECTED', 'wishedAt'],
    [`${two},FIN_CREDIT,,,OTP,,,=cmd|calc`, 'REJECTED', 'reference'],
    [`${two},FIN_CREDIT,,,OTP,,,+1`, 'REJECTED', 'reference'],
    [`${two},FIN_CREDIT,,OTP,,,c1`, 'REJECTED', 'row'],
    [`${two},FIN_CREDIT,,,OTP,,,c2,more`, 'REJECTED', 'row'],
    [`"${two}","FIN_CREDIT\nHEALTH",,,OTP,,,c3`, 'REGISTERED', ''],
    ['=1+1,FIN_CREDIT,,,OTP,,,c4', 'REJECTED', 'phoneNumber'],
    [`138 0000 0003,FIN_CREDIT,,,OTP,,,c5`, 'REGISTERED', ''],
  ];
  const content = [
    'phoneNumber,refuse,allow,hours,proof,agent,wishedAt,reference',
    ...rows.map(([cells]) => cells),
  ].join('\n');
  const result = await answered(registry, carriers.first, content, manifestOf(content, rows.length));
  expect(result.map(({ status, field }) => [status, field])).toEqual(rows.map(([, status, field]) => [status, field]));
  expect(result.map(({ row }) => row)).toEqual(rows.map((_, index) => String(index + 1)));
  expect(result.filter(({ reference }) => /^[=+@-]/.test(reference ?? ''))).toEqual([]);
  expect(registry.store.number(chineseNumber(1)).record.state.preferences).toMatchObject({
    categories: { HEALTH: 'REFUSE' },
  });
  expect(await resultText(registry, carriers.first, 'UserWishUpload_CARRIER-1_20261122_001.csv')).not.toMatch(/\d{9,}/);
});

describe('when it was wished', () => {
  const wishOf = (wishedAt: string, wish: string) =>
    `phoneNumber,base,refuse,proof,wishedAt\n${one},${wish},OTP,${wishedAt}\n`;
  const iso = (at: number) => new Date(at).toISOString();

  test('an older wish than what is on record may only refuse', async () => {
    const { registry, carriers, clock } = await withCarriers();
    await happened(registry, chineseNumber(1), {
      kind: 'PREFERENCES_SET',
      preferences: { ...noPreferences, categories: { FIN_CREDIT: 'REFUSE' } },
    });
    const old = iso(clock.at - hourMs);
    const loosens = wishOf(old, 'LAW,');
    expect(await answered(registry, carriers.first, loosens, manifestOf(loosens, 1))).toMatchObject([
      { status: 'REJECTED', code: 'INCOMPATIBLE_STATE', field: 'wishedAt' },
    ]);
    const refuses = wishOf(old, ',FIN_CREDIT HEALTH');
    expect(await answered(registry, carriers.first, refuses, manifestOf(refuses, 1, { sequence: 2 }))).toMatchObject([
      { status: 'REGISTERED' },
    ]);
    clock.at += hourMs;
    const fresh = wishOf(iso(clock.at), 'LAW,');
    expect(await answered(registry, carriers.first, fresh, manifestOf(fresh, 1, { sequence: 3 }))).toMatchObject([
      { status: 'REGISTERED' },
    ]);
  });

  test('a former holder’s wish is nothing', async () => {
    const { registry, carriers, clock } = await withCarriers();
    for (const kind of ['NUMBER_DISCONNECTED', 'NUMBER_REASSIGNED'] as const) {
      await happened(registry, chineseNumber(1), { kind, occurredAt: clock.at });
    }
    const content = wishOf(iso(clock.at - hourMs), 'REFUSE_ALL,');
    expect(await answered(registry, carriers.first, content, manifestOf(content, 1))).toMatchObject([
      { status: 'REJECTED', field: 'wishedAt' },
    ]);
  });
});

test('all rows of a file count together for bulk assertions', async () => {
  const { registry, carriers, record } = await withBulkCarriers();
  await happened(registry, chineseNumber(1), {
    kind: 'PREFERENCES_SET',
    preferences: { ...noPreferences, categories: { HEALTH: 'REFUSE' } },
  });
  const content = `phoneNumber,allow,proof,agent\n${[1, 2, 3].map((last) => `${wire(chineseNumber(last))},FIN_CREDIT,OTP,\n`).join('')}`;
  expect(perDay).toBeLessThan(3);
  const rows = await answered(registry, carriers.first, content, manifestOf(content, 3));
  expect(rows.map(({ status }) => status)).toEqual(['PENDING', 'PENDING', 'PENDING']);
  expect(rows[0]?.['pendingUntil']).toMatch(/^2026-11-29T/);
  expect(record(1).state.preferences).toMatchObject({ categories: { HEALTH: 'REFUSE' } });
});

test('a carrier’s files are done in their order; a suspended carrier’s wait', async () => {
  const { registry, carriers } = await withCarriers();
  const wish = (choice: string) => `phoneNumber,refuse,proof\n${one},${choice},OTP\n`;
  await sent(registry, carriers.first, wish('HEALTH'), manifestOf(wish('HEALTH'), 1, { date: '2026-11-21' }));
  for (const [index, choice] of ['EDUCATION', 'FIN_CREDIT'].entries()) {
    await sent(registry, carriers.first, wish(choice), manifestOf(wish(choice), 1, { sequence: index + 1 }));
  }
  await setOrganisation(registry, 'carrier-1', { role: 'CARRIER', numberRanges: ['86138'], status: 'SUSPENDED' });
  expect(await runCarrierFiles(registry)).toBe(false);
  expect(kindsOf(registry, chineseNumber(1))).toEqual([]);
  await setOrganisation(registry, 'carrier-1', { role: 'CARRIER', numberRanges: ['86138'] });
  expect(await runCarrierFiles(registry)).toBe(true);
  const entries = registry.store.history(chineseNumber(1), Number.MAX_SAFE_INTEGER, 9);
  expect(
    entries.map((entry) => 'event' in entry && 'preferences' in entry.event && entry.event.preferences),
  ).toMatchObject(['FIN_CREDIT', 'EDUCATION', 'HEALTH'].map((id) => ({ categories: { [id]: 'REFUSE' } })));
});

test('carriers take turns, file by file', async () => {
  const { registry, carriers } = await withCarriers();
  for (const [carrier, name, number] of [
    [carriers.first, 'CARRIER-1', one],
    [carriers.second, 'CARRIER-2', foreign],
  ] as const) {
    for (const sequence of [1, 2]) {
      const content = `phoneNumber,refuse,proof\n${number},${sequence === 1 ? 'HEALTH' : 'EDUCATION'},OTP\n`;
      await sent(registry, carrier, content, manifestOf(content, 1, { carrier: name, sequence }));
    }
  }
  const done: string[] = [];
  await runCarrierFiles(registry, { onProgress: ({ organisationId }) => void done.push(organisationId) });
  expect(done).toEqual(['carrier-1', 'carrier-2', 'carrier-1', 'carrier-2']);
});

test('results are kept for their time, and that a file came for longer', async () => {
  const { registry, carriers, clock } = await withCarriers();
  const manifest = manifestOf(small, 2);
  await answered(registry, carriers.first, small, manifest);
  const awaited = manifestOf(small, 2, { sequence: 2 });
  await openCarrierFile(registry, carriers.first, awaited);
  clock.at = startedAt + carrierFileLimits.awaitedMs;
  await registry.carrierFiles.sweep(clock.at);
  expect(() => standing(registry, carriers.first, awaited.file)).toThrow('no such file');
  expect(await resultText(registry, carriers.first, manifest.file)).toContain('REGISTERED');
  clock.at = startedAt + carrierFileLimits.resultKeptMs + dayMs;
  await registry.carrierFiles.sweep(clock.at);
  expect(() => readCarrierResult(registry, carriers.first, { file: manifest.file })).toThrow('not kept');
  expect(standing(registry, carriers.first, manifest.file).status).toBe('COMPLETED');
  clock.at = startedAt + carrierFileLimits.recordKeptMs;
  await registry.carrierFiles.sweep(clock.at);
  expect(() => standing(registry, carriers.first, manifest.file)).toThrow('no such file');
});

describe('a process that ends', () => {
  const rowCount = 3 * carrierFileLimits.batchRows;
  const content = `phoneNumber,refuse,proof,reference\n${Array.from({ length: rowCount }, (_, at) => `${wire(chineseNumber(at % 1_200))},${at < 1_200 ? 'FIN_CREDIT' : 'HEALTH'},OTP,r${at}\n`).join('')}`;
  const manifest = manifestOf(content, rowCount);

  test.for(['before', 'after'] as const)(
    '%s a batch’s answers were written leaves no row undone and none done twice',
    async (when) => {
      const { registry, carriers } = await withCarriers();
      await sent(registry, carriers.first, content, manifest);
      let checkpoints = 0;
      const { carrierFiles } = registry;
      const putCheckpoint: CarrierFiles['putCheckpoint'] = async (...args) => {
        checkpoints += 1;
        if (when === 'after' || checkpoints < 3) await carrierFiles.putCheckpoint(...args);
        if (checkpoints === 3) throw new Error('the process ended');
      };
      const mortal = new Proxy(carrierFiles, {
        get: (files, name) => {
          if (name === 'putCheckpoint') return putCheckpoint;
          const member: unknown = Reflect.get(files, name, files);
          return typeof member === 'function' ? member.bind(files) : member;
        },
      });
      const dying = { ...registry, carrierFiles: mortal };
      await expect(runCarrierFiles(dying)).rejects.toThrow('the process ended');
      const partly = registry.store.head();
      expect(await runCarrierFiles(registry)).toBe(true);
      const rows = resultRows(await resultText(registry, carriers.first, manifest.file));
      expect(rows.map(({ row, reference }) => [row, reference])).toEqual(
        Array.from({ length: rowCount }, (_, at) => [String(at + 1), `r${at}`]),
      );
      // The last rows replace what the first ones refused: that waits, for the file is a bulk assertion.
      expect(rows.map(({ status }) => status)).toEqual(rows.map((_, at) => (at < 1_200 ? 'REGISTERED' : 'PENDING')));
      expect(rows.slice(1_200).filter(({ pendingUntil }) => pendingUntil === '')).toEqual([]);
      expect(new Set(rows.map(({ position }) => position)).size).toBe(rowCount);
      expect(registry.store.head() - partly).toBeLessThan(rowCount);
      const entriesOf = (last: number) => kindsOf(registry, chineseNumber(last)).length;
      expect([entriesOf(0), entriesOf(299), entriesOf(300), entriesOf(1_199)]).toEqual([2, 2, 1, 1]);
    },
  );
});
