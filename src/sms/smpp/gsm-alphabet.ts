/** GSM 7 bit default alphabet, septet by septet: 3GPP TS 23.038, 6.2.1. U+001B stands for the escape. */
const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';

const escapeCode = 0x1b;

/** Behind an escape: 6.2.1.1. */
const extension: Readonly<Record<number, string>> = {
  ...{ 10: '\f', 20: '^', 40: '{', 41: '}', 47: '\\', 60: '[', 61: '~', 62: ']', 64: '|', 101: '€' },
};

/** National languages' single shift tables, what they add to the extension: 3GPP TS 23.038, A.2. */
const singleShifts: Readonly<Record<number, Readonly<Record<number, string>>>> = {
  1: { ...extension, 71: 'Ğ', 73: 'İ', 83: 'Ş', 99: 'ç', 103: 'ğ', 105: 'ı', 115: 'ş' },
  2: {
    ...{ ...extension, 9: 'ç', 65: 'Á', 73: 'Í', 79: 'Ó', 85: 'Ú', 97: 'á', 105: 'í', 111: 'ó', 117: 'ú' },
  },
  3: {
    ...{ ...extension, 5: 'ê', 9: 'ç', 11: 'Ô', 12: 'ô', 14: 'Á', 15: 'á', 18: 'Φ', 19: 'Γ', 21: 'Ω', 22: 'Π' },
    ...{ 23: 'Ψ', 24: 'Σ', 25: 'Θ', 31: 'Ê', 65: 'À', 73: 'Í', 79: 'Ó', 85: 'Ú', 91: 'Ã', 92: 'Õ', 97: 'Â' },
    ...{ 105: 'í', 111: 'ó', 117: 'ú', 123: 'ã', 124: 'õ', 127: 'â' },
  },
};

const codes = new Map<string, readonly number[]>([
  ...Object.entries(extension).map(([code, sign]) => [sign, [escapeCode, Number(code)]] as const),
  ...[...basic].map((sign, code) => [sign, [code]] as const),
]);
codes.delete('\u001b');

/** One octet a septet, as message centres take them; undefined where the alphabet lacks a character. */
export function encodeGsm(text: string): readonly (readonly number[])[] | undefined {
  const signs = Array.from(text, (sign) => codes.get(sign));
  return signs.every((sign) => sign !== undefined) ? signs : undefined;
}

/** Whether a single shift table of a national language is known. */
export function knowsShift(language: number): boolean {
  return language in singleShifts;
}

/** One octet a septet. What stands for nothing behind an escape is its basic character, as the standard has it. */
export function decodeGsm(octets: Uint8Array, language?: number): string {
  const shifted = (language === undefined ? undefined : singleShifts[language]) ?? extension;
  let text = '';
  for (let at = 0; at < octets.length; at++) {
    let code = octets[at] ?? 0;
    if (code === escapeCode) {
      code = octets[++at] ?? 0x20;
      const sign = shifted[code];
      if (sign !== undefined) {
        text += sign;
        continue;
      }
    }
    text += code === escapeCode ? ' ' : (basic[code] ?? '\ufffd');
  }
  return text;
}
