import { Fault } from '../core/fault.ts';

/** A setting of a links file that cannot be used; the message names it and says what it must be. */
export class LinkSettingError extends Error {
  override readonly name = 'LinkSettingError';
}

/** The members of one object of a links file, read by name; `close` refuses those that nobody asked for. */
export class GivenSettings {
  readonly #path: string;
  readonly #members: Readonly<Record<string, unknown>>;
  readonly #read = new Set<string>();

  constructor(path: string, given: unknown) {
    if (typeof given !== 'object' || given === null || Array.isArray(given)) {
      throw new LinkSettingError(`${path === '' ? 'the file' : path}: must be an object`);
    }
    this.#path = path === '' ? '' : `${path}.`;
    this.#members = given as Readonly<Record<string, unknown>>;
  }

  /** `isGood`: of a text of 1 to `max` characters. */
  text(name: string, words: string, isGood: (text: string) => boolean, max: number = 1_000): string {
    const value = this.#take(name);
    if (typeof value === 'string' && value.length > 0 && value.length <= max && isGood(value)) return value;
    throw this.#wrong(name, words);
  }

  texts(name: string, words: string, isGood: (text: string) => boolean, countMax: number): readonly string[] {
    const value = this.#take(name);
    const isList = Array.isArray(value) && value.length > 0 && value.length <= countMax;
    if (isList && value.every((one) => typeof one === 'string' && isGood(one))) return value as string[];
    throw this.#wrong(name, `a list of 1 to ${countMax}: ${words}`);
  }

  oneOf<T extends string>(name: string, words: readonly T[]): T {
    const value = this.#take(name);
    const found = words.find((word) => word === value);
    if (found !== undefined) return found;
    throw this.#wrong(name, `one of ${words.join(', ')}`);
  }

  integer(name: string, least: number, most: number, fallback: number): number {
    const value = this.#take(name) ?? fallback;
    if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return value as number;
    throw this.#wrong(name, `a whole number from ${least} to ${most}`);
  }

  list(name: string, countMax: number): readonly unknown[] {
    const value = this.#take(name);
    if (Array.isArray(value) && value.length > 0 && value.length <= countMax) return value;
    throw this.#wrong(name, `a list of 1 to ${countMax}`);
  }

  /** `read` throws a Fault that names the field within the object, and what it must be. */
  object<T>(name: string, read: (members: Readonly<Record<string, unknown>>) => T): T {
    const value = this.#take(name);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw this.#wrong(name, 'an object');
    try {
      return read(value as Readonly<Record<string, unknown>>);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      throw this.#wrong(error.field === undefined ? name : `${name}.${error.field}`, error.limit ?? error.message);
    }
  }

  close(): void {
    const unknown = Object.keys(this.#members).find((name) => !this.#read.has(name));
    if (unknown !== undefined) throw new LinkSettingError(`${this.#path}${unknown}: is no setting of this`);
  }

  #take(name: string): unknown {
    this.#read.add(name);
    return Object.hasOwn(this.#members, name) ? this.#members[name] : undefined;
  }

  #wrong(name: string, words: string): LinkSettingError {
    return new LinkSettingError(`${this.#path}${name}: must be ${words}`);
  }
}

/** An https URL, or http to this machine, without user, password or fragment. */
export function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, hash } = new URL(text);
  const isLoopback = ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
  return (protocol === 'https:' || (protocol === 'http:' && isLoopback)) && `${username}${password}${hash}` === '';
}

export const safeUrlWords = 'an https URL, or http to this machine';
