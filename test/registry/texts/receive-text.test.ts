import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatPhoneNumber, type PhoneNumber } from '../../../src/core/phone-number.ts';
import { cnPolicy } from '../../../src/core/policies/cn.ts';
import { inPolicy } from '../../../src/core/policies/in.ts';
import type { Policy } from '../../../src/core/policy.ts';
import { noPreferences } from '../../../src/core/preferences.ts';
import { normaliseText } from '../../../src/core/texts/normalise-text.ts';
import { textParserVersion } from '../../../src/core/texts/text-intent.ts';
import { dayMs, hourMs, secondMs } from '../../../src/core/time.ts';
import type { OrganisationActor } from '../../../src/registry/access/actor.ts';
import { textLimits } from '../../../src/registry/access/rate-limits.ts';
import { requestConsent } from '../../../src/registry/consents/request-consent.ts';
import { type InboundText, receiveText, type TextReceived } from '../../../src/registry/texts/receive-text.ts';
import { anyText } from '../../core/texts/any-text.ts';
import { type MemoryRegistry, memoryRegistry, setOrganisation, setSenderIdentity } from '../memory-registry.ts';
import { happened, kindsOf } from '../numbers/number-changes.ts';

const holders = { CN: 8_613_800_010_000 as PhoneNumber, IN: 919_800_010_000 as PhoneNumber };

interface Line extends MemoryRegistry {
  readonly number: PhoneNumber;
  readonly carrier: OrganisationActor;
  readonly stranger: OrganisationActor;
  text(words: string, more?: Partial<InboundText> & { readonly via?: OrganisationActor }): Promise<TextReceived>;
  preferences(): unknown;
  /** The six digits of the last reply. */
  code(): string;
  kinds(): readonly string[];
}

async function line(policy: Policy = inPolicy): Promise<Line> {
  const memory = await memoryRegistry({ policy });
  const { registry, outbox } = memory;
  const isIndia = policy === inPolicy;
  const number = isIndia ? holders.IN : holders.CN;
  const carrier = await setOrganisation(registry, 'carrier-1', {
    role: 'CARRIER',
    numberRanges: [isIndia ? '9198' : '86138'],
  });
  const stranger = await setOrganisation(registry, 'carrier-2', {
    role: 'CARRIER',
    numberRanges: [isIndia ? '9197' : '86139'],
  });
  await setOrganisation(registry, 'brand-1', { name: 'First' });
  await setOrganisation(registry, 'brand-2', { name: 'Second' });
  await setSenderIdentity(registry, 'AB-SHOPPE', { brand: 'brand-1', categories: ['RETAIL_CONSUMER'] });
  await setSenderIdentity(registry, '1069000000000', { brand: 'brand-2', categories: ['RETAIL_CONSUMER'] });
  const to = policy.texts.numbers[0]?.number ?? '';
  let sent = 0;
  return {
    ...memory,
    number,
    carrier,
    stranger,
    text(words, { via = carrier, ...more } = {}) {
      sent += 1;
      return receiveText(registry, via, {
        ...{ from: formatPhoneNumber(number), to, text: words, messageId: `m-${sent}` },
        ...more,
      });
    },
    preferences: () => registry.store.number(number).record.state.preferences,
    code: () => /\d{6}/.exec(outbox.at(-1)?.text ?? '')?.[0] ?? '',
    kinds: () => kindsOf(registry, number),
  };
}

describe('entering protection', () => {
  test('takes one text, is proved by it, and is answered with the state and the way back', async () => {
    const { text, preferences, outbox, number, registry } = await line();
    expect(await text('BLOCK 1,12')).toMatchObject({ status: 'RECEIVED', understoodAs: 'CHANGE', outcome: 'CHANGED' });
    expect(preferences()).toMatchObject({ categories: { FINANCE: 'REFUSE' }, channels: { SMS: 'REFUSE' } });
    expect(outbox).toMatchObject([
      { to: number, text: expect.stringMatching(/^Refused: .*Text messages\. .*UNDO \d{6}$/) },
    ]);
    const [entry] = registry.store.history(number, Number.MAX_SAFE_INTEGER, 1);
    expect(entry).toMatchObject({ actor: 'subscriber', wayIn: 'SMS', proof: 'MO_SMS' });
  });

  test('is taken back by UNDO with the reference, once', async () => {
    const { text, preferences, code, clock } = await line();
    await text('BLOCK 0');
    const reference = code();
    expect(await text(`UNDO ${reference}`)).toMatchObject({ outcome: 'CHANGED' });
    expect(preferences()).toEqual(noPreferences);
    clock.at += 61 * secondMs;
    expect(await text(`UNDO ${reference}`)).toMatchObject({ outcome: 'TURNED_DOWN' });
    await text('BLOCK 2');
    const later = code();
    await text('BLOCK 3');
    expect(await text(`UNDO ${later}`)).toMatchObject({
      outcome: 'TURNED_DOWN',
      reply: expect.stringContaining('changed since'),
    });
    expect(preferences()).toMatchObject({ categories: { REAL_ESTATE: 'REFUSE', EDUCATION: 'REFUSE' } });
  });

  test('that stands already is answered without an entry', async () => {
    const { text, kinds, clock } = await line();
    await text('BLOCK 1');
    clock.at += 61 * secondMs;
    expect(await text('BLOCK 1')).toMatchObject({
      status: 'RECEIVED',
      outcome: 'UNCHANGED',
      reply: 'Refused: Banking, insurance, financial products.',
    });
    expect(kinds()).toEqual(['PREFERENCES_SET']);
  });
});

describe('leaving protection', () => {
  test.for(['STOP DND', 'STOP 0', 'STOP', 'FULLY UNBLOCK', 'UNBLOCK 1'])(
    '%s changes nothing before a YES with the code',
    async (words) => {
      const { text, preferences, code, kinds } = await line();
      await text('BLOCK 0');
      expect(await text(words)).toMatchObject({ outcome: 'WAITS' });
      expect(preferences()).toMatchObject({ base: 'REFUSE_ALL' });
      expect(await text('YES')).toMatchObject({ outcome: 'TURNED_DOWN' });
      expect(await text('YES 000000')).toMatchObject({ outcome: 'TURNED_DOWN' });
      expect(preferences()).toMatchObject({ base: 'REFUSE_ALL' });
      await text('STATUS');
      expect(kinds()).toEqual(['PREFERENCES_SET']);
      expect(code()).toBe('');
    },
  );

  test.for([
    ['YES', ''],
    ['STOP', ' 0'],
  ])('is done by %s with the code of the reply%s', async ([verb, end]) => {
    const { text, preferences, code } = await line();
    await text('BLOCK 0');
    await text('STOP DND');
    expect(await text(`${verb} ${code()}${end}`)).toMatchObject({ outcome: 'CHANGED' });
    expect(preferences()).toEqual(noPreferences);
  });

  test('is no longer done after 48 hours, nor after a NO, nor when something else came', async () => {
    const { text, preferences, code, clock } = await line();
    await text('BLOCK 0');
    await text('STOP DND');
    const expired = code();
    clock.at += 48 * hourMs;
    expect(await text(`STOP ${expired} 0`)).toMatchObject({ outcome: 'TURNED_DOWN' });
    await text('STOP DND');
    const declined = code();
    expect(await text(`NO ${declined}`)).toMatchObject({ outcome: 'UNCHANGED' });
    expect(await text(`YES ${declined}`)).toMatchObject({ outcome: 'TURNED_DOWN' });
    clock.at += 61 * secondMs;
    await text('UNBLOCK 3');
    const overtaken = code();
    await text('START 0');
    await text('BLOCK 0, 1');
    expect(preferences()).toMatchObject({ base: 'REFUSE_ALL' });
    await text('UNBLOCK 5');
    await text(`YES ${code()}`);
    expect(await text(`YES ${overtaken}`)).toMatchObject({ outcome: 'TURNED_DOWN' });
    expect(preferences()).toMatchObject({ base: 'REFUSE_EXCEPT', categories: { RETAIL_CONSUMER: 'ALLOW' } });
  });

  test('a code is guessed twenty times a day and no more', async () => {
    const { text, code, preferences } = await line();
    await text('BLOCK 0');
    await text('STOP');
    const right = code();
    const wrong = Array.from({ length: textLimits.codes.max }, (_, at) => String(100_000 + at)).filter(
      (one) => one !== right,
    );
    for (const one of [...wrong, '999999'].slice(0, textLimits.codes.max)) await text(`YES ${one}`);
    expect(await text(`YES ${right}`)).toMatchObject({ outcome: 'TURNED_DOWN' });
    expect(preferences()).toMatchObject({ base: 'REFUSE_ALL' });
  });
});

test('START of 2011 refuses all at once, and allows its categories by text only after a YES', async () => {
  const { text, preferences, code } = await line();
  expect(await text('START 1,2')).toMatchObject({
    outcome: 'WAITS',
    reply: expect.stringMatching(/^All marketing refused\. With YES \d{6}: All refused but Banking/),
  });
  expect(preferences()).toEqual({ ...noPreferences, base: 'REFUSE_EXCEPT' });
  await text(`YES ${code()}`);
  const cells = ['FINANCE', 'REAL_ESTATE'].map((category) => ({ category, channel: 'SMS', choice: 'ALLOW' }));
  expect(preferences()).toMatchObject({ base: 'REFUSE_EXCEPT', cells });
  await text('START 7');
  await text(`YES ${code()}`);
  await text('STOP 1');
  expect(preferences()).toMatchObject({
    cells: [cells[1], { category: 'TRAVEL_LEISURE', channel: 'SMS', choice: 'ALLOW' }],
  });
});

test('refusals and allowances in one text: the refusals bind, the allowances wait', async () => {
  const { text, preferences, code } = await line();
  expect(await text('BLOCK 1 UNBLOCK 2')).toMatchObject({ outcome: 'WAITS' });
  expect(preferences()).toMatchObject({ categories: { FINANCE: 'REFUSE' } });
  await text(`YES ${code()}`);
  expect(preferences()).toMatchObject({ categories: { FINANCE: 'REFUSE', REAL_ESTATE: 'ALLOW' } });
});

test.for([
  'please stop calling me',
  'BLOCK 40',
  'START 9',
  'HELP',
  'STATUS',
  'START',
  'hello',
  'The UCC, 1234567890, 03/02/25',
  'BLOCK NOBODY',
])('“%s” changes nothing and is answered', async (words) => {
  const { text, kinds, outbox } = await line();
  expect(await text(words)).toMatchObject({ status: 'RECEIVED', reply: expect.any(String) });
  expect(kinds()).toEqual([]);
  expect(outbox).toHaveLength(1);
});

test('no text without a known verb changes anything', async () => {
  const { text, registry, number, kinds } = await line();
  await happened(registry, number, { kind: 'PREFERENCES_SET', preferences: { ...noPreferences, base: 'REFUSE_ALL' } });
  await fc.assert(
    fc.asyncProperty(anyText, async (words) => {
      fc.pre(!inPolicy.texts.verbs.some((row) => row.words.some((word) => isIn(words, word))));
      fc.pre(
        !Object.values(inPolicy.texts.languageNames)
          .flat()
          .some((word) => isIn(words, word)),
      );
      await text(words);
      expect(kinds()).toHaveLength(1);
    }),
    { numRuns: 200 },
  );
});

function isIn(text: string, word: string): boolean {
  return normaliseText(text).includes(normaliseText(word));
}

describe('one sender', () => {
  test.for([
    ['a word', { text: 'TD' }, cnPolicy],
    ['plain words', { text: '不要再发了' }, cnPolicy],
    ['STOP', { text: 'STOP' }, inPolicy],
  ] as const)('is shut out by %s to its own number, and no other', async ([, { text: words }, policy]) => {
    const { text, registry, number, preferences, code } = await line(policy);
    expect(await text(words, { to: '1069000000000' })).toMatchObject({ understoodAs: 'OPT_OUT', outcome: 'CHANGED' });
    expect(registry.store.numberDetail(number).permissions).toMatchObject([{ brand: 'brand-2', status: 'REFUSED' }]);
    expect(preferences()).toEqual(noPreferences);
    await text(policy === cnPolicy ? `撤销 ${code()}` : `UNDO ${code()}`);
    expect(registry.store.numberDetail(number).permissions).toEqual([]);
  });

  test('is shut out by its header at the registry’s number, let through again after a YES', async () => {
    const { text, registry, number, code } = await line();
    await text('BLOCK ab-shoppe');
    const permissions = () => registry.store.numberDetail(number).permissions;
    expect(permissions()).toMatchObject([{ brand: 'brand-1', status: 'REFUSED' }]);
    expect(await text('START', { to: 'AB-SHOPPE' })).toMatchObject({ understoodAs: 'OPT_IN', outcome: 'WAITS' });
    expect(permissions()).toMatchObject([{ status: 'REFUSED' }]);
    await text(`YES ${code()}`, { to: 'AB-SHOPPE' });
    expect(permissions()).toEqual([]);
    await text('UNBLOCK AB-SHOPPE');
    await text(`YES ${code()}`);
    expect(permissions()).toMatchObject([{ brand: 'brand-1', status: 'CONSENTED' }]);
  });

  test('keeps what is asked of it for one item alone', async () => {
    const { text, kinds } = await line();
    expect(await text('STOP 12345', { to: 'AB-SHOPPE' })).toMatchObject({ outcome: 'ANSWERED' });
    expect(kinds()).toEqual([]);
  });

  test('that nobody knows is no place to text to', async () => {
    const { text } = await line();
    await expect(text('STOP', { to: 'NOBODY' })).rejects.toMatchObject({ code: 'NOT_FOUND', field: 'to' });
  });
});

describe('a brand’s request', () => {
  async function asked(): Promise<Line & { permissions(): unknown }> {
    const opened = await line();
    const { registry, number } = opened;
    const brand = {
      kind: 'ORGANISATION',
      organisationId: 'brand-1',
      role: 'BRAND',
      scopes: ['dnd:consents:request'],
    } as const;
    await requestConsent(registry, brand, { phoneNumber: formatPhoneNumber(number), sender: 'AB-SHOPPE', scope: {} });
    return { ...opened, permissions: () => registry.store.numberDetail(number).permissions };
  }

  test('is confirmed by a YES with its code, and that is taken back by UNDO', async () => {
    const { text, code, permissions } = await asked();
    expect(await text(`yes ${code()}`)).toMatchObject({ outcome: 'CHANGED' });
    expect(permissions()).toMatchObject([{ status: 'CONSENTED', scope: { categories: ['RETAIL_CONSUMER'] } }]);
    await text(`undo ${code()}`);
    expect(permissions()).toEqual([]);
  });

  test('is declined by a NO with its code', async () => {
    const { text, code, permissions } = await asked();
    expect(await text(`NO ${code()}`)).toMatchObject({ outcome: 'CHANGED' });
    expect(permissions()).toEqual([]);
  });

  test('is not confirmed by a bare YES', async () => {
    const { text, permissions } = await asked();
    await text('YES');
    expect(permissions()).toMatchObject([{ status: 'REQUESTED' }]);
  });
});

describe('a link that does not serve the number', () => {
  test('proves nothing: the number itself is texted a code, and nothing of its state', async () => {
    const { text, stranger, kinds, outbox, code, registry, number } = await line();
    const received = await text('BLOCK 1', { via: stranger });
    expect(received).toMatchObject({ outcome: 'WAITS' });
    expect(kinds()).toEqual([]);
    expect(outbox).toMatchObject([{ to: number, text: expect.stringMatching(/YES \d{6}/) }]);
    await text(`YES ${code()}`, { via: stranger });
    const [entry] = registry.store.history(number, Number.MAX_SAFE_INTEGER, 1);
    expect(entry).toMatchObject({ proof: 'OTP', event: { preferences: { categories: { FINANCE: 'REFUSE' } } } });
  });

  test('takes two codes to loosen: one shows the line, one says what would stand', async () => {
    const { text, stranger, preferences, code } = await line();
    await text('BLOCK 0');
    await text('STOP DND', { via: stranger });
    expect(await text(`YES ${code()}`, { via: stranger })).toMatchObject({
      outcome: 'WAITS',
      reply: expect.stringMatching(/^All marketing refused\. With YES \d{6}: Nothing refused/),
    });
    expect(preferences()).toMatchObject({ base: 'REFUSE_ALL' });
    await text(`YES ${code()}`, { via: stranger });
    expect(preferences()).toEqual(noPreferences);
  });

  test('cannot flood a number with codes', async () => {
    const { text, stranger, outbox } = await line();
    for (let at = 1; at < 9; at++) await text(`BLOCK ${at}`, { via: stranger });
    expect(outbox).toHaveLength(3);
  });

  test('may not be a call centre’s', async () => {
    const { text, registry } = await line();
    const via = await setOrganisation(registry, 'centre', { role: 'CALL_CENTRE' });
    await expect(text('BLOCK 1', { via })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    const forged = { ...via, scopes: ['dnd:inbound-texts:write'] } as const;
    await expect(text('BLOCK 1', { via: forged })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  });
});

describe('the network’s time', () => {
  test('a text that took long may refuse, and nothing else', async () => {
    const { text, preferences, clock, code } = await line();
    const networkTime = clock.at - 2 * hourMs;
    expect(await text('BLOCK 1 UNBLOCK 2', { networkTime })).toMatchObject({ outcome: 'CHANGED' });
    expect(preferences()).toMatchObject({ categories: { FINANCE: 'REFUSE' } });
    expect(await text('STOP DND', { networkTime })).toMatchObject({ outcome: 'TURNED_DOWN' });
    await text('STOP DND');
    expect(await text(`YES ${code()}`, { networkTime })).toMatchObject({ outcome: 'TURNED_DOWN' });
    expect(preferences()).toMatchObject({ categories: { FINANCE: 'REFUSE' } });
  });

  test('what was sent before the last change may refuse, and nothing else', async () => {
    const { text, clock, preferences } = await line();
    const networkTime = clock.at;
    clock.at += 120 * secondMs;
    await text('BLOCK 1');
    expect(await text('UNBLOCK 1', { networkTime })).toMatchObject({ outcome: 'TURNED_DOWN' });
    await text('BLOCK 2', { networkTime });
    expect(preferences()).toMatchObject({ categories: { FINANCE: 'REFUSE', REAL_ESTATE: 'REFUSE' } });
  });

  test('that lies ahead counts as the arrival', async () => {
    const { text, clock } = await line();
    await text('BLOCK 1', { networkTime: clock.at + dayMs });
    expect(await text('STOP DND')).toMatchObject({ outcome: 'WAITS' });
  });
});

describe('the same text again', () => {
  test('at the same time, in two processes too, is done and answered once', async () => {
    const first = await line();
    const { registry: other } = await memoryRegistry({ ...first, policy: inPolicy, store: first.registry.store });
    const sent = { from: formatPhoneNumber(first.number), to: '1909', text: 'BLOCK 1' };
    const messages = [
      () => receiveText(first.registry, first.carrier, { ...sent, messageId: 'a' }),
      () => receiveText(other, first.carrier, { ...sent, messageId: 'b' }),
      () => receiveText(first.registry, first.carrier, { ...sent, messageId: 'c' }),
    ];
    const received = await Promise.allSettled(messages.map((receive) => receive()));
    const done = received.filter((one) => one.status === 'fulfilled').map(({ value }) => value.status);
    expect(done.filter((status) => status === 'RECEIVED')).toHaveLength(1);
    // Whether the first will be finished is not known while it is under way: the others come again.
    for (const one of received) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'ABORTED' });
    expect(await Promise.all(messages.map((receive) => receive()))).toMatchObject(
      Array.from({ length: 3 }, () => ({ status: 'DUPLICATE' })),
    );
    const under = (messageId: string) => receiveText(other, first.carrier, { ...sent, text: 'BLOCK 2', messageId });
    const tries = await Promise.allSettled([under('d'), under('d')]);
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(first.kinds()).toHaveLength(2);
    expect(first.outbox).toHaveLength(2);
  });

  test('within a minute does nothing and is not answered', async () => {
    const { text, outbox, kinds, clock } = await line();
    await text('BLOCK 1');
    clock.at += 59 * secondMs;
    expect(await text('block  1.')).toMatchObject({ status: 'DUPLICATE', understoodAs: 'CHANGE' });
    expect(outbox).toHaveLength(1);
    expect(kinds()).toHaveLength(1);
    clock.at += 2 * secondMs;
    expect(await text('BLOCK 1')).toMatchObject({ status: 'RECEIVED' });
  });

  test('after another one is meant anew', async () => {
    const { text, preferences, code } = await line();
    await text('BLOCK 1');
    await text(`UNDO ${code()}`);
    expect(await text('BLOCK 1')).toMatchObject({ status: 'RECEIVED', outcome: 'CHANGED' });
    expect(preferences()).toMatchObject({ categories: { FINANCE: 'REFUSE' } });
  });

  test('under the same message id does nothing for as long as it is kept; another text under it is refused', async () => {
    const { text, clock, outbox } = await line();
    await text('BLOCK 1', { messageId: 'one' });
    clock.at += hourMs;
    expect(await text('BLOCK 1', { messageId: 'one' })).toMatchObject({ status: 'DUPLICATE', understoodAs: 'CHANGE' });
    expect(outbox).toHaveLength(1);
    await expect(text('BLOCK 2', { messageId: 'one' })).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  });

  test('is done after the first try failed', async () => {
    const { text, registry, preferences } = await line();
    const { send } = registry.sms;
    Object.assign(registry.sms, { send: () => Promise.reject(new Error('no gateway')) });
    await expect(text('BLOCK 1', { messageId: 'one' })).rejects.toThrow('no gateway');
    Object.assign(registry.sms, { send });
    expect(await text('BLOCK 1', { messageId: 'one' })).toMatchObject({
      status: 'RECEIVED',
      reply: expect.any(String),
    });
    expect(preferences()).toMatchObject({ categories: { FINANCE: 'REFUSE' } });
  });
});

test('a text is kept as it came, with what was made of it, for as long as the policy says', async () => {
  const { text, registry, clock, number } = await line();
  await text(' Block １ ', { networkTime: clock.at - 5 * secondMs });
  const [kept] = registry.store.shortRecords('TEXT', clock.at, 10);
  expect(JSON.parse(kept?.body ?? '')).toMatchObject({
    ...{ status: 'DONE', from: formatPhoneNumber(number), to: '1909', text: ' Block １ ', via: 'carrier-1' },
    ...{ parser: textParserVersion, policy: 'IN-2026.1', understoodAs: 'CHANGE', outcome: 'CHANGED' },
    intent: { kind: 'CHANGE', refuse: { categories: ['FINANCE'] } },
  });
  expect(kept?.expiresAt).toBe(clock.at + inPolicy.texts.clocks.keptForSec * secondMs);
});

test('answers come in the language chosen, else in that of the words', async () => {
  const { text, outbox } = await line();
  const last = () => outbox.at(-1)?.text ?? '';
  await text('स्थिति');
  expect(last()).toBe('कुछ बंद नहीं।');
  await text('STATUS');
  expect(last()).toMatch(/^Nothing refused/);
  await text('हिंदी');
  await text('HELP');
  expect(last()).toMatch(/[\u0900-\u097f]/);
});

test('a line that its carrier reports as out of service changes nothing', async () => {
  const { text, registry, number, clock, kinds } = await line();
  await happened(registry, number, { kind: 'NUMBER_DISCONNECTED', occurredAt: clock.at });
  expect(await text('BLOCK 1')).toMatchObject({ outcome: 'TURNED_DOWN' });
  expect(kinds()).toEqual(['NUMBER_DISCONNECTED']);
});

test('a new holder cannot use the codes of the former one', async () => {
  const { text, registry, number, clock, code, kinds } = await line();
  await text('BLOCK 0');
  const former = code();
  clock.at += hourMs;
  for (const kind of ['NUMBER_DISCONNECTED', 'NUMBER_REASSIGNED'] as const) {
    await happened(registry, number, { kind, occurredAt: clock.at });
  }
  expect(await text(`UNDO ${former}`)).toMatchObject({ outcome: 'TURNED_DOWN' });
  expect(kinds()).toHaveLength(3);
});

test('two machines do not text each other for ever, and refusals are taken even then', async () => {
  const { text, outbox, preferences } = await line();
  for (let at = 0; at < textLimits.replies.max + 5; at++) await text(`hello ${at}`);
  expect(outbox).toHaveLength(textLimits.replies.max);
  await text('BLOCK 0');
  expect(preferences()).toMatchObject({ base: 'REFUSE_ALL' });
});

test.for([
  ['12345', 'INVALID_ARGUMENT'],
  ['+12125550100', 'SERVICE_NOT_APPLICABLE'],
] as const)('from %s: %s', async ([from, code]) => {
  const { text } = await line();
  await expect(text('BLOCK 1', { from })).rejects.toMatchObject({ code, field: 'from' });
});
