/**
 * A text as the grammar reads it, whichever keyboard and network it came through (Unicode NFKC, case, width and digits
 * of any script, accents of Latin letters, invisible characters, spaces, quotes and stops around it). Total and
 * idempotent.
 */
export function normaliseText(text: string): string {
  let now = text;
  for (let round = 0; round < roundsMax; round++) {
    const next = once(now);
    if (next === now) return next;
    now = next;
  }
  return now;
}

/** A text without what nobody sees, else as it was sent: what a complaint quotes. */
export function visibleText(text: string): string {
  return text.replaceAll(invisible, '').replaceAll(/\s+/gu, ' ').trim();
}

/** ASCII digits for those of any script; each script's ten stand side by side, zero first (UAX #44, Nd). */
export function asciiDigits(text: string): string {
  return text.replaceAll(/[^\P{Nd}0-9]/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    let zero = code;
    while (isDigit(zero - 1)) zero--;
    return String((code - zero) % 10);
  });
}

/** One round settles all but letters whose upper case decomposes; the bound is for what Unicode adds. */
const roundsMax = 16;
/** Marks of Latin, Greek and Cyrillic; the vowel signs of Indic scripts are letters in all but name. */
const accents = /[\u0300-\u036f]/g;
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cs}]|(?!\s)\p{Cc}/gu;
const apostrophes = /[’‘ʼ´`]/g;
const edges = /^[\s"'“”„«»「」『』<>()[\]{}.,;:!?。、…]+|[\s"'“”„«»「」『』<>()[\]{}.,;:!?。、…]+$/g;

function once(text: string): string {
  const bare = text.replaceAll(invisible, '').normalize('NFKD').replaceAll(accents, '').normalize('NFKC');
  const upper = asciiDigits(bare.toUpperCase().replaceAll(apostrophes, "'"));
  return upper.replaceAll(/\s+/gu, ' ').replaceAll(edges, '');
}

function isDigit(code: number): boolean {
  return code >= 0 && /\p{Nd}/u.test(String.fromCodePoint(code));
}
