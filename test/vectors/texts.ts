import type { ParsedText } from '../../src/core/texts/text-intent.ts';

/** One text and what it means under a policy. Senders and dates are made up. */
export interface TextVector {
  readonly policy: 'IN' | 'CN' | 'US' | 'ES';
  /** A sender's own number; absent: the registry's. */
  readonly to?: string;
  readonly text: string;
  readonly means: ParsedText['intent'];
}

const none = { categories: [], channels: [], bands: [], dayTypes: [] };
const refuse = (selection: Partial<Record<keyof typeof none, readonly string[]>>) =>
  ({ kind: 'CHANGE', refuse: { ...none, ...selection }, allow: none }) as const;
const allow = (selection: Partial<Record<keyof typeof none, readonly string[]>>) =>
  ({ kind: 'CHANGE', refuse: none, allow: { ...none, ...selection } }) as const;
const allBut = (...categories: string[]) =>
  ({ kind: 'REFUSE_ALL_BUT', allow: { ...none, categories }, adds: true }) as const;
const everyBand = ['H00_06', 'H06_08', 'H08_10', 'H10_12', 'H12_14', 'H14_16', 'H16_18', 'H18_21', 'H21_24'];
const optOut = { kind: 'OPT_OUT', scope: 'SENDER', by: 'WORD' } as const;
const plainly = { kind: 'OPT_OUT', scope: 'SENDER', by: 'PLAIN_LANGUAGE' } as const;
const allProgrammes = { kind: 'OPT_OUT', scope: 'ALL_PROGRAMMES', by: 'WORD' } as const;
const unknownCode = { kind: 'UNKNOWN', reason: 'UNKNOWN_CODE' } as const;
const unknownWord = { kind: 'UNKNOWN', reason: 'UNKNOWN_WORD' } as const;
const refuseAll = { kind: 'REFUSE_ALL' } as const;
const leave = { kind: 'LEAVE' } as const;

type Rows = readonly (readonly [text: string, means: ParsedText['intent']])[];

const india: Rows = [
  ['START 0', refuseAll],
  ['start 0', refuseAll],
  ['START 0,2,3', refuseAll],
  ['START DND', refuseAll],
  ['FULLY BLOCK', refuseAll],
  ['Block', refuseAll],
  ['BLOCK PROMO', refuseAll],
  ['START 4', allBut('HEALTH')],
  ['START 1,2', allBut('FINANCE', 'REAL_ESTATE')],
  ['START 3,7', allBut('EDUCATION', 'TRAVEL_LEISURE')],
  ['START1', allBut('FINANCE')],
  ['START', { kind: 'MENU' }],
  ['START 9', unknownCode],
  ['START 11', unknownCode],
  ['STOP DND', leave],
  ['STOP', leave],
  ['STOP 0', leave],
  ['FULLY UNBLOCK', leave],
  ['STOP 4821 0', { kind: 'LEAVE', code: '4821' }],
  ['STOP 4', refuse({ categories: ['HEALTH'] })],
  ['Block 1', refuse({ categories: ['FINANCE'] })],
  ['BLOCK1', refuse({ categories: ['FINANCE'] })],
  ['BLOCK 8', refuse({ categories: ['FOOD_BEVERAGE'] })],
  ['BLOCK 10', refuse({ channels: ['VOICE', 'SMS', 'AUTO_PRERECORDED', 'AUTO_AGENT', 'ROBOCALL'] })],
  ['BLOCK20', refuse({ bands: everyBand })],
  ['BLOCK 1,2,12', refuse({ categories: ['FINANCE', 'REAL_ESTATE'], channels: ['SMS'] })],
  [
    'BLOCK 2,13,15,21,29,37',
    refuse({
      categories: ['REAL_ESTATE'],
      channels: ['AUTO_PRERECORDED', 'ROBOCALL'],
      bands: ['H00_06', 'H21_24'],
      dayTypes: ['SUN'],
    }),
  ],
  ['BLOCK ३', refuse({ categories: ['EDUCATION'] })],
  ['BLOCK ٣', refuse({ categories: ['EDUCATION'] })],
  ['ＢＬＯＣＫ　１，２', refuse({ categories: ['FINANCE', 'REAL_ESTATE'] })],
  ['“block 3.”', refuse({ categories: ['EDUCATION'] })],
  ['block 1 + 2 & 3; 4/5', refuse({ categories: ['FINANCE', 'REAL_ESTATE', 'EDUCATION', 'HEALTH', 'RETAIL_CONSUMER'] })],
  ['शिक्षा बंद करो', refuse({ categories: ['EDUCATION'] })],
  ['BLOCK 40', unknownCode],
  ['BLOCK 1,40', unknownCode],
  ['BLOCK 0,40', refuseAll],
  ['UNBLOCK 4', allow({ categories: ['HEALTH'] })],
  [
    'BLOCK 1 UNBLOCK 1,2',
    { kind: 'CHANGE', refuse: { ...none, categories: ['FINANCE'] }, allow: { ...none, categories: ['REAL_ESTATE'] } },
  ],
  ['BLOCK ALL ALLOW 5', { kind: 'REFUSE_ALL_BUT', allow: { ...none, categories: ['RETAIL_CONSUMER'] }, adds: false }],
  ['BLOCK AB-SHOPPE', { kind: 'REFUSE_SENDER', sender: 'AB-SHOPPE' }],
  ['BLOCK +91 12-345-67890', { kind: 'REFUSE_SENDER', sender: '+911234567890' }],
  ['UNBLOCK AB-SHOPPE', { kind: 'ADMIT_SENDER', sender: 'AB-SHOPPE' }],
  ['Blockbuster films tonight', unknownWord],
  ['please stop calling me', unknownWord],
  ['', unknownWord],
  ['yes 482193', { kind: 'CONFIRM', code: '482193' }],
  ['No 482193', { kind: 'DECLINE', code: '482193' }],
  ['UNDO482193', { kind: 'UNDO', code: '482193' }],
  ['status', { kind: 'STATUS' }],
  ['HELP', { kind: 'HELP' }],
  ['Hindi', { kind: 'LANGUAGE', language: 'hi' }],
  ['LANG EN', { kind: 'LANGUAGE', language: 'en' }],
  ['COMP TEL NO AB-SHOPPE;12/10/12;14:30', { kind: 'COMPLAINT', sender: 'AB-SHOPPE', date: '2012-10-12', time: '14:30' }],
  ['COMP TEL NO 1234567890;12/10/12;14:30', { kind: 'COMPLAINT', sender: '1234567890', date: '2012-10-12', time: '14:30' }],
  ['The UCC, 1234567890, 03/02/25', { kind: 'COMPLAINT', sender: '1234567890', date: '2025-02-03', body: 'The UCC' }],
  [
    'cheap loans, call now, AB-SHOPPE, 12/10/2018',
    { kind: 'COMPLAINT', sender: 'AB-SHOPPE', date: '2018-10-12', body: 'cheap loans, call now' },
  ],
  ['spam, 1234567890, 31/02/25', unknownWord],
];

const china: Rows = [
  ['KTFSR', refuseAll],
  ['ｋｔｆｓｒ', refuseAll],
  ['qxfsr', leave],
  ['0000', unknownWord],
  ['屏蔽贷款', refuse({ categories: ['FIN_CREDIT'] })],
  ['拒收 1、5', refuse({ categories: ['FIN_CREDIT', 'REAL_ESTATE'] })],
  ['全部拒收', refuseAll],
  ['同意482193', { kind: 'CONFIRM', code: '482193' }],
  ['拒收【示例贷】', { kind: 'REFUSE_SENDER', sender: '示例贷' }],
  ['13000000000*您中奖了', { kind: 'COMPLAINT', sender: '13000000000', body: '您中奖了' }],
  ['１３０００００００００＊您中奖了', { kind: 'COMPLAINT', sender: '13000000000', body: '您中奖了' }],
  ['13000000000 您中奖了', { kind: 'COMPLAINT', sender: '13000000000', body: '您中奖了' }],
  [
    '1069000000000 【示例】3*4折 拒收请回复R',
    { kind: 'COMPLAINT', sender: '1069000000000', body: '【示例】3*4折 拒收请回复R' },
  ],
  ['ljdxjb#13000000000#您中奖了', { kind: 'COMPLAINT', sender: '13000000000', body: '您中奖了' }],
];

const chinaReplies: Rows = [
  ...['TD', 'ｔｄ', 'T', 'r', 'R。', '退订', ' 退订 ', '0'].map((text) => [text, optOut] as const),
  ...['不要再发了', 'TD退订', '请勿再发', '退 订', '不要再给我发短信了', '回复TD'].map((text) => [text, plainly] as const),
  ...['R12', '不要退订', '你好', 'KTFSR'].map((text) => [text, unknownWord] as const),
];

const americaReplies: Rows = [
  ...['STOP', '\u200bSTOP\ufeff', 'Stop.', 'Cancel', 'END', 'Quit!', 'REVOKE', 'unsubscribe'].map(
    (text) => [text, optOut] as const,
  ),
  ...['opt out', 'OPT-OUT', 'OptOut', 'REMOVE', 'Arrêt', 'td'].map((text) => [text, optOut] as const),
  ['STOPALL', allProgrammes],
  ['stop all', allProgrammes],
  ...[
    'STOP PLEASE',
    'please remove me from your text messages',
    'Please don’t text me again',
    'stop=end',
    'Cancel please',
    'wrong number',
    'ya no quiero mensajes',
  ].map((text) => [text, plainly] as const),
  ['STOP 12345', { kind: 'OPT_OUT_OF_ITEM', item: '12345' }],
  ...['START', 'YES', 'unstop'].map((text) => [text, { kind: 'OPT_IN' }] as const),
  ...['HELP', 'Info'].map((text) => [text, { kind: 'HELP' }] as const),
  ...['stop2quit', 'when does the sale end', 'please don’t stop', 'T', 'BLOCK 1'].map(
    (text) => [text, unknownWord] as const,
  ),
  ['YES 482193', { kind: 'CONFIRM', code: '482193' }],
];

const tollFreeReplies: Rows = [
  ['stop', optOut],
  ['UNSTOP', { kind: 'OPT_IN' }],
  ['START', { kind: 'OPT_IN' }],
  ['QUIT', unknownWord],
  ['please stop', unknownWord],
];

export const textVectors: readonly TextVector[] = [
  ...vectorsOf('IN', india),
  ...vectorsOf('CN', china),
  ...vectorsOf('CN', chinaReplies, '1069000000000'),
  ...vectorsOf('US', americaReplies, '+12125550100'),
  ...vectorsOf('US', tollFreeReplies, '+18885550100'),
  ...vectorsOf('ES', [
    ['BLOQUEAR seguros', refuse({ categories: ['FIN_INSURANCE'] })],
    ['Sí 482193', { kind: 'CONFIRM', code: '482193' }],
  ]),
];

function vectorsOf(policy: TextVector['policy'], rows: Rows, to?: string): readonly TextVector[] {
  return rows.map(([text, means]) => ({ policy, text, means, ...(to === undefined ? {} : { to }) }));
}
