import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCarrierFiles } from '../../../src/registry/carrier-files/run-carrier-files.ts';
import { policy, withBulkCarriers } from '../assertions/bulk-carriers.ts';
import { chineseNumber, freshStore, memoryRegistry, wire } from '../memory-registry.ts';
import { manifestOf, resultRows, resultText, sent, standing } from './sent-files.ts';

/** More than one batch, numbers twice in one batch and in two, rows that change nothing and rows that are rejected. */
const lines = [
  ...Array.from(
    { length: 530 },
    (_, at) => `${wire(chineseNumber(at % 520))},${at % 7 === 0 ? 'HEALTH' : 'FIN_CREDIT'},OTP,r${at}`,
  ),
  'nonsense,FIN_CREDIT,OTP,x1',
  `${wire(chineseNumber(3))},FIN_CREDIT,OTP,x2`,
  `${wire(chineseNumber(3))},FIN_CREDIT,OTP,x3`,
  `${wire(chineseNumber(4))},FIN_CREDIT,CARRIER_ASSERTED,x4`,
  '+8613900000001,FIN_CREDIT,OTP,x5',
];
const content = `phoneNumber,refuse,proof,reference\n${lines.join('\n')}\n`;
const manifest = manifestOf(content, lines.length);

/** Every write of these goes through `write`, which may end the process before or after it. */
function mortal<T extends object>(of: T, writes: readonly string[], write: (go: () => unknown) => unknown): T {
  return new Proxy(of, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      const bound = (...args: unknown[]): unknown => member.apply(target, args) as unknown;
      return writes.includes(String(name)) ? (...args: unknown[]) => write(() => bound(...args)) : bound;
    },
  });
}

async function runKilledAt(place: number, when: 'before' | 'after') {
  const store = freshStore();
  const carrierFileFolder = join(tmpdir(), `dnd-carrier-files-${crypto.randomUUID()}`);
  let writes = 0;
  let isCounting: boolean = false;
  let isDead: boolean = false;
  const ended = new Error('the process ended');
  const write = (go: () => unknown): unknown => {
    if (!isCounting) return go();
    if (isDead) throw ended;
    writes += 1;
    if (writes !== place) return go();
    isDead = true;
    if (when === 'before') throw ended;
    const done = go();
    if (!(done instanceof Promise)) throw ended;
    return done.then(() => {
      throw ended;
    });
  };
  const dying = await withBulkCarriers({
    store: mortal(store, ['append', 'putShortRecord', 'putShortRecords', 'addCounts'], write),
    carrierFileFolder,
    policy: { ...policy, limits: { ...policy.limits, assertionsPerDay: 1 } },
  });
  await sent(dying.registry, dying.carriers.first, content, manifest);
  const files = mortal(dying.registry.carrierFiles, ['putCheckpoint', 'putEnd', 'dropInput'], write);
  const carrierFiles = new Proxy(files, {
    get: (target, name) =>
      name === 'appendResult'
        ? (...args: Parameters<typeof files.appendResult>) =>
            mortal(files.appendResult(...args), ['write', 'sync'], write)
        : (Reflect.get(target, name, target) as unknown),
  });
  isCounting = true;
  await runCarrierFiles({ ...dying.registry, carrierFiles }).catch((error: unknown) => {
    if (error !== ended) throw error;
  });
  const { registry } = await memoryRegistry({ policy, store, carrierFileFolder, clock: dying.clock });
  expect(await runCarrierFiles(registry)).toBe(true);
  const rows = resultRows(await resultText(registry, dying.carriers.first, manifest.file));
  const entries = Array.from({ length: 520 }, (_, at) =>
    registry.store
      .history(chineseNumber(at), Number.MAX_SAFE_INTEGER, 100)
      .map((entry) => ('event' in entry ? entry.event.kind : '')),
  );
  return {
    ...{ writes, isDead, entries },
    end: standing(registry, dying.carriers.first, manifest.file).state.end?.manifest,
    rows: rows.map(({ row, reference, status, field, pendingUntil }) => ({
      row,
      reference,
      status,
      field,
      pendingUntil,
    })),
  };
}

test('killed before or after any write, each row is done once and answered once', async () => {
  const undisturbed = await runKilledAt(0, 'before');
  expect(undisturbed.isDead).toBe(false);
  expect(undisturbed.rows.map(({ row }) => row)).toEqual(lines.map((_, at) => String(at + 1)));
  for (let place = 1; place <= undisturbed.writes; place++) {
    for (const when of ['before', 'after'] as const) {
      const killed = await runKilledAt(place, when);
      expect(killed.isDead).toBe(true);
      expect(killed.rows, `${when} write ${place}`).toEqual(undisturbed.rows);
      expect(killed.entries, `${when} write ${place}`).toEqual(undisturbed.entries);
      expect(killed.end?.counts).toEqual(undisturbed.end?.counts);
    }
  }
});
