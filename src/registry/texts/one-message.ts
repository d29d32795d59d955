/** Whether a text fits one message: 160 characters of the GSM alphabet (3GPP TS 23.038), else 70 units of UCS-2. */
export function fitsOneMessage(text: string): boolean {
  return text.length <= (isGsm(text) ? 160 : 70);
}

/** By UTF-16 units, as UCS-2 texts are counted, but no character as people see it is cut in two. */
export function cut(name: string, unitsMax: number): string {
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(name)) {
    if (kept.length + segment.length > unitsMax) break;
    kept += segment;
  }
  return kept;
}

/** A name within the GSM alphabet: `Telefónica` is `Telefonica`, what has no such form is `?`. */
export function gsm(name: string): string {
  return [...name.normalize('NFC')]
    .map((letter) => (gsmLetters.includes(letter) ? letter : letter.normalize('NFD').charAt(0)))
    .map((letter) => (isGsm(letter) ? letter : '?'))
    .join('');
}

/** Letters of the GSM alphabet's basic table beyond ASCII; with any other the whole text would be UCS-2. */
const gsmLetters = 'èéùìòÇØøÅåÆæßÉÄÖÑÜäöñüà';

export function isGsm(text: string): boolean {
  return [...text].every(
    (letter) => gsmLetters.includes(letter) || /[A-Za-z0-9 !"#$%&'()*+,\-./:;<=>?@_]/.test(letter),
  );
}
