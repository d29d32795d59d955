import { expect, test, vi } from 'vitest';
import { dayMs, minuteMs } from '../../../src/core/time.ts';
import { carrierFileLimits } from '../../../src/registry/carrier-files/carrier-file.ts';
import { openCarrierFile } from '../../../src/registry/carrier-files/open-carrier-file.ts';
import { listCarrierFiles } from '../../../src/registry/carrier-files/read-carrier-files.ts';
import { runCarrierFiles } from '../../../src/registry/carrier-files/run-carrier-files.ts';
import { uploadCarrierFile } from '../../../src/registry/carrier-files/upload-carrier-file.ts';
import { registerNumbers } from '../../../src/registry/numbers/register-numbers.ts';
import { chineseNumber, setOrganisation, startedAt, wire } from '../memory-registry.ts';
import { withCarriers } from '../numbers/carriers.ts';
import { answered, manifestOf, piecesOf, resultRows, resultText, sent, standing } from './sent-files.ts';

const wish = (rows: number) =>
  `phoneNumber,refuse,proof\n${Array.from({ length: rows }, (_, at) => `${wire(chineseNumber(at))},HEALTH,OTP\n`).join('')}`;

test('what a file is checked against stays while its bytes come in, and once they have come', async () => {
  const { registry, carriers } = await withCarriers();
  const content = wish(3);
  const manifest = manifestOf(content, 3);
  const other = manifestOf('another file of the same name', 1);
  await openCarrierFile(registry, carriers.first, manifest);
  const tries: unknown[] = [];
  async function* raced(): AsyncGenerator<Uint8Array> {
    yield* piecesOf(content);
    tries.push(await openCarrierFile(registry, carriers.first, other).catch((error: unknown) => error));
  }
  await uploadCarrierFile(registry, carriers.first, { file: manifest.file, bytes: raced() });
  expect(tries).toMatchObject([{ code: 'ABORTED' }]);
  expect(
    await registry.carrierFiles.open({ ...standing(registry, carriers.first, manifest.file).file, manifest: other }),
  ).toBe(false);
  await runCarrierFiles(registry);
  expect(standing(registry, carriers.first, manifest.file).state.end?.manifest).toMatchObject({
    rows: 3,
    answers: { sha256: manifest.sha256 },
  });
});

test('a row that is rejected does not stop the file where its number was written to after a crash', async () => {
  const { registry, carriers } = await withCarriers();
  const content = `phoneNumber,base,refuse,proof\n${wire(chineseNumber(1))},REFUSE_ALL,HEALTH,OTP\n`;
  const manifest = manifestOf(content, 1);
  await sent(registry, carriers.first, content, manifest);
  await runCarrierFiles(registry, {
    isStopping: () => standing(registry, carriers.first, manifest.file).state.isClaimed,
  });
  await registerNumbers(registry, carriers.first, {
    registrations: [{ phoneNumber: wire(chineseNumber(1)), preferences: { categories: { HEALTH: 'REFUSE' } } }],
    proof: 'OTP',
  });
  expect(await runCarrierFiles(registry)).toBe(true);
  expect(resultRows(await resultText(registry, carriers.first, manifest.file))).toMatchObject([
    { status: 'REJECTED', code: 'INVALID_ARGUMENT' },
  ]);
});

test('a carrier whose quota is less than a batch gets through its file, minute by minute', async () => {
  const { registry, carriers, clock } = await withCarriers();
  await setOrganisation(registry, 'carrier-1', {
    ...{ role: 'CARRIER', numberRanges: ['86138'], quotas: { registrationsPerMinute: 40 } },
  });
  const manifest = manifestOf(wish(100), 100);
  await sent(registry, carriers.first, wish(100), manifest);
  const done: number[] = [];
  for (let minute = 0; minute < 3; minute++) {
    await runCarrierFiles(registry, { onFailure: () => undefined });
    done.push(standing(registry, carriers.first, manifest.file).state.checkpoint?.rows ?? 0);
    clock.at += minuteMs;
  }
  expect(done).toEqual([40, 80, 100]);
});

test('a carrier that rests keeps nobody else from being served', async () => {
  const { registry, carriers } = await withCarriers();
  const theirs = `phoneNumber,refuse,proof\n+8613900000001,HEALTH,OTP\n`;
  const [first, second] = [manifestOf(wish(1), 1), manifestOf(theirs, 1, { carrier: 'CARRIER-2' })];
  await sent(registry, carriers.first, wish(1), first);
  await sent(registry, carriers.second, theirs, second);
  await runCarrierFiles(registry, { isResting: (organisationId) => organisationId === 'carrier-1' });
  expect(standing(registry, carriers.first, first.file).status).toBe('QUEUED');
  expect(standing(registry, carriers.second, second.file).status).toBe('COMPLETED');
});

test('of a year of files no more are read than are asked for', async () => {
  const { registry, carriers, clock } = await withCarriers();
  const days = 20;
  clock.at = startedAt - days * dayMs;
  for (let day = 0; day < days; day++) {
    const date = new Date(clock.at).toISOString().slice(0, 10);
    await answered(registry, carriers.first, wish(1), manifestOf(wish(1), 1, { date }));
    clock.at += dayMs;
  }
  const { carrierFiles } = registry;
  const [file, state] = [vi.spyOn(carrierFiles, 'file'), vi.spyOn(carrierFiles, 'state')];
  const { items, next } = listCarrierFiles(registry, carriers.first, { limit: 3 });
  expect(items.map((one) => one.file.manifest.date)).toEqual(['2026-11-02', '2026-11-03', '2026-11-04']);
  const more = listCarrierFiles(registry, carriers.first, {
    limit: 100,
    ...(next === undefined ? {} : { after: next }),
  });
  expect([more.items.length, more.next]).toEqual([days - 3, undefined]);
  file.mockClear();
  state.mockClear();
  await openCarrierFile(registry, carriers.first, manifestOf(wish(1), 1));
  expect(carrierFiles.waiting()).toEqual([]);
  expect(file.mock.calls.length + state.mock.calls.length).toBeLessThanOrEqual(2);
});

test('a folder that a crash left without a manifest is no file, and is swept', async () => {
  const { registry, carriers, clock } = await withCarriers();
  const { carrierFiles } = registry;
  const manifest = manifestOf(wish(1), 1);
  await openCarrierFile(registry, carriers.first, manifest);
  const claim = carrierFiles.claim('carrier-1', manifest.file, 'UPLOAD');
  clock.at += carrierFileLimits.awaitedMs;
  await carrierFiles.sweep(clock.at);
  expect(carrierFiles.names('carrier-1')).toEqual([manifest.file]);
  claim?.release();
  await carrierFiles.sweep(clock.at);
  expect(carrierFiles.names('carrier-1')).toEqual([]);
});
