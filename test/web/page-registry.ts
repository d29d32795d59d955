import { givenPolicy } from '../../src/api/regulator/replay-wire.ts';
import type { Policy } from '../../src/core/policy.ts';
import type { Registry } from '../../src/registry/registry.ts';
import { formParts } from '../../src/runtime/form-parts.ts';
import { webApp } from '../../src/web/web-app.ts';
import { type MemoryRegistry, type MemoryRegistryOptions, memoryRegistry } from '../registry/memory-registry.ts';

export interface PageRequest {
  /** Sent as a form; the token of the browser's forms is added where it is not given. */
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The pages over a registry in memory, asked by one browser that keeps its cookies. */
export interface PageRegistry extends MemoryRegistry {
  readonly cookies: Map<string, string>;
  /** Errors that were no expected failures. */
  readonly defects: unknown[];
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  post(path: string, request: PageRequest): Promise<Response>;
  /** Anything else that a browser sends, with its cookies and nothing added. */
  send(path: string, init: RequestInit & { readonly headers?: Record<string, string> }): Promise<Response>;
  /** The token that this browser's forms carry. */
  formToken(): Promise<string>;
}

export async function pageRegistry(
  options: MemoryRegistryOptions & { readonly policy?: Policy } = {},
  over = (registry: Registry) => registry,
): Promise<PageRegistry> {
  const memory = await memoryRegistry(options);
  const defects: unknown[] = [];
  const assets = { path: (file: string) => `/assets/${file}`, at: () => undefined };
  const registry = over({ ...memory.registry, demo: false });
  const ownRecord = async () => new Response('{}');
  const reportDefect = (error: unknown) => void defects.push(error);
  const app = webApp(registry, { assets, formParts, ownRecord, givenPolicy, reportDefect });
  const cookies = new Map<string, string>();

  async function request(path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { host: 'dnd.example', ...(cookie === '' ? {} : { cookie }), ...init.headers };
    const response = await app.request(`https://dnd.example${path}`, { ...init, headers });
    for (const set of response.headers.getSetCookie()) keep(cookies, set);
    return response;
  }
  async function formToken(): Promise<string> {
    const html = await (await request('/', { headers: {} })).text();
    return /name="formToken" value="([^"]*)"/.exec(html)?.[1] ?? '';
  }
  return {
    ...memory,
    registry,
    cookies,
    defects,
    formToken,
    get: (path, headers = {}) => request(path, { headers }),
    send: (path, { headers = {}, ...init }) => request(path, { ...init, headers }),
    async post(path, { form = {}, headers = {} }) {
      const fields = { formToken: form['formToken'] ?? (await formToken()), ...form };
      return request(path, {
        method: 'POST',
        body: new URLSearchParams(fields).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      });
    },
  };
}

function keep(cookies: Map<string, string>, set: string): void {
  const [pair = '', ...attributes] = set.split('; ');
  const [name = '', value = ''] = pair.split('=');
  if (attributes.includes('Max-Age=0')) cookies.delete(name);
  else cookies.set(name, value);
}
