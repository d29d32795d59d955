import type { DeliveryReceipt } from '../outlet.ts';
import { integerField, octetsField, type Pdu, stringField } from './pdu.ts';

/** How a message centre writes message ids in one place: as the same characters, in hexadecimal, in decimal. */
export type IdForm = 'AS_IS' | 'HEX' | 'DECIMAL';

/** In `submit_sm_resp`, and in the text of receipts: the same id may be hexadecimal in one and decimal in the other. */
export interface MessageIdForms {
  readonly submitted: IdForm;
  readonly receipted: IdForm;
}

/** One form for both places: what is written as a number becomes decimal digits. */
export function messageIdOf(text: string, form: IdForm): string {
  const plain = text.trim();
  if (form === 'HEX' && /^(0x)?[0-9a-f]{1,64}$/i.test(plain))
    return BigInt(`0x${plain.replace(/^0x/i, '')}`).toString();
  if (form === 'DECIMAL' && /^[0-9]{1,64}$/.test(plain)) return BigInt(plain).toString();
  return plain;
}

type Final = DeliveryReceipt['status'];

/** States of SMPP 3.4, 5.2.28, by number and by their words of Appendix B; those that are not final are missing. */
const states: readonly (readonly [state: number, word: string, status: Final])[] = [
  [2, 'DELIVRD', 'DELIVERED'],
  [3, 'EXPIRED', 'FAILED'],
  [4, 'DELETED', 'FAILED'],
  [5, 'UNDELIV', 'FAILED'],
  [7, 'UNKNOWN', 'FAILED'],
  [8, 'REJECTD', 'FAILED'],
  [9, 'SKIPPED', 'FAILED'],
];

const reasonMax = 64;

/** What a receipt says; undefined where it is not final or names no message. TLVs stand above the text. */
export function readReceipt(pdu: Pdu, content: string, forms: MessageIdForms): DeliveryReceipt | undefined {
  const tlvId = stringField(pdu, 'receipted_message_id');
  const textId = /\bid:\s*([^\s]{1,65})/i.exec(content)?.[1] ?? '';
  const messageId = tlvId === '' ? messageIdOf(textId, forms.receipted) : messageIdOf(tlvId, forms.submitted);
  if (messageId === '') return undefined;
  const word = (/\bstat:\s*([A-Z]{1,16})/i.exec(content)?.[1] ?? '').toUpperCase();
  const state = integerField(pdu, 'message_state');
  const isNumbered = octetsField(pdu, 'message_state') !== undefined;
  // Longer words are seen too: DELIVERED, UNDELIVERABLE, REJECTED. Five letters tell all states apart.
  const row = isNumbered
    ? states.find(([number]) => number === state)
    : states.find(([, known]) => word.startsWith(known.slice(0, 5)));
  if (row === undefined) return undefined;
  const [, known, status] = row;
  if (status === 'DELIVERED') return { messageId, status };
  const error = /\berr:\s*([0-9A-Za-z]{1,16})/.exec(content)?.[1];
  return { messageId, status, reason: (error === undefined ? known : `${known} err:${error}`).slice(0, reasonMax) };
}

/** Whether a message from the message centre is a receipt: by its class, or by both TLVs that no subscriber can set. */
export function isReceipt(pdu: Pdu): boolean {
  const receiptClass = 0x04;
  if ((integerField(pdu, 'esm_class') & 0x3c) === receiptClass) return true;
  return stringField(pdu, 'receipted_message_id') !== '' && octetsField(pdu, 'message_state') !== undefined;
}
