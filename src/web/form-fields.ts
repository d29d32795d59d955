import { Fault } from '../core/fault.ts';
import type { WebContext } from './web-context.ts';

/** No form of ours has so much; a file goes another way. */
const formBytesMax = 65_536;

/** The fields of a posted form (application/x-www-form-urlencoded), each at most as long as its reader says. */
export class FormFields {
  readonly #fields: URLSearchParams;

  constructor(fields: URLSearchParams) {
    this.#fields = fields;
  }

  /** Trimmed; empty where it was not sent. Longer than `lengthMax` is cut: whoever checks it finds it wrong. */
  text(name: string, lengthMax: number): string {
    return (this.#fields.get(name) ?? '').trim().slice(0, lengthMax);
  }

  /** Every value of a name, as checkboxes send them. */
  all(name: string): readonly string[] {
    return this.#fields.getAll(name);
  }

  /** One of the values a form offers; undefined where it is none of them. */
  oneOf<T extends string>(name: string, values: readonly T[]): T | undefined {
    const given = this.#fields.get(name);
    return values.find((value) => value === given);
  }

  has(name: string): boolean {
    return this.#fields.has(name);
  }
}

/** Faults: UNSUPPORTED_MEDIA_TYPE, PAYLOAD_TOO_LARGE. */
export async function readForm(c: WebContext): Promise<FormFields> {
  const type = c.req.header('content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(type)) {
    throw new Fault('UNSUPPORTED_MEDIA_TYPE', 'not a form', { field: 'header:Content-Type' });
  }
  return new FormFields(new URLSearchParams(await bodyText(c)));
}

async function bodyText(c: WebContext): Promise<string> {
  const environment: WebContext['env'] | undefined = c.env;
  const read = environment?.bodyText;
  if (read !== undefined) return requireSmall(read);
  if (Number(c.req.header('content-length') ?? 0) > formBytesMax) throw tooLarge();
  const decoder = new TextDecoder();
  let text = '';
  for await (const part of c.req.raw.body ?? [])
    text = requireSmall(text + decoder.decode(part as Uint8Array, { stream: true }));
  return text + decoder.decode();
}

function requireSmall(text: string): string {
  if (text.length > formBytesMax) throw tooLarge();
  return text;
}

function tooLarge(): Fault {
  return new Fault('PAYLOAD_TOO_LARGE', 'the form is too large', {
    field: 'body',
    limit: `at most ${formBytesMax} bytes`,
  });
}
