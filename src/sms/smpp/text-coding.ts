import { decodeGsm, encodeGsm, knowsShift } from './gsm-alphabet.ts';

/** What `data_coding` 0 means differs from message centre to message centre. */
export type DefaultCharset = 'GSM' | 'LATIN1';

/** Values of `data_coding`: SMPP 3.4, 5.2.19. */
const dataCoding = { default: 0, ia5: 1, octets: 2, latin1: 3, octetsToo: 4, ucs2: 8 } as const;

/** Alphabets that the platform knows, by their `data_coding`. */
const otherCharsets: Readonly<Record<number, string>> = {
  ...{ 5: 'shift_jis', 6: 'iso-8859-5', 7: 'iso-8859-8', 10: 'iso-2022-jp', 14: 'euc-kr' },
};

/** How a text goes out: characters that must stay together, each with its octets and its weight. */
export interface CodedText {
  readonly dataCoding: number;
  readonly signs: readonly Sign[];
  /** Weight that one message takes, and that a part takes. */
  readonly most: number;
  readonly partMost: number;
}

export interface Sign {
  readonly octets: readonly number[];
  /** Septets or octets on the air. */
  readonly weight: number;
}

/** The message centre's own alphabet where the text fits, else UCS-2, whose characters beyond 16 bits are pairs. */
export function codeText(text: string, charset: DefaultCharset): CodedText {
  const septets = encodeGsm(text);
  if (septets !== undefined && (charset === 'GSM' || isLatin1(text))) {
    const signs = Array.from(text, (sign, at) => {
      const octets = septets[at] ?? [];
      return { octets: charset === 'GSM' ? octets : [sign.charCodeAt(0)], weight: octets.length };
    });
    return { dataCoding: dataCoding.default, signs, most: 160, partMost: 153 };
  }
  const signs = Array.from(text.toWellFormed(), (sign) => {
    const octets = utf16(sign);
    return { octets, weight: octets.length };
  });
  return { dataCoding: dataCoding.ucs2, signs, most: 140, partMost: 134 };
}

function utf16(sign: string): readonly number[] {
  return Array.from({ length: sign.length }, (_, at) => sign.charCodeAt(at)).flatMap((unit) => [unit >> 8, unit & 255]);
}

function isLatin1(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0xff) return false;
  return true;
}

/**
 * The text that octets are; undefined where they are none: compressed, of a kind we do not know, half a character.
 * Values from 0x10 on are data coding schemes of 3GPP TS 23.038, which message centres pass on.
 */
export function decodeText(
  octets: Buffer,
  coding: number,
  charset: DefaultCharset,
  shift?: number,
): string | undefined {
  const plain = coding < 0x10 ? coding : schemeCoding(coding);
  if (shift !== undefined && !knowsShift(shift)) return undefined;
  switch (plain) {
    case undefined:
      return undefined;
    case dataCoding.default:
      return charset === 'GSM' || shift !== undefined ? decodeGsm(octets, shift) : octets.toString('latin1');
    case gsmForCertain:
      return decodeGsm(octets, shift);
    case dataCoding.ia5:
      return octets.toString('latin1');
    case dataCoding.octets:
    case dataCoding.octetsToo:
    case dataCoding.latin1:
      return octets.toString('latin1');
    case dataCoding.ucs2:
      return octets.length % 2 === 0 ? Buffer.from(octets).swap16().toString('utf16le').toWellFormed() : undefined;
    default:
      return otherText(octets, otherCharsets[plain]);
  }
}

const gsmForCertain = -1;

function schemeCoding(scheme: number): number | undefined {
  const alphabets = [gsmForCertain, dataCoding.octets, dataCoding.ucs2, undefined] as const;
  if (scheme < 0x80) return (scheme & 0x20) === 0 ? alphabets[(scheme >> 2) & 3] : undefined;
  if (scheme < 0xc0) return undefined;
  if (scheme < 0xe0) return gsmForCertain;
  if (scheme < 0xf0) return dataCoding.ucs2;
  return (scheme & 4) === 0 ? gsmForCertain : dataCoding.octets;
}

function otherText(octets: Buffer, charset: string | undefined): string | undefined {
  if (charset === undefined) return undefined;
  try {
    return new TextDecoder(charset, { fatal: true }).decode(octets);
  } catch {
    return undefined;
  }
}
