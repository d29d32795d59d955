import { describe, expect, test } from 'vitest';
import { formatPhoneNumber, type PhoneNumber } from '../../../src/core/phone-number.ts';
import { inPolicy } from '../../../src/core/policies/in.ts';
import { policies } from '../../../src/core/policies/policies.ts';
import type { Policy } from '../../../src/core/policy.ts';
import { canonicalPreferences, noPreferences, type Preferences } from '../../../src/core/preferences.ts';
import { hourMs } from '../../../src/core/time.ts';
import { receiveText } from '../../../src/registry/texts/receive-text.ts';
import type { TextDone } from '../../../src/registry/texts/text-holder.ts';
import { memoryRegistry, setOrganisation, setSenderIdentity } from '../memory-registry.ts';
import { happened, kindsOf } from '../numbers/number-changes.ts';

const lines = { IN: 919_800_010_000, CN: 8_613_800_010_000, US: 12_125_550_100 } as const;
const ports = { IN: 'AB-SHOPPE', CN: '1069000000000', US: '+12125550199', tollFree: '+18885550199' } as const;
type Jurisdiction = keyof typeof lines;

async function subscriber(jurisdiction: Jurisdiction) {
  const policy = policies[jurisdiction] as Policy;
  const memory = await memoryRegistry({ policy });
  const { registry, outbox } = memory;
  const number = lines[jurisdiction] as PhoneNumber;
  const carrier = await setOrganisation(registry, 'carrier-1', {
    role: 'CARRIER',
    numberRanges: [String(number).slice(0, -6)],
  });
  await setOrganisation(registry, 'brand-1', { name: 'First' });
  for (const port of new Set([ports[jurisdiction], ports.tollFree])) {
    await setSenderIdentity(registry, port, { brand: 'brand-1', categories: ['EDUCATION'] });
  }
  let sent = 0;
  const text = (words: string, more: { readonly to?: string; readonly networkTime?: number } = {}) =>
    receiveText(registry, carrier, {
      ...{ from: formatPhoneNumber(number), to: policy.texts.numbers[0]?.number ?? '', text: words },
      ...{ messageId: `m-${++sent}`, ...more },
    });
  return {
    ...memory,
    policy,
    number,
    text,
    preferences: (): Preferences => registry.store.number(number).record.state.preferences,
    permissions: () => registry.store.numberDetail(number).permissions.map(({ status }) => status),
    kinds: () => kindsOf(registry, number),
    code: () => /\d{6}/.exec(outbox.at(-1)?.text ?? '')?.[0] ?? '',
    kept: () =>
      registry.store
        .shortRecords('TEXT', memory.clock.at, 100)
        .map(({ body }) => JSON.parse(body) as Record<string, unknown>),
  };
}

/** What stands before, the text, what it comes to, and what stands then, before any YES. */
type Row = readonly [
  policy: Jurisdiction,
  before: Partial<Preferences> | undefined,
  text: string,
  outcome: TextDone['outcome'],
  after: Partial<Preferences>,
  /** What stands after a YES with the code of the reply. */
  afterYes?: Partial<Preferences>,
];

const refusedAll = { base: 'REFUSE_ALL' } as const;
const refusedBut = (...categories: string[]) =>
  ({
    base: 'REFUSE_EXCEPT',
    cells: categories.map((category) => ({ category, channel: 'SMS', choice: 'ALLOW' as const })),
  }) as const;
const refused = (...categories: string[]) => ({
  categories: Object.fromEntries(categories.map((id) => [id, 'REFUSE' as const])),
});
const allChannels = Object.fromEntries(inPolicy.channels.map(({ id }) => [id, 'REFUSE' as const]));
const allBands = inPolicy.bands.map(({ id }) => id);

const rows: readonly Row[] = [
  ['IN', undefined, 'START 0', 'CHANGED', refusedAll],
  ['IN', undefined, 'start 0', 'CHANGED', refusedAll],
  ['IN', undefined, 'START DND', 'CHANGED', refusedAll],
  ['IN', undefined, 'START 0,2,3', 'CHANGED', refusedAll],
  ['IN', undefined, 'START 4', 'WAITS', refusedBut(), refusedBut('HEALTH')],
  ['IN', undefined, 'START1', 'WAITS', refusedBut(), refusedBut('FINANCE')],
  ['IN', undefined, 'START 1,2', 'WAITS', refusedBut(), refusedBut('FINANCE', 'REAL_ESTATE')],
  ['IN', undefined, 'START 3,7', 'WAITS', refusedBut(), refusedBut('EDUCATION', 'TRAVEL_LEISURE')],
  ['IN', refusedBut('FINANCE'), 'START 7', 'WAITS', refusedBut('FINANCE'), refusedBut('FINANCE', 'TRAVEL_LEISURE')],
  ['IN', refusedBut('EDUCATION', 'HEALTH'), 'STOP 4', 'CHANGED', { ...refusedBut('EDUCATION'), ...refused('HEALTH') }],
  ['IN', refusedAll, 'START', 'ANSWERED', refusedAll],
  ['IN', undefined, 'START 9', 'NOT_UNDERSTOOD', {}],
  ['IN', refusedAll, 'STOP', 'WAITS', refusedAll, {}],
  ['IN', refusedAll, '\u200bSTOP\ufeff', 'WAITS', refusedAll, {}],
  ['IN', refusedAll, 'STOP DND', 'WAITS', refusedAll, {}],
  ['IN', refusedAll, 'STOP 0', 'WAITS', refusedAll, {}],
  ['IN', refusedAll, 'STOP 9', 'NOT_UNDERSTOOD', refusedAll],
  ['IN', refusedAll, 'STOP 4821 0', 'TURNED_DOWN', refusedAll],
  ['IN', undefined, 'FULLY BLOCK', 'CHANGED', refusedAll],
  ['IN', refusedAll, 'FULLY UNBLOCK', 'WAITS', refusedAll, {}],
  ['IN', undefined, 'BLOCK PROMO', 'CHANGED', refusedAll],
  ['IN', undefined, 'Block 1', 'CHANGED', refused('FINANCE')],
  ['IN', undefined, 'BLOCK 8', 'CHANGED', refused('FOOD_BEVERAGE')],
  ['IN', undefined, 'BLOCK10', 'CHANGED', { channels: allChannels }],
  ['IN', undefined, 'BLOCK 20', 'CHANGED', { refusedBands: allBands }],
  [
    ...(['IN', undefined, 'BLOCK 2,13,15,21,29,37', 'CHANGED'] as const),
    {
      ...refused('REAL_ESTATE'),
      channels: { AUTO_PRERECORDED: 'REFUSE', ROBOCALL: 'REFUSE' },
      refusedBands: ['H00_06', 'H21_24'],
      refusedDayTypes: ['SUN'],
    },
  ],
  ['IN', undefined, 'BLOCK 1,2,12', 'CHANGED', { ...refused('FINANCE', 'REAL_ESTATE'), channels: { SMS: 'REFUSE' } }],
  ['IN', undefined, 'ＢＬＯＣＫ　１，２', 'CHANGED', refused('FINANCE', 'REAL_ESTATE')],
  ['IN', undefined, 'BLOCK ३', 'CHANGED', refused('EDUCATION')],
  ['IN', undefined, 'BLOCK ٣', 'CHANGED', refused('EDUCATION')],
  ['IN', undefined, 'BLOCK 40', 'NOT_UNDERSTOOD', {}],
  ['IN', refused('HEALTH'), 'UNBLOCK 4', 'WAITS', refused('HEALTH'), { categories: { HEALTH: 'ALLOW' } }],
  [
    'IN',
    undefined,
    'START 1,2 BLOCK 2',
    'WAITS',
    { base: 'REFUSE_EXCEPT', ...refused('REAL_ESTATE') },
    { ...refusedBut('FINANCE'), ...refused('REAL_ESTATE') },
  ],
  [
    'IN',
    refusedBut('HEALTH'),
    'STOP 4 START 5',
    'WAITS',
    { base: 'REFUSE_EXCEPT', ...refused('HEALTH') },
    { ...refusedBut('RETAIL_CONSUMER'), ...refused('HEALTH') },
  ],
  ['IN', refusedAll, 'You won! Reply STOP 0 to stop http://win.example', 'NOT_UNDERSTOOD', refusedAll],
  ['IN', refusedAll, 'STOP DND http://win.example', 'NOT_UNDERSTOOD', refusedAll],
  ['CN', undefined, 'KTFSR', 'CHANGED', refusedAll],
  ['CN', undefined, 'ktfsr', 'CHANGED', refusedAll],
  ['CN', refusedAll, 'QXFSR', 'WAITS', refusedAll, {}],
  ['CN', refusedAll, 'qxfsr', 'WAITS', refusedAll, {}],
  ['CN', refusedAll, '0000', 'NOT_UNDERSTOOD', refusedAll],
  ['CN', refusedAll, 'QXLDTX', 'NOT_UNDERSTOOD', refusedAll],
  ['CN', refusedAll, '【示例贷】取消防骚扰请点 https://win.example', 'NOT_UNDERSTOOD', refusedAll],
];

test.for(rows)('%s, with %j: “%s” is %s', async ([jurisdiction, before, words, outcome, after, afterYes]) => {
  const { registry, number, text, preferences, code, kinds } = await subscriber(jurisdiction);
  const whole = (part: Partial<Preferences>) => canonicalPreferences({ ...noPreferences, ...part });
  if (before !== undefined) await happened(registry, number, { kind: 'PREFERENCES_SET', preferences: whole(before) });
  const entries = kinds().length;
  const received = await text(words);
  expect(received).toMatchObject({ status: 'RECEIVED', outcome, reply: expect.any(String) });
  expect(preferences()).toEqual(whole(after));
  if (outcome === 'NOT_UNDERSTOOD' || outcome === 'ANSWERED' || outcome === 'TURNED_DOWN') {
    expect(kinds()).toHaveLength(entries);
  }
  if (afterYes === undefined) return;
  expect(await text(`${jurisdiction === 'CN' ? '同意' : 'YES'} ${code()}`)).toMatchObject({ outcome: 'CHANGED' });
  expect(preferences()).toEqual(whole(afterYes));
});

describe('STOP, the code and 0', () => {
  test.for([
    [47, 'CHANGED', {}],
    [49, 'TURNED_DOWN', refusedAll],
  ] as const)('%s hours after the code: %s', async ([hours, outcome, after]) => {
    const { text, code, clock, preferences } = await subscriber('IN');
    await text('START 0');
    await text('STOP 0');
    const pending = code();
    clock.at += hours * hourMs;
    expect(await text(`STOP ${pending} 0`)).toMatchObject({ outcome });
    expect(preferences()).toEqual(canonicalPreferences({ ...noPreferences, ...after }));
  });
});

const complaints = [
  ['IN', 'COMP TEL NO 9876500000;12/10/12;14:30', { sender: '9876500000', date: '2012-10-12', time: '14:30' }],
  ['IN', 'COMP TEL NO LM-SMSSDR;12/10/12;14:30', { sender: 'LM-SMSSDR', date: '2012-10-12', time: '14:30' }],
  ['IN', 'The UCC, 9876500000, 03/02/25', { sender: '9876500000', date: '2025-02-03', body: 'The UCC' }],
  ['IN', 'START 0, 9876500000, 03/02/25', { sender: '9876500000', date: '2025-02-03', body: 'START 0' }],
  ['CN', '13000000000*您中奖了', { sender: '13000000000', body: '您中奖了' }],
  ['CN', '13000000000 您中奖了', { sender: '13000000000', body: '您中奖了' }],
  [
    'CN',
    '1069000000009 【某某贷】3*4折优惠 拒收请回复R',
    { sender: '1069000000009', body: '【某某贷】3*4折优惠 拒收请回复R' },
  ],
  ['CN', 'LJDXJB#13000000000#全部拒收', { sender: '13000000000', body: '全部拒收' }],
] as const;

test.for(complaints)('%s: “%s” is kept as a complaint and changes nothing', async ([jurisdiction, words, intent]) => {
  const { text, kinds, kept } = await subscriber(jurisdiction);
  expect(await text(words)).toMatchObject({ understoodAs: 'COMPLAINT', outcome: 'ANSWERED' });
  expect(kinds()).toEqual([]);
  expect(kept()).toMatchObject([{ text: words, understoodAs: 'COMPLAINT', intent }]);
});

test.for([
  ['15/04/21', '2021-04-18T23:59:59+05:30', [false, false]],
  ['15/04/21', '2021-04-19T00:00:00+05:30', [true, false]],
  ['15/04/21', '2021-04-22T23:59:59+05:30', [true, false]],
  ['15/04/21', '2021-04-23T00:00:00+05:30', [true, true]],
] as const)(
  'a complaint of %s that comes at %s is late by the rule of three and of seven days: %j',
  async ([day, receivedAt, late]) => {
    const { text, clock, kept } = await subscriber('IN');
    clock.at = Date.parse(receivedAt);
    await text(`spam, 9876500000, ${day}`, { networkTime: clock.at + hourMs });
    expect(kept()).toMatchObject([
      {
        inTime: [
          { days: 3, isLate: late[0] },
          { days: 7, isLate: late[1] },
        ],
      },
    ]);
  },
);

describe('a reply to a sender', () => {
  const optOuts = {
    CN: ['R', 'T', 'TD', 'ｔｄ', '退订', '0', '不要再发了', 'STOP'],
    US: [
      ...['STOP', 'QUIT', 'END', 'REVOKE', 'OPT OUT', 'opt-out', 'OPTOUT', 'Cancel', 'UNSUBSCRIBE', 'REMOVE', 'TD'],
      ...['Arrêt', 'ARRET', 'STOPALL', 'stop all', '\u200bSTOP\ufeff', 'STOP PLEASE', 'please stop texting me'],
      ...['please remove me from your text messages'],
    ],
    IN: ['STOP', 'बंद करो'],
  };
  test.for(
    Object.entries(optOuts).flatMap(([policy, texts]) =>
      texts.map((words) => [policy as Jurisdiction, words] as const),
    ),
  )('%s: “%s” shuts that brand out and nothing else', async ([jurisdiction, words]) => {
    const { text, permissions, preferences } = await subscriber(jurisdiction);
    expect(await text(words, { to: ports[jurisdiction] })).toMatchObject({
      understoodAs: 'OPT_OUT',
      outcome: 'CHANGED',
      reply: expect.stringMatching(/\d{6}/),
    });
    expect(permissions()).toEqual(['REFUSED']);
    expect(preferences()).toEqual(noPreferences);
  });

  test.for([
    ['CN', 'R12', ports.CN, 'NOT_UNDERSTOOD'],
    ['CN', 'KTFSR', ports.CN, 'NOT_UNDERSTOOD'],
    ['US', 'STOP 12345', ports.US, 'ANSWERED'],
    ['US', 'INFO', ports.US, 'ANSWERED'],
    ['US', 'HELP', ports.US, 'ANSWERED'],
    ['US', 'stop2quit', ports.US, 'NOT_UNDERSTOOD'],
    ['US', 'QUIT', ports.tollFree, 'NOT_UNDERSTOOD'],
    ['IN', 'START 0', ports.IN, 'NOT_UNDERSTOOD'],
  ] as const)('%s: “%s” to %s changes nothing and is answered', async ([jurisdiction, words, to, outcome]) => {
    const { text, kinds } = await subscriber(jurisdiction);
    expect(await text(words, { to })).toMatchObject({ outcome, reply: expect.any(String) });
    expect(kinds()).toEqual([]);
  });

  test.for([
    ['START', ports.US],
    ['YES', ports.US],
    ['UNSTOP', ports.US],
    ['UNSTOP', ports.tollFree],
  ] as const)('“%s” to %s lets the brand through again after a YES with the code', async ([words, to]) => {
    const { text, permissions, code } = await subscriber('US');
    await text('STOP', { to });
    expect(await text(words, { to })).toMatchObject({ understoodAs: 'OPT_IN', outcome: 'WAITS' });
    expect(permissions()).toEqual(['REFUSED']);
    await text(`YES ${code()}`, { to });
    expect(permissions()).toEqual([]);
  });
});
