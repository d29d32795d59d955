import { expect, test } from 'vitest';
import { formatPhoneNumber, type PhoneNumber } from '../../../src/core/phone-number.ts';
import { inPolicy } from '../../../src/core/policies/in.ts';
import { minuteMs, secondMs } from '../../../src/core/time.ts';
import { requestCode } from '../../../src/registry/access/request-code.ts';
import { requestConsent } from '../../../src/registry/consents/request-consent.ts';
import type { Registry } from '../../../src/registry/registry.ts';
import { heldText } from '../../../src/registry/texts/outgoing/queued-text.ts';
import { textGateway } from '../../../src/registry/texts/outgoing/text-gateway.ts';
import { receiveText, type TextReceived } from '../../../src/registry/texts/receive-text.ts';
import type { Store } from '../../../src/storage/store.ts';
import { freshStore, memoryRegistry, setOrganisation, setSenderIdentity, startedAt } from '../memory-registry.ts';
import { type Death, mortalStore } from '../mortal-store.ts';

const number = 919_800_010_000 as PhoneNumber;
const from = formatPhoneNumber(number);

interface Sent {
  readonly text: string;
  readonly to?: string;
  /** Over a link that does not serve the number. */
  readonly byStranger?: true;
}

/** What came before, and the text that is broken off. `CODE` stands for the code of the reply before. */
const stories: readonly (readonly [name: string, before: readonly Sent[], text: Sent])[] = [
  ['a refusal', [], { text: 'BLOCK 1,12' }],
  ['a wish to leave', [{ text: 'BLOCK 0' }], { text: 'STOP DND' }],
  ['the YES to it', [{ text: 'BLOCK 0' }, { text: 'STOP DND' }], { text: 'YES CODE' }],
  ['the NO to it', [{ text: 'BLOCK 0' }, { text: 'STOP DND' }], { text: 'NO CODE' }],
  ['an undo', [{ text: 'BLOCK 0' }], { text: 'UNDO CODE' }],
  ['refuse and allow in one', [{ text: 'BLOCK 2' }], { text: 'START 3' }],
  ['one sender refused', [], { text: 'STOP', to: 'AB-SHOPPE' }],
  ['that undone', [{ text: 'STOP', to: 'AB-SHOPPE' }], { text: 'UNDO CODE' }],
  [
    'one sender readmitted',
    [
      { text: 'STOP', to: 'AB-SHOPPE' },
      { text: 'START', to: 'AB-SHOPPE' },
    ],
    { text: 'YES CODE' },
  ],
  ['one sender allowed', [{ text: 'ALLOW AB-SHOPPE' }], { text: 'YES CODE' }],
  ['a language', [], { text: 'हिंदी' }],
  ['a question', [{ text: 'BLOCK 1' }], { text: 'STATUS' }],
  ['a text that shows no line', [], { text: 'BLOCK 1', byStranger: true }],
  ['the YES that shows it', [{ text: 'BLOCK 1', byStranger: true }], { text: 'YES CODE', byStranger: true }],
];

interface Life {
  readonly registry: Registry;
  readonly clock: { at: number };
  receive(sent: Sent, messageId: string): Promise<TextReceived>;
}

/** One process over a store; another one may follow it. */
async function life(store: Store, clock: { at: number }): Promise<Life> {
  const { registry: plain } = await memoryRegistry({ policy: inPolicy, store, clock });
  const registry: Registry = { ...plain, sms: textGateway(plain) };
  const actor = (organisationId: string) =>
    ({ kind: 'ORGANISATION', organisationId, role: 'CARRIER', scopes: ['dnd:inbound-texts:write'] }) as const;
  return {
    registry,
    clock,
    receive({ text, to = '1909', byStranger }, messageId) {
      const input = { from, to, text, messageId };
      return receiveText(registry, actor(byStranger === true ? 'carrier-2' : 'carrier-1'), input);
    },
  };
}

async function born(): Promise<{ readonly store: Store; readonly clock: { at: number } }> {
  const store = freshStore();
  const clock = { at: startedAt };
  const { registry } = await memoryRegistry({ policy: inPolicy, store, clock });
  await setOrganisation(registry, 'carrier-1', { role: 'CARRIER', numberRanges: ['9198'] });
  await setOrganisation(registry, 'carrier-2', { role: 'CARRIER', numberRanges: ['9197'] });
  await setOrganisation(registry, 'brand-1', { name: 'First' });
  await setSenderIdentity(registry, 'AB-SHOPPE', { brand: 'brand-1', categories: ['RETAIL_CONSUMER'] });
  return { store, clock };
}

/** With the code that the last reply gave. */
function worded(store: Store, { at }: { at: number }, sent: Sent): Sent {
  const code = /\d{6}/.exec(queued(store, at).at(-1)?.text ?? '')?.[0] ?? '';
  return { ...sent, text: sent.text.replace('CODE', code) };
}

function queued(store: Store, now: number) {
  return store.shortRecords('OUTBOX', now, 100).map(heldText);
}

/** What is left behind: codes are drawn, the rest is the same each time. */
function leftBehind(store: Store, now: number) {
  const { record } = store.number(number);
  const line = store.shortRecords('TEXT_LINE', now, 10).map(({ body }) => JSON.parse(body) as { turns: object[] });
  return {
    texts: queued(store, now).map(({ text, to }) => ({ to, text: text.replaceAll(/\d{6}/g, '######') })),
    preferences: record.state.preferences,
    permissions: record.detail.permissions.map(({ brand, status }) => ({ brand, status })),
    entries: store
      .history(number, Number.MAX_SAFE_INTEGER, 100)
      .map((entry) => ('event' in entry ? entry.event.kind : '')),
    language: line.map((one) => ('language' in one ? one.language : '')),
  };
}

/** Everything up to the last text; a minute lies between any two. */
async function told(before: readonly Sent[]): Promise<{ readonly store: Store; readonly clock: { at: number } }> {
  const { store, clock } = await born();
  const { receive } = await life(store, clock);
  for (const [at, sent] of before.entries()) {
    clock.at += 2 * minuteMs;
    await receive(worded(store, clock, sent), `before-${at}`);
  }
  clock.at += 2 * minuteMs;
  return { store, clock };
}

/** A text that was not acknowledged comes again as the same message; every third story also as another, as by SMPP. */
const retold = stories.flatMap(([name, ...story], at) => [
  [name, 'last', ...story] as const,
  ...(at % 3 === 0 ? [[name, 'again', ...story] as const] : []),
]);

test.for(retold)(
  '%s, coming again as “%s”, has its effect and its reply once, wherever its process was killed',
  async ([, again, before, text]) => {
    const whole = await told(before);
    const unharmed = mortalStore(whole.store);
    await (await life(unharmed.store, whole.clock)).receive(worded(whole.store, whole.clock, text), 'last');
    const expected = leftBehind(whole.store, whole.clock.at);
    expect(expected.texts).toHaveLength(before.length + 1);
    expect(unharmed.writes).toBeGreaterThan(3);
    for (let write = 1; write <= unharmed.writes; write++) {
      for (const death of ['LOST', 'UNACKNOWLEDGED'] as const) {
        const { store, clock } = await told(before);
        const sent = worded(store, clock, text);
        await killedAt(store, clock, sent, write, death);
        clock.at += 11 * secondMs;
        const { receive } = await life(store, clock);
        await receive(sent, again);
        expect(leftBehind(store, clock.at), `${death} at write ${write}`).toEqual(expected);
        expect(await receive(sent, 'last')).toMatchObject({ status: 'DUPLICATE' });
        expect(leftBehind(store, clock.at), `${death} at write ${write}, once more`).toEqual(expected);
      }
    }
  },
);

async function killedAt(store: Store, clock: { at: number }, text: Sent, write: number, death: Death): Promise<void> {
  const mortal = mortalStore(store);
  const { receive } = await life(mortal.store, clock);
  const died = mortal.dieAt(write, death);
  const done = receive(text, 'last').then(() => 'DONE');
  expect(await Promise.race([died, done])).toBeUndefined();
}

test('the way back that a broken-off text’s reply offers leads back', async () => {
  const { store, clock } = await told([]);
  await killedAt(store, clock, { text: 'BLOCK 0' }, 4, 'UNACKNOWLEDGED');
  expect(leftBehind(store, clock.at)).toMatchObject({ entries: ['PREFERENCES_SET'], texts: [] });
  clock.at += 11 * secondMs;
  const { receive } = await life(store, clock);
  await receive({ text: 'BLOCK 0' }, 'last');
  clock.at += 2 * minuteMs;
  expect(await receive(worded(store, clock, { text: 'UNDO CODE' }), 'undo')).toMatchObject({ outcome: 'CHANGED' });
  expect(leftBehind(store, clock.at).preferences).toMatchObject({ base: 'LAW' });
});

test('a code is kept and on its way, or neither', async () => {
  for (const death of ['LOST', 'UNACKNOWLEDGED'] as const) {
    for (let write = 1; write <= 6; write++) {
      const { store, clock } = await born();
      const mortal = mortalStore(store);
      const { registry } = await life(mortal.store, clock);
      const died = mortal.dieAt(write, death);
      await Promise.race([died, requestCode(registry, { phoneNumber: from })]);
      expect(queued(store, clock.at)).toHaveLength(store.shortRecordCount('CODE'));
    }
  }
});

test('a request for consent is put to the subscriber once, wherever its process was killed', async () => {
  const input = { phoneNumber: from, sender: 'AB-SHOPPE', scope: {} };
  const scopes = ['dnd:consents:request'] as const;
  const actor = { kind: 'ORGANISATION', organisationId: 'brand-1', role: 'BRAND', scopes } as const;
  for (const death of ['LOST', 'UNACKNOWLEDGED'] as const) {
    for (let write = 1; write <= 4; write++) {
      const { store, clock } = await born();
      const mortal = mortalStore(store);
      const { registry } = await life(mortal.store, clock);
      const died = mortal.dieAt(write, death);
      await Promise.race([died, requestConsent(registry, actor, input)]);
      const next = await life(store, clock);
      await requestConsent(next.registry, actor, input);
      expect(queued(store, clock.at), `${death} at write ${write}`).toHaveLength(1);
    }
  }
});
