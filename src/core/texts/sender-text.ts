import { asciiDigits, normaliseText, visibleText } from './normalise-text.ts';

/**
 * The sender that a text names after its verb, as it was written: a number of five digits or more, a signature in
 * brackets, or a header with a hyphen (`SURELY`); or any one word (`PERHAPS`), which may be a code mistyped.
 */
export function senderNamed(text: string, verb: string, how: 'SURELY' | 'PERHAPS'): string | undefined {
  const rest = restAfter(asciiDigits(visibleText(text).normalize('NFKC')), verb);
  if (rest === undefined) return undefined;
  const signature = /^[【[「](.{1,30})[】\]」]$/u.exec(rest)?.[1];
  if (signature !== undefined) return signature.trim();
  const bare = rest.replaceAll(/^["'“”‘’.!]+|["'“”‘’.!]+$/g, '');
  if (/^\+?\d[\d() -]*$/.test(bare)) {
    const digits = bare.replaceAll(/\D/g, '');
    const isNumber = digits.length >= 5 && digits.length <= 20 && /\d{3}/.test(bare);
    return isNumber ? `${bare.startsWith('+') ? '+' : ''}${digits}` : undefined;
  }
  const isHeader = /^[\p{L}\p{N}]{2}-[\p{L}\p{N}]{2,20}$/u.test(bare);
  const isWord = how === 'PERHAPS' && /^(?=.*\p{L})[\p{L}\p{M}\p{N}._&-]{3,30}$/u.test(bare);
  return isHeader || isWord ? bare : undefined;
}

/** A verb is a few words long: what comes later cannot be its end. */
const verbReachMax = 48;

/** What follows the longest beginning that reads as the verb. */
function restAfter(visible: string, verb: string): string | undefined {
  for (let end = Math.min(visible.length, verbReachMax); end > 0; end--) {
    if (normaliseText(visible.slice(0, end)) === verb) return visible.slice(end).trim();
  }
  return undefined;
}
