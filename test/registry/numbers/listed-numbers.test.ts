import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NumberEvent, Proof } from '../../../src/core/change.ts';
import { noPreferences, type Preferences, refuseAll } from '../../../src/core/preferences.ts';
import { importNumbers } from '../../../src/registry/numbers/import-numbers.ts';
import type { NumbersOfBlock } from '../../../src/registry/numbers/listed-numbers.ts';
import { previewImport } from '../../../src/registry/numbers/preview-import.ts';
import { setPreferences } from '../../../src/registry/preferences/set-preferences.ts';
import type { Registry } from '../../../src/registry/registry.ts';
import { chineseNumber, memoryRegistry, operatorAtConsole, subscriber } from '../memory-registry.ts';

const noHealth: Preferences = { ...noPreferences, categories: { HEALTH: 'REFUSE' } };
const block = Math.floor(chineseNumber(0) / 10_000);

/** What a file of a list says of some numbers of the block. */
interface File {
  readonly on?: readonly number[];
  readonly off?: readonly number[];
  readonly preferences?: Preferences;
}

function said({ on = [], off = [], preferences = refuseAll }: File): readonly NumbersOfBlock[] {
  const groups = on.length === 0 ? [] : [{ preferences, offsets: Uint16Array.from(on) }];
  return [{ block, groups, withdrawn: Uint16Array.from(off) }];
}

async function imported(registry: Registry, batchId: string, file: File) {
  const input = { batchId, blocks: said(file) };
  const foreseen = await previewImport(registry, operatorAtConsole, input);
  const counts = await importNumbers(registry, operatorAtConsole, input);
  expect(foreseen).toEqual(counts);
  return counts;
}

function standing({ store }: Registry, offset: number): Preferences {
  return store.number(chineseNumber(offset)).record.state.preferences;
}

async function written(registry: Registry, offset: number, event: NumberEvent, proof: Proof = 'OTP'): Promise<void> {
  const number = chineseNumber(offset);
  const { follows } = registry.store.number(number);
  const common = { at: registry.now(), actor: 'subscriber', wayIn: 'API' } as const;
  await registry.store.append([{ ...common, number, follows, proof, event }]);
}

test('what a list registered the same list withdraws, and registers anew', async () => {
  const { registry } = await memoryRegistry();
  await imported(registry, 'ftc:1', { on: [1, 2] });
  expect(await imported(registry, 'ftc:2', { off: [1, 9] })).toEqual({ registered: 0, withdrawn: 1, kept: 1 });
  expect([1, 2].map((offset) => standing(registry, offset))).toEqual([noPreferences, refuseAll]);
  expect(await imported(registry, 'ftc:3', { on: [1, 2] })).toEqual({ registered: 1, withdrawn: 0, kept: 1 });
  expect(standing(registry, 1)).toEqual(refuseAll);
  expect(await imported(registry, 'ftc:4', { off: [1] })).toMatchObject({ withdrawn: 1 });
});

test('a file that comes again changes nothing, also where later ones changed what it said', async () => {
  const { registry } = await memoryRegistry();
  const files: readonly File[] = [{ on: [1, 2] }, { on: [3], off: [1] }, { on: [1], off: [2, 3] }];
  for (const [index, file] of files.entries()) await imported(registry, `ftc:${index}`, file);
  const head = registry.store.head();
  for (const [index, file] of files.entries()) {
    expect(await imported(registry, `ftc:${index}`, file)).toMatchObject({ registered: 0, withdrawn: 0 });
  }
  expect(registry.store.head()).toBe(head);
});

test('a file that changes its mind of preferences changes what its own list brought, and no other’s', async () => {
  const { registry } = await memoryRegistry();
  await imported(registry, 'cpr:1', { on: [1], preferences: noHealth });
  await imported(registry, 'plain', { on: [2], preferences: noHealth });
  const counts = await imported(registry, 'cpr:2', { on: [1, 2], preferences: refuseAll });
  expect(counts).toEqual({ registered: 1, withdrawn: 0, kept: 1 });
  expect([1, 2].map((offset) => standing(registry, offset))).toEqual([refuseAll, noHealth]);
});

const consent: NumberEvent = { kind: 'CONSENT_GIVEN', brand: 'b', scope: { channels: ['VOICE'] } };

test.each<readonly [string, NumberEvent | undefined, Proof, boolean]>([
  ['nobody said anything since', undefined, 'OTP', true],
  ['the holder chose otherwise', { kind: 'PREFERENCES_SET', preferences: noHealth }, 'OTP', false],
  ['the holder chose the same', { kind: 'PREFERENCES_SET', preferences: refuseAll }, 'MO_SMS', false],
  ['his carrier chose for him', { kind: 'PREFERENCES_SET', preferences: refuseAll }, 'CARRIER_ASSERTED', false],
  ['he refused a sender', { kind: 'SENDER_REFUSED', brand: 'b' }, 'OTP', true],
  ['he consented to a sender', consent, 'OTP', true],
  ['the line was cut off', { kind: 'NUMBER_DISCONNECTED', occurredAt: 1 }, 'CARRIER_ASSERTED', true],
  [
    'the new holder had chosen it',
    { kind: 'NUMBER_REASSIGNED', occurredAt: 1, keepsPreferences: true },
    'CARRIER_ASSERTED',
    false,
  ],
])('a deletion after an import, where %s', async (_, event, proof, withdraws) => {
  const { registry } = await memoryRegistry();
  await imported(registry, 'ftc:1', { on: [1] });
  if (event !== undefined) await written(registry, 1, event, proof);
  const before = registry.store.number(chineseNumber(1)).record;
  expect(await imported(registry, 'ftc:2', { off: [1] })).toMatchObject({ withdrawn: withdraws ? 1 : 0 });
  const after = registry.store.number(chineseNumber(1)).record;
  expect(after.state).toEqual({ ...before.state, preferences: withdraws ? noPreferences : before.state.preferences });
  expect(after.detail).toEqual(before.detail);
});

test('a holder who says what the list had said makes it his own', async () => {
  const { registry } = await memoryRegistry();
  await imported(registry, 'ftc:1', { on: [1] });
  const holder = subscriber(chineseNumber(1));
  const input = { ifMatch: '*', replace: { base: 'REFUSE_ALL' } } as const;
  const { position } = await setPreferences(registry, holder, input);
  expect(position).toBe(registry.store.head());
  expect((await setPreferences(registry, holder, input)).position).toBe(position);
  expect(await imported(registry, 'ftc:2', { off: [1] })).toEqual({ registered: 0, withdrawn: 0, kept: 1 });
  expect(standing(registry, 1)).toEqual(refuseAll);
});

test('what another list brought, and a holder’s refusal of nothing, stay as they are', async () => {
  const { registry } = await memoryRegistry();
  await imported(registry, 'plain', { on: [1] });
  await imported(registry, 'ftc:1', { on: [2] });
  await written(registry, 2, { kind: 'PREFERENCES_SET', preferences: noPreferences });
  expect(await imported(registry, 'ftc:2', { on: [2], off: [1] })).toEqual({ registered: 0, withdrawn: 0, kept: 2 });
});

test('a number that one list withdrew, any other registers', async () => {
  const { registry } = await memoryRegistry();
  await imported(registry, 'ftc:1', { on: [1] });
  await imported(registry, 'ftc:2', { off: [1] });
  expect(await imported(registry, 'plain', { on: [1], preferences: noHealth })).toMatchObject({ registered: 1 });
  expect(standing(registry, 1)).toEqual(noHealth);
});

test('only a batch of a list withdraws', async () => {
  const { registry } = await memoryRegistry();
  const input = { batchId: 'plain', blocks: said({ off: [1] }) };
  await expect(importNumbers(registry, operatorAtConsole, input)).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    field: 'batchId',
  });
});

const offsets = fc.uniqueArray(fc.nat(5), { maxLength: 6 });
const step = fc.oneof(
  fc.record({ on: offsets, off: offsets }),
  fc.record({ holder: fc.nat(5), preferences: fc.constantFrom(noHealth, refuseAll, noPreferences) }),
);

test('whatever files come, a holder’s own choice stands, and else the last file’s word', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      const { registry } = await memoryRegistry();
      const listed = new Map<number, Preferences>();
      const own = new Map<number, Preferences>();
      for (const [index, one] of steps.entries()) {
        if ('holder' in one) {
          const standsUntouched = !listed.has(one.holder) && !own.has(one.holder);
          const holder = subscriber(chineseNumber(one.holder));
          const words = one.preferences;
          await setPreferences(registry, holder, { ifMatch: '*', replace: words });
          if (!(standsUntouched && words === noPreferences)) own.set(one.holder, words);
          continue;
        }
        const off = one.off.filter((offset) => !one.on.includes(offset));
        await imported(registry, `ftc:${index}`, { on: one.on, off });
        for (const offset of one.on) listed.set(offset, refuseAll);
        for (const offset of off) if (listed.has(offset)) listed.set(offset, noPreferences);
      }
      for (let offset = 0; offset < 6; offset += 1) {
        expect(standing(registry, offset)).toEqual(own.get(offset) ?? listed.get(offset) ?? noPreferences);
      }
    }),
  );
});
