import { givenPolicy } from '../../src/api/regulator/replay-wire.ts';
import type { PhoneNumber } from '../../src/core/phone-number.ts';
import type { Registry } from '../../src/registry/registry.ts';
import { formParts } from '../../src/runtime/form-parts.ts';
import { webApp } from '../../src/web/web-app.ts';
import { lastCode, type MemoryRegistry } from '../registry/memory-registry.ts';

/** Somebody at a browser, without the browser: pages are asked for and forms are sent as they are shown. */
export interface Visitor {
  get(path: string): Promise<Shown>;
  /** Sends the form with this action of the page last shown; `fields` are what a person enters over what is filled in. */
  submit(action: string, fields?: Fields): Promise<Shown>;
  /** Any request at all, with the visitor's cookies. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** Enters by number and texted code. */
  signIn(number: PhoneNumber): Promise<Shown>;
  readonly cookies: Map<string, string>;
}

/** A field with several values, or with none, is a list. */
export type Fields = Readonly<Record<string, string | readonly string[]>>;

/** A page as it came, redirects followed. */
export interface Shown {
  readonly status: number;
  readonly html: string;
  readonly headers: Headers;
  /** Where it came from after redirects, with the query. */
  readonly path: string;
}

export const origin = 'https://dnd.example';

/** Stands for the way in for programs. */
const ownRecord = async () =>
  new Response('{}', { headers: { 'content-disposition': 'attachment', 'cache-control': 'no-store' } });
const assets = { path: (file: string) => `/assets/${file}`, at: () => undefined };

export function pagesOf(registry: Registry) {
  const reportDefect = (error: unknown) => {
    throw error;
  };
  return webApp(registry, { assets, formParts, reportDefect, ownRecord, givenPolicy });
}

export function visitor({ registry, outbox }: MemoryRegistry, language = 'en'): Visitor {
  const app = pagesOf(registry);
  const cookies = new Map<string, string>();
  let shown: Shown | undefined;
  const ask = async (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    if (!headers.has('accept-language')) headers.set('accept-language', language);
    headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await app.request(`${origin}${path}`, { ...init, headers }, { clientAddress: '192.0.2.1' });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = '', rest = ''] = /^([^=]+)=([^;]*)(.*)$/.exec(cookie) ?? [];
      if (rest.includes('Max-Age=0')) cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };
  const follow = async (path: string, init?: RequestInit): Promise<Shown> => {
    const response = await ask(path, init);
    const location = response.headers.get('location');
    if (location !== null) return follow(location);
    shown = { status: response.status, html: await response.text(), headers: response.headers, path };
    return shown;
  };
  const submit = (action: string, fields: Fields = {}) => {
    const form = formsOf(shown?.html ?? '').find((one) => one.action === action);
    if (form === undefined) throw new Error(`no form to ${action} at ${shown?.path ?? 'nowhere'}`);
    return follow(action, posted(form, fields));
  };
  return {
    cookies,
    ask,
    get: (path) => follow(path),
    submit,
    async signIn(number) {
      await follow('/');
      await submit('/', { phoneNumber: `+${number}` });
      return submit('/code', { code: lastCode(outbox) });
    },
  };
}

export interface ShownForm {
  readonly action: string;
  readonly isMultipart: boolean;
  /** It changes nothing, and carries no token. */
  readonly isQuery: boolean;
  /** What a browser would send untouched, buttons aside. */
  readonly fields: readonly (readonly [string, string])[];
}

/** The forms of a page. Enough for pages of ours, whose attributes are all in double quotes. */
export function formsOf(html: string): readonly ShownForm[] {
  return [...html.matchAll(/<form ([^>]*)>(.*?)<\/form>/gs)].map(([, attributes = '', inside = '']) => ({
    action: attributeOf(attributes, 'action'),
    isMultipart: attributes.includes('multipart/form-data'),
    isQuery: attributes.includes('method="get"'),
    fields: [...inside.matchAll(/<(input|textarea) ([^>]*)>/g)].flatMap(([, , input = '']) => {
      const type = attributeOf(input, 'type');
      if (type === 'file' || ((type === 'radio' || type === 'checkbox') && !/ checked/.test(input))) return [];
      return [[attributeOf(input, 'name'), attributeOf(input, 'value')] as const];
    }),
  }));
}

export function attributeOf(attributes: string, name: string): string {
  const value = new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes)?.[1] ?? '';
  return unescaped(value);
}

export function unescaped(html: string): string {
  return html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

function posted({ fields, isMultipart }: ShownForm, entered: Fields): RequestInit {
  const kept = fields.filter(([name]) => entered[name] === undefined);
  const added = Object.entries(entered).flatMap(([name, value]) => [value].flat().map((one) => [name, one] as const));
  const body = isMultipart ? new FormData() : new URLSearchParams();
  for (const [name, value] of [...kept, ...added]) body.append(name, value);
  return { method: 'POST', body, headers: { origin, 'sec-fetch-site': 'same-origin' } };
}

/** What is on a page to read. */
export function textOf({ html }: Shown): string {
  return unescaped(html.slice(html.indexOf('<main')).replaceAll(/<[^>]+>/g, ' ')).replaceAll(/\s+/g, ' ');
}
