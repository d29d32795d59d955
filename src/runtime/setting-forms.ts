/** A setting that cannot be used; the message names it and says what it must be. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a setting's text has to be, in words, and its value; undefined where the text is something else. */
export interface Form<T> {
  readonly words: string;
  readonly value: (text: string) => T | undefined;
}

/** Reads one setting; throws `SettingError` where it is wrong. */
export type ReadSetting = <T, F>(name: string, form: Form<T>, fallback: F) => T | F;

/** An empty text counts as none. */
export function settingReader(environment: Environment): ReadSetting {
  return (name, { words, value }, fallback) => {
    const given = environment[name] ?? '';
    if (given === '') return fallback;
    const read = value(given);
    if (read === undefined) throw new SettingError(`${name}: must be ${words}`);
    return read;
  };
}

export function oneOf<T extends string>(...words: readonly T[]): Form<T> {
  return { words: `one of ${words.join(', ')}`, value: (given) => words.find((word) => word === given) };
}

export function integer(least: number, most: number): Form<number> {
  const isWithin = (value: number) => Number.isInteger(value) && value >= least && value <= most;
  return {
    words: `a whole number from ${least} to ${most}`,
    value: (given) => (isWithin(Number(given)) ? Number(given) : undefined),
  };
}

export function text(charactersMax: number): Form<string> {
  return {
    words: `at most ${charactersMax} characters`,
    value: (given) => (given.length <= charactersMax ? given : undefined),
  };
}

const issuerCharactersMax = 255;

export const webUrl: Form<string> = {
  words: `an http or https URL of at most ${issuerCharactersMax} characters`,
  value: (given) =>
    /^https?:\/\//i.test(given) && URL.canParse(given) && given.length <= issuerCharactersMax ? given : undefined,
};

const secretBytesMin = 32;

export const secret: Form<Uint8Array<ArrayBuffer>> = {
  words: `base64 of at least ${secretBytesMin} bytes`,
  value(given) {
    if (!base64.test(given)) return undefined;
    const bytes = Uint8Array.from(atob(given), (character) => character.charCodeAt(0));
    return bytes.byteLength >= secretBytesMin ? bytes : undefined;
  },
};

/** RFC 4648 4, padded. */
const base64 = /^(?:[0-9a-zA-Z+/]{4})*(?:[0-9a-zA-Z+/]{2}==|[0-9a-zA-Z+/]{3}=)?$/;
