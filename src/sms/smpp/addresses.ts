import { formatPhoneNumber, type PhoneNumber } from '../../core/phone-number.ts';

/** An address of SMPP: type of number and numbering plan (5.2.5, 5.2.6), then at most 20 characters. */
export interface SmppAddress {
  readonly ton: number;
  readonly npi: number;
  readonly addr: string;
}

/** How a message centre writes subscribers' numbers. */
export interface NumberForms {
  /** Of the country whose national numbers it writes, without `+`; needed where anything is national. */
  readonly countryCode: string;
  /** How it wants destinations: `8613800138000` with TON 1, or `13800138000` with TON 2. */
  readonly written: 'INTERNATIONAL' | 'NATIONAL';
  /** Before international digits: nothing, `+` or `00`. */
  readonly internationalPrefix: '' | '+' | '00';
  /** Before national digits, such as `0`. */
  readonly trunkPrefix: string;
  /** What a source is whose TON does not say. */
  readonly untyped: 'INTERNATIONAL' | 'NATIONAL';
}

const typeOfNumber = { international: 1, national: 2, alphanumeric: 5 } as const;
const isdn = 1;

/** The destination of a text. A number of another country is always written as an international one. */
export function destinationAddress(number: PhoneNumber, forms: NumberForms): SmppAddress {
  const digits = formatPhoneNumber(number).slice(1);
  const { countryCode, trunkPrefix, internationalPrefix } = forms;
  if (forms.written === 'NATIONAL' && digits.startsWith(countryCode)) {
    const addr = trunkPrefix + digits.slice(countryCode.length);
    return { ton: typeOfNumber.national, npi: isdn, addr };
  }
  return { ton: typeOfNumber.international, npi: isdn, addr: internationalPrefix + digits };
}

/** The subscriber's number as `+` and E.164 digits; undefined where the address is a name or nothing. */
export function subscriberNumber({ ton, addr }: Omit<SmppAddress, 'npi'>, forms: NumberForms): string | undefined {
  if (ton === typeOfNumber.alphanumeric || !/^\+?[0-9]{3,18}$/.test(addr)) return undefined;
  if (addr.startsWith('+')) return addr;
  if (ton !== typeOfNumber.national && addr.startsWith('00')) return `+${addr.slice(2)}`;
  const isNational =
    ton === typeOfNumber.national || (ton !== typeOfNumber.international && forms.untyped === 'NATIONAL');
  if (!isNational) return `+${addr}`;
  const { trunkPrefix, countryCode } = forms;
  return `+${countryCode}${trunkPrefix !== '' && addr.startsWith(trunkPrefix) ? addr.slice(trunkPrefix.length) : addr}`;
}
