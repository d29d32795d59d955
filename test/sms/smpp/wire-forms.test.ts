import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type PhoneNumber, parsePhoneNumber } from '../../../src/core/phone-number.ts';
import { destinationAddress, type NumberForms, subscriberNumber } from '../../../src/sms/smpp/addresses.ts';
import { isReceipt, messageIdOf, readReceipt } from '../../../src/sms/smpp/delivery-receipts.ts';
import { decodePdu } from '../../../src/sms/smpp/pdu.ts';
import { parseSmppLinkSettings } from '../../../src/sms/smpp/smpp-link-settings.ts';
import { partsMax, textFields } from '../../../src/sms/smpp/split-text.ts';
import { codeText, decodeText } from '../../../src/sms/smpp/text-coding.ts';
import { readHeader } from '../../../src/sms/smpp/user-data-header.ts';
import { deliverBody, id, octets, pdu, tlv } from './raw-centre.ts';

const link = { name: 'operator-a', host: 'smsc.example', systemId: 'dnd', password: 'secret' };

test('settings have defaults for all but who and where', () => {
  expect(parseSmppLinkSettings(link)).toEqual({
    ...link,
    ...{
      port: 2775,
      systemType: '',
      addressRange: '',
      serviceType: '',
      tls: undefined,
      bind: 'TRANSCEIVER',
      window: 10,
      enquireLinkSec: 30,
    },
    ...{ responseSec: 30, textsPerSec: 20, source: { ton: 0, npi: 0 }, defaultCharset: 'GSM', longTexts: 'UDH' },
    numbers: {
      ...{ countryCode: '', written: 'INTERNATIONAL', untyped: 'INTERNATIONAL' },
      ...{ internationalPrefix: '', trunkPrefix: '' },
    },
    ...{ receipts: true, messageIds: { submitted: 'AS_IS', receipted: 'AS_IS' }, holdPartsSec: 2 },
  });
});

test.for([
  ['link', 7],
  ['link', null],
  ['host', { ...link, host: undefined }],
  ['name', { ...link, name: 'With Space' }],
  ['port', { ...link, port: 70_000 }],
  ['window', { ...link, window: 0 }],
  ['windows', { ...link, windows: 5 }],
  ['systemId', { ...link, systemId: 'sixteen-letters.' }],
  ['serviceType', { ...link, serviceType: 'TOOLONG' }],
  ['bind', { ...link, bind: 'RECEIVER' }],
  ['tls.keyFile', { ...link, tls: { certificateFile: 'a.pem' } }],
  ['tls.ca', { ...link, tls: { ca: 'a.pem' } }],
  ['source.ton', { ...link, source: { ton: 9 } }],
  ['numbers.countryCode', { ...link, numbers: { written: 'NATIONAL' } }],
  ['messageIds.receipted', { ...link, messageIds: { receipted: 'OCTAL' } }],
  ['receipts', { ...link, receipts: 'yes' }],
] as const)('a wrong %s is named', ([field, settings]) => {
  expect(() => parseSmppLinkSettings(settings)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', field }));
});

test('no refusal of settings shows the password', () => {
  const password = 'tres\u00e9cret';
  expect(() => parseSmppLinkSettings({ ...link, password })).toThrow(
    expect.objectContaining({ field: 'password', message: expect.not.stringContaining(password) }),
  );
});

const international: NumberForms = {
  ...{ countryCode: '', written: 'INTERNATIONAL', untyped: 'INTERNATIONAL' },
  ...{ internationalPrefix: '', trunkPrefix: '' },
};
const national: NumberForms = {
  ...{ countryCode: '91', written: 'NATIONAL', untyped: 'NATIONAL', internationalPrefix: '00', trunkPrefix: '0' },
};

test.for([
  ['+919876543210', international, { ton: 1, npi: 1, addr: '919876543210' }],
  ['+919876543210', { ...international, internationalPrefix: '+' }, { ton: 1, npi: 1, addr: '+919876543210' }],
  ['+919876543210', national, { ton: 2, npi: 1, addr: '09876543210' }],
  ['+8613800138000', national, { ton: 1, npi: 1, addr: '008613800138000' }],
] as const)('%s as a destination', ([number, forms, address]) => {
  expect(destinationAddress(parsePhoneNumber(number) as PhoneNumber, forms)).toEqual(address);
});

test.for([
  [1, '919876543210', international, '+919876543210'],
  [0, '919876543210', international, '+919876543210'],
  [0, '+919876543210', national, '+919876543210'],
  [0, '09876543210', national, '+919876543210'],
  [2, '9876543210', national, '+919876543210'],
  [1, '8613800138000', national, '+8613800138000'],
  [0, '008613800138000', national, '+8613800138000'],
  [5, '9876543210', international, undefined],
  [1, 'BANK', international, undefined],
  [1, '', international, undefined],
] as const)('a source of type %i, %s', ([ton, addr, forms, number]) => {
  expect(subscriberNumber({ ton, addr }, forms)).toBe(number);
});

test('a number that is written comes back as it was', () => {
  const numbers = fc
    .oneof(
      fc.nat(9_999_999_999),
      fc.nat(999_999).map((rest) => 910_000_000_000 + rest),
    )
    .map((rest) => rest + 10_000_000);
  const forms = fc.constantFrom(international, national, { ...international, internationalPrefix: '+' as const });
  fc.assert(
    fc.property(numbers, forms, (number, one) => {
      expect(subscriberNumber(destinationAddress(number as PhoneNumber, one), one)).toBe(`+${number}`);
    }),
  );
});

const gsmText = fc.string({
  unit: fc.constantFrom(...'@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./09:;<=>?¡AZÄÖÑÜ§¿azäöñüà\f^{}\\[~]|€'),
  maxLength: 1_500,
});
const wideText = fc.string({ unit: 'binary', maxLength: 600 }).map((text) => text.toWellFormed());

test('a text in parts is put together to the same text, and no part is more than a message takes', () => {
  const charset = fc.constantFrom('GSM' as const, 'LATIN1' as const);
  fc.assert(
    fc.property(fc.oneof(gsmText, wideText), charset, fc.nat(0xffff), (text, defaultCharset, reference) => {
      const rows = textFields(text, reference, { defaultCharset, longTexts: 'UDH' });
      if (rows === undefined) return expect(text.length).toBeGreaterThan(partsMax * 66);
      const pieces = rows.map((row) => {
        const message = row['short_message'] as Buffer;
        const header = rows.length > 1 ? readHeader(message)?.octets : 0;
        const coded = message.subarray(header);
        expect(coded.length).toBeLessThanOrEqual(
          row['data_coding'] === 8 ? 140 - (header ?? 0) : 160 - (header === 0 ? 0 : 7),
        );
        // Each part is whole by itself: no phone shows half a character.
        const piece = decodeText(coded, row['data_coding'] as number, defaultCharset);
        expect(piece?.isWellFormed()).toBe(true);
        return piece;
      });
      expect(pieces.join('')).toBe(text);
    }),
    { numRuns: 200 },
  );
});

test.for([
  ['a', 160, 0],
  ['€', 80, 0],
  ['拒', 70, 8],
  ['😀', 35, 8],
] as const)('%s fits one message %i times', ([sign, times, coding]) => {
  const settings = { defaultCharset: 'GSM', longTexts: 'UDH' } as const;
  expect(textFields(sign.repeat(times), 0, settings)).toMatchObject([{ data_coding: coding }]);
  expect(textFields(sign.repeat(times + 1), 0, settings)?.length).toBe(2);
});

test('what a Latin-1 centre has no character for goes as UCS-2', () => {
  expect(['é[', '€', 'ç', 'Δ'].map((text) => codeText(text, 'LATIN1').dataCoding)).toEqual([0, 8, 8, 8]);
});

test.for([
  ['1A2b', 'HEX', '6699'],
  ['0x1a2B', 'HEX', '6699'],
  ['0000006699', 'DECIMAL', '6699'],
  ['1A2B-x', 'HEX', '1A2B-x'],
  [' 1A2B ', 'AS_IS', '1A2B'],
] as const)('the id %s, written as %s', ([written, form, id]) => {
  expect(messageIdOf(written, form)).toBe(id);
});

const deliver = (message: string, tlvs = Buffer.alloc(0), esmClass = 4) =>
  decodePdu(pdu(id.deliver, 1, deliverBody({ esmClass, message: octets(message), tlvs })));
const forms = { submitted: 'HEX', receipted: 'DECIMAL' } as const;

test.for([
  ['id:6699 sub:001 dlvrd:001 stat:DELIVRD err:000', '', { messageId: '6699', status: 'DELIVERED' }],
  ['id:6699 stat:DELIVERED err:000', '', { messageId: '6699', status: 'DELIVERED' }],
  ['id:6699 stat:EXPIRED err:00f', '', { messageId: '6699', status: 'FAILED', reason: 'EXPIRED err:00f' }],
  ['id:6699 stat:REJECTED', '', { messageId: '6699', status: 'FAILED', reason: 'REJECTD' }],
  ['id:6699 stat:UNDELIVERABLE', '', { messageId: '6699', status: 'FAILED', reason: 'UNDELIV' }],
  ['id:6699 stat:ENROUTE', '', undefined],
  ['id:6699 stat:ACCEPTD', '', undefined],
  ['stat:DELIVRD', '', undefined],
  ['', octets(tlv(0x1e, octets('1A2B\0')), tlv(0x427, octets(2))), { messageId: '6699', status: 'DELIVERED' }],
  // Without the zero that should end it.
  [
    '',
    octets(tlv(0x1e, octets('1A2B')), tlv(0x427, octets(5))),
    { messageId: '6699', status: 'FAILED', reason: 'UNDELIV' },
  ],
  ['', octets(tlv(0x1e, octets('1A2B\0')), tlv(0x427, octets(1))), undefined],
] as const)('the receipt “%s”', ([message, tlvs, receipt]) => {
  const read = deliver(message, Buffer.from(tlvs));
  expect(isReceipt(read)).toBe(true);
  expect(readReceipt(read, message, forms)).toEqual(receipt);
});

test('a subscriber cannot write a receipt', () => {
  expect(isReceipt(deliver('id:6699 sub:001 dlvrd:001 stat:DELIVRD err:000', Buffer.alloc(0), 0))).toBe(false);
});
