import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src/core/fault.ts';
import { numbersPerBlock } from '../../../src/core/phone-number.ts';
import { refuseAll } from '../../../src/core/preferences.ts';
import { hourMs } from '../../../src/core/time.ts';
import { setPreferences } from '../../../src/registry/preferences/set-preferences.ts';
import { decidedBytes, decidedRows } from '../../../src/registry/scrubs/decided-rows.ts';
import { OutcomeTable } from '../../../src/scrub/outcome-table.ts';
import { RowSlice, sliceRowsMin } from '../../../src/scrub/row-slice.ts';
import { chineseNumber, setOrganisation, setSenderIdentity, subscriber } from '../memory-registry.ts';
import { differences, inChunks, listOf, rechecked, recheckedInTurns, scrubbedOnce, worded } from './rechecked.ts';
import { type ScrubRegistry, scrubRegistry } from './scrub-registry.ts';

const refuse = (on: ScrubRegistry, last: number, base: 'REFUSE_ALL' | 'LAW') =>
  setPreferences(on.registry, subscriber(chineseNumber(last)), { ifMatch: '*', replace: { base } });

async function importBlock(on: ScrubRegistry, last: number): Promise<void> {
  const number = chineseNumber(last);
  const block = Math.floor(number / numbersPerBlock);
  const groups = [{ preferences: refuseAll, offsets: Uint16Array.of(number % numbersPerBlock) }];
  await on.registry.store.importBlock({ block, batchId: `b${last}`, at: on.clock.at, actor: 'operator:test', groups });
}

test('what rows were decided as is read back as it was kept, however it is cut', async () => {
  const outcome = fc.record({
    decision: fc.constantFrom('ALLOW' as const, 'BLOCK' as const, 'UNAVAILABLE' as const),
    reason: fc.string({ unit: 'binary' }),
    nextPermittedAt: fc.constantFrom('', '2026-11-23T00:00:00.000Z'),
    validUntil: fc.string(),
  });
  const row = fc.record({ number: fc.integer({ min: 0, max: 999_999_999_999_999 }), outcome });
  const slices = fc.array(fc.array(row, { maxLength: 20 }), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(slices, fc.integer({ min: 1, max: 300 }), async (given, chunkBytes) => {
      const table = new OutcomeTable();
      const slice = new RowSlice(sliceRowsMin);
      const pieces = given.map((rows) => {
        slice.clear();
        for (const one of rows) {
          slice.numbers[slice.count] = one.number;
          slice.outcomes[slice.count] = table.placeOf(one.outcome);
          slice.count += 1;
        }
        return decidedBytes(slice, table);
      });
      const read: unknown[] = [];
      for await (const { numbers, places, outcomes } of decidedRows(inChunks(Buffer.concat(pieces), chunkBytes))) {
        read.push(Array.from(numbers, (number, at) => ({ number, outcome: outcomes[places[at] as number] })));
      }
      expect(read).toEqual(given);
    }),
    { numRuns: 60 },
  );
});

describe('a recheck for changes', () => {
  const number = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 30 }));
  const change = fc.oneof(
    fc.record({ last: number, base: fc.constantFrom('REFUSE_ALL' as const, 'LAW' as const) }),
    fc.record({ imported: number }),
    fc.record({ laterMs: fc.integer({ min: 1, max: 15 * hourMs }) }),
    fc.record({ senderIs: fc.constantFrom('SUSPENDED' as const, 'ACTIVE' as const) }),
  );

  test('finds the rows that two whole scrubs differ in, and its summary is the second one’s', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(number, fc.constant(-1)), { minLength: 1, maxLength: 40 }),
        fc.array(change, { maxLength: 5 }),
        fc.boolean(),
        async (lasts, changes, isPlanned) => {
          const on = await scrubRegistry();
          const terms = isPlanned ? { plannedAt: '2026-11-24T11:00:00Z' } : {};
          const before = await scrubbedOnce(on, listOf(lasts), terms);
          for (const one of changes) {
            if ('base' in one) await refuse(on, one.last, one.base);
            else if ('imported' in one) await importBlock(on, one.imported);
            else if ('laterMs' in one) on.clock.at += one.laterMs;
            else {
              const agents = [{ organisationId: 'caller', from: 0 }];
              await setSenderIdentity(on.registry, 'LENDER', { status: one.senderIs, agents });
            }
          }
          const after = await scrubbedOnce(on, listOf(lasts), terms);
          const { summary, lines } = await rechecked(on, before, terms);
          const expected = differences(before.text(), after.text());
          expect(worded(lines)).toEqual(expected);
          expect(summary).toEqual({
            ...after.summary,
            certificate: expect.any(String) as string,
            recheck: { ...summary.recheck, since: before.summary.position, changed: expected.length },
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  test('decides those rows alone that something was written about', async () => {
    const on = await scrubRegistry();
    const lasts = Array.from({ length: 500 }, (_, at) => at + 10);
    const before = await scrubbedOnce(on, listOf([...lasts, 11, -1]));
    expect((await rechecked(on, before)).summary.recheck).toMatchObject({ decidedAgain: 0, changed: 0 });
    await refuse(on, 11, 'REFUSE_ALL');
    await refuse(on, 5_000, 'REFUSE_ALL');
    const { summary, lines } = await rechecked(on, before);
    expect(summary.recheck).toMatchObject({ decidedAgain: 2, changed: 2 });
    expect(lines.map((line) => line.split(',').slice(0, 2))).toEqual([
      ['1', `${chineseNumber(11)}`],
      ['500', `${chineseNumber(11)}`],
    ]);
  });

  test('decides those rows again whose block a list was taken into', async () => {
    const on = await scrubRegistry();
    const before = await scrubbedOnce(on, listOf([10, 11]));
    await importBlock(on, 11);
    const { lines } = await rechecked(on, before);
    expect(worded(lines)).toEqual(['1: ALLOW/DEFAULT to BLOCK/REFUSED']);
  });

  test('decides those rows again whose decision was valid until a time that has passed', async () => {
    const on = await scrubRegistry();
    const before = await scrubbedOnce(on, listOf([10, 3, 11]));
    on.clock.at += 4 * hourMs;
    const after = await scrubbedOnce(on, listOf([10, 3, 11]));
    const { summary, lines } = await rechecked(on, before);
    expect(worded(lines)).toEqual(differences(before.text(), after.text()));
    expect(summary.recheck).toMatchObject({ decidedAgain: 1, changed: 1 });
  });

  test('counts only what it decides, as asked and against the quotas', async () => {
    const on = await scrubRegistry();
    await setOrganisation(on.registry, 'caller', { role: 'CALL_CENTRE', quotas: { batchRowsPerMinute: 60 } });
    const list = listOf(Array.from({ length: 50 }, (_, at) => at + 10));
    const before = await scrubbedOnce(on, list);
    await refuse(on, 11, 'REFUSE_ALL');
    let counted = 0;
    const asked = (_: unknown, __: string, rows: number) => {
      counted += rows;
    };
    const counts = { ...on.registry.counts, asked };
    await rechecked({ ...on, registry: { ...on.registry, counts } }, before);
    expect(counted).toBe(1);
    await expect(scrubbedOnce(on, list)).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
  });

  test('has a certificate that says since when, and of which list', async () => {
    const on = await scrubRegistry();
    const before = await scrubbedOnce(on, listOf([10, 11]));
    await refuse(on, 11, 'REFUSE_ALL');
    const { summary } = await rechecked(on, before);
    const verified = await on.registry.receipts.verify('dnd-receipt+jwt', summary.certificate ?? '', on.clock.at);
    expect(verified).toMatchObject({
      outcome: 'VALID',
      payload: {
        receiptForm: 'SCRUB',
        since: before.summary.position,
        position: summary.position,
        input: { digest: 'of the list' },
        outputs: [{ name: 'changed' }],
        rows: { count: 2, allowed: 1, blocked: 1 },
      },
    });
  });

  test('goes over more rows than a slice holds', async () => {
    const on = await scrubRegistry();
    const rows = sliceRowsMin + 3;
    const before = await scrubbedOnce(on, `${chineseNumber(11)}\n`.repeat(rows));
    await refuse(on, 11, 'REFUSE_ALL');
    const { summary, lines } = await rechecked(on, before);
    expect([summary.rows.blocked, lines.length, lines.at(-1)?.split(',')[0]]).toEqual([rows, rows, `${rows - 1}`]);
  });

  test.each([
    ['the sender', (on: ScrubRegistry) => setSenderIdentity(on.registry, 'LENDER', { status: 'SUSPENDED' })],
    ['its brand', (on: ScrubRegistry) => setOrganisation(on.registry, 'brand-1', { status: 'SUSPENDED' })],
    ['the asker', (on: ScrubRegistry) => setOrganisation(on.registry, 'caller', { role: 'CALL_CENTRE' })],
  ])('decides every row again where %s changed', async (_, change) => {
    const on = await scrubRegistry();
    const before = await scrubbedOnce(on, listOf([1, 10, 11, -1]));
    await change(on);
    const after = await scrubbedOnce(on, listOf([1, 10, 11, -1]));
    const { summary, lines } = await rechecked(on, before);
    expect(summary.recheck).toMatchObject({ decidedAgain: 3 });
    expect(worded(lines)).toEqual(differences(before.text(), after.text()));
    expect(summary.reasons).toEqual(after.summary.reasons);
  });

  test('leaves rows alone where another sender or organisation changed', async () => {
    const on = await scrubRegistry();
    const before = await scrubbedOnce(on, listOf([1, 10]));
    await setOrganisation(on.registry, 'brand-2');
    await setSenderIdentity(on.registry, 'SHOP', { brand: 'brand-2' });
    expect((await rechecked(on, before)).summary.recheck).toMatchObject({ decidedAgain: 0 });
  });

  test('decides rows again that could not be looked at', async () => {
    const on = await scrubRegistry();
    const states = () => Promise.reject(new Fault('UNAVAILABLE', 'not now'));
    const shard = new Proxy(on.registry.shard, {
      get: (target, name) => (name === 'states' ? states : (Reflect.get(target, name) as unknown)),
    });
    const before = await scrubbedOnce({ ...on, registry: { ...on.registry, shard } }, listOf([1, 10]));
    expect(before.summary.rows.unavailable).toBe(2);
    const { summary, lines } = await rechecked(on, before);
    expect(summary.rows).toMatchObject({ blocked: 1, allowed: 1, unavailable: 0 });
    expect(worded(lines)).toEqual([
      '0: UNAVAILABLE/UNAVAILABLE to BLOCK/REFUSED',
      '1: UNAVAILABLE/UNAVAILABLE to ALLOW/DEFAULT',
    ]);
  });

  test('decides every row again where the log or the clock is behind the first scrub', async () => {
    const on = await scrubRegistry();
    const before = await scrubbedOnce(on, listOf([1, 10]));
    const head = on.registry.store.head();
    const position = before.summary.position.replace(/[0-9]+$/, String(head + 1));
    const ahead = await rechecked(on, { ...before, summary: { ...before.summary, position } });
    expect(ahead.summary.recheck).toMatchObject({ decidedAgain: 2 });
    on.clock.at -= hourMs;
    expect((await rechecked(on, before)).summary.recheck).toMatchObject({ decidedAgain: 2 });
  });

  test('is refused under another policy, and fails where rows are missing', async () => {
    const on = await scrubRegistry();
    const before = await scrubbedOnce(on, listOf([1, 10]));
    const other = { ...before, summary: { ...before.summary, policy: 'of last year' } };
    await expect(rechecked(on, other)).rejects.toMatchObject({ code: 'INCOMPATIBLE_STATE', field: 'path:scrubId' });
    for (const count of [1, 3]) {
      const rows = { ...before.summary.rows, count };
      const wrong = rechecked(on, { ...before, summary: { ...before.summary, rows } });
      await expect(wrong).rejects.toThrow(`2 rows were kept of ${count}`);
    }
  });

  test('wherever it is stopped, it goes on to the same file, counts and certificate, and counts its rows once', async () => {
    const on = await scrubRegistry();
    const { registry } = on;
    const list = listOf([-1, 11, 1, 11, 12, 10, 11, 12, -1]);
    const before = await scrubbedOnce(on, list.repeat(3_000), { windowBytes: 1 });
    await refuse(on, 11, 'REFUSE_ALL');
    await refuse(on, 10, 'REFUSE_ALL');
    let counted = 0;
    const asked = (_: unknown, __: string, rows: number) => {
      counted += rows;
    };
    const watched = { ...on, registry: { ...registry, counts: { ...registry.counts, asked } } };
    const whole = await recheckedInTurns(watched, before, { sliceRows: 1_000 }, Number.POSITIVE_INFINITY);
    expect([whole.turns, counted]).toEqual([1, 12_000]);
    counted = 0;
    const inTurns = await recheckedInTurns(watched, before, { sliceRows: 1_000 }, 1);
    expect(inTurns.turns).toBeGreaterThan(12);
    expect(inTurns).toEqual({ ...whole, turns: inTurns.turns });
    expect(counted).toBe(12_000);
  });
});
