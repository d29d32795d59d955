import { send } from './http.ts';

/** A page as it came, redirects followed. */
export interface Page {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  /** What is on it to read, between tags. */
  readonly text: string;
  /** Where it came from, with the query. */
  readonly path: string;
}

/** What a person enters over what is filled in; several values or none as a list. */
export type Entered = Readonly<Record<string, string | readonly string[]>>;

export interface SentFile {
  readonly field: string;
  readonly name: string;
  readonly content: string;
}

/** A browser without scripts: keeps cookies, follows redirects, and sends the forms of a page as HTML has it. */
export class Browser {
  readonly #url: string;
  readonly #cookies: Map<string, string> = new Map();
  #page: Page | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  async get(path: string): Promise<Page> {
    return this.#follow(path, 'GET', {});
  }

  /** Sends the form with this action of the page last shown. */
  async submit(action: string, entered: Entered = {}, file?: SentFile): Promise<Page> {
    const form = formsOf(this.#page?.html ?? '').find((one) => one.action === action);
    if (form === undefined)
      throw new Error(`no form to ${action} at ${this.#page?.path}: ${this.#page?.text.slice(0, 500)}`);
    const kept = form.fields.filter(([name]) => entered[name] === undefined);
    const added = Object.entries(entered).flatMap(([name, values]) =>
      [values].flat().map((value) => [name, value] as const),
    );
    const fields = [...kept, ...added];
    const asked = new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value]));
    if (form.method === 'get') return this.get(`${action}?${asked}`);
    return this.#follow(action, 'POST', form.isMultipart ? multipart(fields, file) : urlencoded(asked));
  }

  async #follow(path: string, method: string, { body, type }: Form): Promise<Page> {
    const headers = {
      accept: 'text/html,*/*;q=0.8',
      'accept-language': 'en',
      cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      ...(type === undefined ? {} : { 'content-type': type }),
      ...(method === 'GET' ? {} : { origin: this.#url, 'sec-fetch-site': 'same-origin' }),
    };
    const answer = await send(this.#url, method, path, { headers, ...(body === undefined ? {} : { body }) });
    for (const cookie of answer.headers.getSetCookie()) this.#keep(cookie);
    const location = answer.headers.get('location');
    if (answer.status === 303 && location !== null) return this.#follow(location, 'GET', {});
    const { status, text: html } = answer;
    this.#page = { status, headers: answer.headers, html, text: textOf(html), path };
    return this.#page;
  }

  #keep(cookie: string): void {
    const [, name = '', value = '', terms = ''] = /^([^=]+)=([^;]*)(.*)$/.exec(cookie) ?? [];
    if (/max-age=0\b/i.test(terms)) this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }
}

interface Form {
  readonly body?: string;
  readonly type?: string;
}

type Field = readonly [name: string, value: string];

function urlencoded(fields: URLSearchParams): Form {
  return { body: fields.toString(), type: 'application/x-www-form-urlencoded' };
}

/** RFC 7578. */
function multipart(fields: readonly Field[], file: SentFile | undefined): Form {
  const boundary = '----a-form-of-the-suite';
  const part = (terms: string, value: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; ${terms}\r\n\r\n${value}\r\n`;
  const parts = fields.map(([name, value]) => part(`name="${name}"`, value));
  if (file !== undefined) {
    const terms = `name="${file.field}"; filename="${file.name}"\r\nContent-Type: text/csv`;
    parts.push(part(terms, file.content));
  }
  return { body: `${parts.join('')}--${boundary}--\r\n`, type: `multipart/form-data; boundary=${boundary}` };
}

interface ShownForm {
  readonly action: string;
  readonly method: string;
  readonly isMultipart: boolean;
  /** What a browser sends untouched, buttons aside. */
  readonly fields: readonly Field[];
}

/** The forms of a page. Enough for pages of ours, whose attributes are all in double quotes. */
export function formsOf(html: string): readonly ShownForm[] {
  return [...html.matchAll(/<form ([^>]*)>(.*?)<\/form>/gs)].map(([, attributes = '', inside = '']) => ({
    action: attributeOf(attributes, 'action') ?? '',
    method: attributeOf(attributes, 'method') ?? 'get',
    isMultipart: attributeOf(attributes, 'enctype') === 'multipart/form-data',
    fields: [...inputsOf(inside), ...choicesOf(inside), ...textsOf(inside)],
  }));
}

function inputsOf(form: string): readonly Field[] {
  return [...form.matchAll(/<input ([^>]*)>/g)].flatMap(([, input = '']): Field[] => {
    const [name, type] = [attributeOf(input, 'name'), attributeOf(input, 'type')];
    if (name === undefined || type === 'file' || type === 'submit' || / disabled/.test(input)) return [];
    const isTick = type === 'radio' || type === 'checkbox';
    return isTick && !/ checked/.test(input) ? [] : [[name, attributeOf(input, 'value') ?? (isTick ? 'on' : '')]];
  });
}

/** The option that is selected, else the first. */
function choicesOf(form: string): readonly Field[] {
  return [...form.matchAll(/<select ([^>]*)>(.*?)<\/select>/gs)].flatMap(([, select = '', inside = '']): Field[] => {
    const options = [...inside.matchAll(/<option ([^>]*)>/g)].map(([, option = '']) => option);
    const chosen = options.find((option) => / selected/.test(option)) ?? options[0];
    const name = attributeOf(select, 'name');
    return chosen === undefined || name === undefined ? [] : [[name, attributeOf(chosen, 'value') ?? '']];
  });
}

function textsOf(form: string): readonly Field[] {
  return [...form.matchAll(/<textarea ([^>]*)>(.*?)<\/textarea>/gs)].map(
    ([, area = '', text = '']): Field => [attributeOf(area, 'name') ?? '', unescaped(text)],
  );
}

function attributeOf(attributes: string, name: string): string | undefined {
  const value = new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes)?.[1];
  return value === undefined ? undefined : unescaped(value);
}

function unescaped(html: string): string {
  const signs = [
    ['&lt;', '<'],
    ['&gt;', '>'],
    ['&quot;', '"'],
    ['&#39;', "'"],
    ['&amp;', '&'],
  ] as const;
  return signs.reduce((text, [written, sign]) => text.replaceAll(written, sign), html);
}

function textOf(html: string): string {
  const main = html.slice(Math.max(0, html.indexOf('<main')));
  return unescaped(main.replaceAll(/<[^>]+>/g, ' ')).replaceAll(/\s+/g, ' ');
}
