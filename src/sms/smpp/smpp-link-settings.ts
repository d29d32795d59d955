import { Fault } from '../../core/fault.ts';
import type { NumberForms } from './addresses.ts';
import type { IdForm, MessageIdForms } from './delivery-receipts.ts';
import type { LongTexts } from './split-text.ts';
import type { DefaultCharset } from './text-coding.ts';

/** One link to a message centre, as the operator writes it. */
export interface SmppLinkSettings {
  /** In logs and metrics, and the carrier's name for the texts that come by it. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly systemId: string;
  readonly password: string;
  readonly systemType: string;
  /** Of the numbers whose texts the link is for, where the message centre asks for it: SMPP 3.4, 5.2.7. */
  readonly addressRange: string;
  /** Where the message centre asks for one: SMPP 3.4, 5.2.11. */
  readonly serviceType: string;
  readonly tls: TlsSettings | undefined;
  /** One connection for both ways, or one for each. */
  readonly bind: 'TRANSCEIVER' | 'TRANSMITTER_AND_RECEIVER';
  /** `submit_sm` that may be unanswered at once. */
  readonly window: number;
  readonly enquireLinkSec: number;
  /** An answer that takes longer will not come. */
  readonly responseSec: number;
  /** `submit_sm` a second, parts of long texts counted each. */
  readonly textsPerSec: number;
  /** Of the registry's own numbers: SMPP 3.4, 5.2.5 and 5.2.6. */
  readonly source: { readonly ton: number; readonly npi: number };
  readonly numbers: NumberForms;
  readonly defaultCharset: DefaultCharset;
  readonly longTexts: LongTexts;
  /** Whether delivery receipts are asked for. */
  readonly receipts: boolean;
  readonly messageIds: MessageIdForms;
  /** How long a part waits for the others before it is acknowledged: until then a crash loses nothing of it. */
  readonly holdPartsSec: number;
}

/** Paths of PEM files, read anew at each connection; what is missing is the platform's. */
export interface TlsSettings {
  readonly caFile?: string;
  readonly certificateFile?: string;
  readonly keyFile?: string;
  /** Name that the certificate must have; the host otherwise. */
  readonly serverName?: string;
}

type Json = Readonly<Record<string, unknown>>;

/** Reads JSON. Throws a `Fault` INVALID_ARGUMENT that names the first field that is missing, wrong or unknown. */
export function parseSmppLinkSettings(value: unknown): SmppLinkSettings {
  const link = members(value, '', names);
  const numbers = members(link['numbers'] ?? {}, 'numbers', numberNames);
  const source = members(link['source'] ?? {}, 'source', ['ton', 'npi']);
  const ids = members(link['messageIds'] ?? {}, 'messageIds', ['submitted', 'receipted']);
  const countryCode = text(numbers, 'numbers.countryCode', {
    fallback: '',
    pattern: /^([1-9][0-9]{0,3})?$/,
    words: 'the calling code of a country, such as 86',
  });
  const written = oneOf(numbers, 'numbers.written', ['INTERNATIONAL', 'NATIONAL'] as const);
  const untyped = oneOf(numbers, 'numbers.untyped', ['INTERNATIONAL', 'NATIONAL'] as const, written);
  if (countryCode === '' && (written === 'NATIONAL' || untyped === 'NATIONAL')) {
    throw wrong('numbers.countryCode', 'the calling code of a country, such as 86, where numbers are national');
  }
  const idForms = ['AS_IS', 'HEX', 'DECIMAL'] as const satisfies readonly IdForm[];
  return {
    name: text(link, 'name', { pattern: /^[a-z0-9][a-z0-9-]{0,31}$/, words: '1 to 32 of a-z, 0-9 and -' }),
    host: text(link, 'host', { pattern: /^[\x21-\x7e]{1,253}$/, words: 'the name or address of a host' }),
    port: integer(link, 'port', 1, 65_535, 2775),
    systemId: text(link, 'systemId', { pattern: /^[\x20-\x7e]{1,15}$/, words: '1 to 15 characters of ASCII' }),
    // The specification has 8; message centres that take more are common.
    password: text(link, 'password', { pattern: /^[\x20-\x7e]{0,64}$/, words: 'at most 64 characters of ASCII' }),
    systemType: text(link, 'systemType', {
      fallback: '',
      pattern: /^[\x20-\x7e]{0,12}$/,
      words: 'at most 12 characters of ASCII',
    }),
    addressRange: text(link, 'addressRange', {
      fallback: '',
      pattern: /^[\x21-\x7e]{0,40}$/,
      words: 'at most 40 characters of ASCII',
    }),
    serviceType: text(link, 'serviceType', {
      fallback: '',
      pattern: /^[A-Za-z0-9]{0,5}$/,
      words: 'at most 5 letters and digits',
    }),
    tls: tlsSettings(link['tls'] ?? false),
    bind: oneOf(link, 'bind', ['TRANSCEIVER', 'TRANSMITTER_AND_RECEIVER'] as const),
    window: integer(link, 'window', 1, 1_000, 10),
    enquireLinkSec: integer(link, 'enquireLinkSec', 1, 3_600, 30),
    responseSec: integer(link, 'responseSec', 1, 600, 30),
    textsPerSec: integer(link, 'textsPerSec', 1, 10_000, 20),
    source: { ton: integer(source, 'source.ton', 0, 6, 0), npi: integer(source, 'source.npi', 0, 18, 0) },
    numbers: {
      ...{ countryCode, written, untyped },
      internationalPrefix: oneOf(numbers, 'numbers.internationalPrefix', ['', '+', '00'] as const),
      trunkPrefix: text(numbers, 'numbers.trunkPrefix', {
        fallback: '',
        pattern: /^[0-9]{0,3}$/,
        words: 'at most 3 digits',
      }),
    },
    defaultCharset: oneOf(link, 'defaultCharset', ['GSM', 'LATIN1'] as const),
    longTexts: oneOf(link, 'longTexts', ['UDH', 'SAR', 'PAYLOAD'] as const),
    receipts: yesOrNo(link, 'receipts', true),
    messageIds: {
      submitted: oneOf(ids, 'messageIds.submitted', idForms),
      receipted: oneOf(ids, 'messageIds.receipted', idForms),
    },
    holdPartsSec: integer(link, 'holdPartsSec', 0, 30, 2),
  };
}

const names = [
  ...['name', 'host', 'port', 'systemId', 'password', 'systemType', 'tls', 'bind', 'window', 'enquireLinkSec'],
  ...['responseSec', 'textsPerSec', 'source', 'numbers', 'defaultCharset', 'longTexts', 'receipts', 'messageIds'],
  ...['holdPartsSec', 'addressRange', 'serviceType'],
];
const numberNames = ['countryCode', 'written', 'untyped', 'internationalPrefix', 'trunkPrefix'];

function tlsSettings(value: unknown): TlsSettings | undefined {
  if (value === false) return undefined;
  if (value === true) return {};
  const tls = members(value, 'tls', ['caFile', 'certificateFile', 'keyFile', 'serverName']);
  for (const name of Object.keys(tls))
    text(tls, `tls.${name}`, { pattern: /^[^\0]{1,1024}$/, words: 'at most 1024 characters' });
  if ((tls['certificateFile'] === undefined) !== (tls['keyFile'] === undefined)) {
    throw wrong(
      tls['keyFile'] === undefined ? 'tls.keyFile' : 'tls.certificateFile',
      'there with the other: a certificate needs its key',
    );
  }
  return tls as TlsSettings;
}

function members(value: unknown, field: string, known: readonly string[]): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(field || 'link', 'an object');
  const stranger = Object.keys(value).find((name) => !known.includes(name));
  if (stranger !== undefined) throw wrong(pathOf(field, stranger.slice(0, 64)), `one of ${known.join(', ')}`);
  return value as Json;
}

function pathOf(field: string, name: string): string {
  return field === '' ? name : `${field}.${name}`;
}

function member(of: Json, field: string): unknown {
  return of[field.slice(field.lastIndexOf('.') + 1)];
}

interface Wanted {
  readonly pattern: RegExp;
  readonly words: string;
  readonly fallback?: string;
}

function text(of: Json, field: string, { pattern, words, fallback }: Wanted): string {
  const value = member(of, field) ?? fallback;
  if (typeof value !== 'string' || !pattern.test(value)) throw wrong(field, words);
  return value;
}

function integer(of: Json, field: string, least: number, most: number, fallback: number): number {
  const value = member(of, field) ?? fallback;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw wrong(field, `a whole number from ${least} to ${most}`);
}

/** The first is the default where none is named. */
function oneOf<T extends string>(of: Json, field: string, values: readonly T[], fallback = values[0]): T {
  const value = member(of, field) ?? fallback;
  const found = values.find((one) => one === value);
  if (found === undefined) throw wrong(field, `one of ${values.map((one) => `"${one}"`).join(', ')}`);
  return found;
}

function yesOrNo(of: Json, field: string, fallback: boolean): boolean {
  const value = member(of, field) ?? fallback;
  if (typeof value !== 'boolean') throw wrong(field, 'true or false');
  return value;
}

function wrong(field: string, limit: string): Fault {
  return new Fault('INVALID_ARGUMENT', `the link’s ${field} must be ${limit}`, { field, limit });
}
