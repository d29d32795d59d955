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
  ['START 7', allBut('TRAVEL_LEISURE')],
  ['START 1 2', allBut('FINANCE', 'REAL_ESTATE')],
  ['START 0,9', refuseAll],
  ['START १', allBut('FINANCE')],
  ['STARTDND', refuseAll],
  ['START DND 1', refuseAll],
  ['FULLYBLOCK', refuseAll],
  ['BLOCK 00', refuseAll],
  ['START 1,9', unknownCode],
  ['START 1-3', unknownCode],
  ['START12', unknownCode],
  ['START 1000', unknownCode],
  ['START O', unknownCode],
  ['START 0 http://win.example', unknownCode],
  ['START', { kind: 'MENU' }],
  ['START 9', unknownCode],
  ['START 11', unknownCode],
  ['STOP DND', leave],
  ['STOP', leave],
  ['STOP 0', leave],
  ['FULLY UNBLOCK', leave],
  ['STOP 4821 0', { kind: 'LEAVE', code: '4821' }],
  ['STOP 0 4821', { kind: 'LEAVE', code: '4821' }],
  ['\u200bSTOP\ufeff', leave],
  ['UNBLOCK', leave],
  ['UNBLOCK PROMO', leave],
  ['UNBLOCK 0', leave],
  ['STOP 4', refuse({ categories: ['HEALTH'] })],
  ['STOP4,5', refuse({ categories: ['HEALTH', 'RETAIL_CONSUMER'] })],
  ['STOP 9', unknownCode],
  ['STOP 12', unknownCode],
  ['STOP http://win.example', unknownCode],
  ['STOP DND and win', unknownCode],
  ['You won! Reply STOP 0 to stop', unknownWord],
  ['Dear customer, START 1 now', unknownWord],
  ['STOP 1 BLOCK 2', refuse({ categories: ['FINANCE', 'REAL_ESTATE'] })],
  ['BLOCK 0 START 2', refuseAll],
  ['START 1,2 BLOCK 2', { ...allBut('FINANCE'), refuse: { ...none, categories: ['REAL_ESTATE'] } }],
  ['START 2 STOP', unknownCode],
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
  ['BLOCK ٣،٤', refuse({ categories: ['EDUCATION', 'HEALTH'] })],
  ['BLOCK ۴', refuse({ categories: ['HEALTH'] })],
  ['BLOCK ३,४', refuse({ categories: ['EDUCATION', 'HEALTH'] })],
  ['B\u200bLOCK\u00a03', refuse({ categories: ['EDUCATION'] })],
  ['\u202eBLOCK 3\u202c', refuse({ categories: ['EDUCATION'] })],
  ['「BLOCK 3」', refuse({ categories: ['EDUCATION'] })],
  ['BLOCK 12', refuse({ channels: ['SMS'] })],
  ['BLOCK 38', refuse({ dayTypes: ['HOLIDAY'] })],
  ['BLOCK 30', unknownCode],
  ['BLOCK 9', unknownCode],
  ['BLOCK 16', unknownCode],
  ['BLOCK 123', unknownCode],
  ['BLOCK 1-3', unknownCode],
  ['BLOCK 1 and 2', unknownCode],
  ['BLOCK 1 http://win.example', unknownCode],
  ['BLOCK1abc', unknownWord],
  ['BLOCKING 1', unknownWord],
  ['0', unknownWord],
  ['BLOCK 40', unknownCode],
  ['BLOCK 1,40', unknownCode],
  ['BLOCK 0,40', refuseAll],
  ['UNBLOCK 4', allow({ categories: ['HEALTH'] })],
  ['UNBLOCK 1,12', allow({ categories: ['FINANCE'], channels: ['SMS'] })],
  ['UNBLOCK4', allow({ categories: ['HEALTH'] })],
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
  [
    'the unsolicited commercial communication, AB-SHOPPE, 12/10/18',
    {
      kind: 'COMPLAINT',
      sender: 'AB-SHOPPE',
      date: '2018-10-12',
      body: 'the unsolicited commercial communication',
    },
  ],
  ['SMS Content,1234567890,3-2-25', { kind: 'COMPLAINT', sender: '1234567890', date: '2025-02-03', body: 'SMS Content' }],
  ['comp tel no +911234567890, 12/10/2012', { kind: 'COMPLAINT', sender: '+911234567890', date: '2012-10-12' }],
  ['BLOCK 1, 1234567890, 03/02/25', { kind: 'COMPLAINT', sender: '1234567890', date: '2025-02-03', body: 'BLOCK 1' }],
  ['START 0, AB-SHOPPE, 03/02/25', { kind: 'COMPLAINT', sender: 'AB-SHOPPE', date: '2025-02-03', body: 'START 0' }],
  ['spam, 1234567890, 31/02/25', unknownWord],
];

const china: Rows = [
  ['KTFSR', refuseAll],
  ['ｋｔｆｓｒ', refuseAll],
  ['qxfsr', leave],
  ['KTFSR。', refuseAll],
  ['KTFSR1', refuseAll],
  ['QXFSR 482193', { kind: 'LEAVE', code: '482193' }],
  ['KTVOLTE', unknownWord],
  ['QXLDTX', unknownWord],
  ['0000', unknownWord],
  ['0', unknownWord],
  ['TD', unknownWord],
  ['退订', unknownWord],
  ['不要拒收', unknownWord],
  ['QXFSR https://win.example', unknownCode],
  ['KTFSR您好', unknownWord],
  ['拒收请回复R', { kind: 'REFUSE_SENDER', sender: '请回复R' }],
  ['免打扰', refuseAll],
  ['贷款免打扰', refuse({ categories: ['FIN_CREDIT'] })],
  ['拒收 一', unknownCode],
  ['13000000000', unknownWord],
  ['13000000000 * KTFSR', { kind: 'COMPLAINT', sender: '13000000000', body: 'KTFSR' }],
  ['LJDXJB＃13000000000＃拒收1', { kind: 'COMPLAINT', sender: '13000000000', body: '拒收1' }],
  ['LJDXJB#13000000000', unknownWord],
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
  ...['TD', 'ｔｄ', 'T', 'r', 'Ｒ', 'R。', '退订', ' 退订 ', '退订！', '0', '０', '拒收', '回复R', '\u200bTD', 'STOP'].map((text) => [text, optOut] as const),
  ...['不要再发了', 'TD退订', '请勿再发', '退 订', '不要再给我发短信了', '別再發了', '我要退订', '退訂', 'Stop please'].map((text) => [text, plainly] as const),
  ...['R12', 'R 12', 'TD1', '00', '不要退订', '不是退订', '你好', 'KTFSR', '同意'].map((text) => [text, unknownWord] as const),
];

const americaReplies: Rows = [
  ...['STOP', '\u200bSTOP\ufeff', 'Stop.', 'Cancel', 'END', 'Quit!', 'REVOKE', 'unsubscribe'].map(
    (text) => [text, optOut] as const,
  ),
  ...['opt out', 'OPT-OUT', 'OptOut', 'opt_out', 'REMOVE', 'Arrêt', 'ARRET', 'td', 'ＳＴＯＰ', 'S\u200bTOP'].map((text) => [text, optOut] as const),
  ['STOPALL', allProgrammes],
  ['STOP-ALL', allProgrammes],
  ['stop all', allProgrammes],
  ...[
    'STOP PLEASE',
    'please remove me from your text messages',
    'Please don’t text me again',
    'stop=end',
    'Cancel please',
    'wrong number',
    'please stop texting me',
    'stop sending me texts',
    'End this',
    'cancel all',
    'QUIT IT',
    'I revoke my consent',
    'take me off your list',
    'UNSUBSCRIBE 12345',
    'STOP HELP',
    'stop stop',
    'ya no quiero mensajes',
  ].map((text) => [text, plainly] as const),
  ['STOP 12345', { kind: 'OPT_OUT_OF_ITEM', item: '12345' }],
  ['stop12345', { kind: 'OPT_OUT_OF_ITEM', item: '12345' }],
  ...['START', 'YES', 'unstop'].map((text) => [text, { kind: 'OPT_IN' }] as const),
  ...['HELP', 'Info'].map((text) => [text, { kind: 'HELP' }] as const),
  ...['stop2quit', 'when does the sale end', 'please don’t stop', 'T', 'BLOCK 1', 'NO', 'START 12345', 'the end'].map(
    (text) => [text, unknownWord] as const,
  ),
  ['YES 482193', { kind: 'CONFIRM', code: '482193' }],
];

const americaOwn: Rows = [
  ['STOP', refuseAll],
  ['stop all', refuseAll],
  ['STOPALL', refuseAll],
  ['STOP 4', refuse({ categories: ['REAL_ESTATE'] })],
  ['please stop texting me', unknownWord],
];

const tollFreeReplies: Rows = [
  ['stop', optOut],
  ['UNSTOP', { kind: 'OPT_IN' }],
  ['START', { kind: 'OPT_IN' }],
  ...['QUIT', 'END', 'CANCEL', 'STOPALL', 'STOP 12345', 'YES', 'please stop'].map((text) => [text, unknownWord] as const),
  ['HELP', { kind: 'HELP' }],
];

export const textVectors: readonly TextVector[] = [
  ...vectorsOf('IN', india),
  ...vectorsOf('CN', china),
  ...vectorsOf('CN', chinaReplies, '1069000000000'),
  ...vectorsOf('US', americaOwn),
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
