import { registryApp } from '../../src/api/app.ts';
import type { PhoneNumber } from '../../src/core/phone-number.ts';
import type { Registry } from '../../src/registry/registry.ts';
import {
  lastCode,
  type MemoryRegistry,
  type MemoryRegistryOptions,
  memoryRegistry,
  wire,
} from '../registry/memory-registry.ts';

export interface Call {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string;
  readonly clientAddress?: string;
}

/** The application over a memory registry. */
export interface Door extends MemoryRegistry {
  /** Errors that were no expected failures. */
  readonly defects: unknown[];
  call(method: string, path: string, call?: Call): Promise<Response>;
  /** Opens a session as a subscriber would: code, text, session. */
  sessionFor(number: PhoneNumber): Promise<string>;
}

/** `over` gives the application another registry than the one it is built on: with a part that fails, for example. */
export async function door(
  options: MemoryRegistryOptions = {},
  over = (registry: Registry) => registry,
): Promise<Door> {
  const memory = await memoryRegistry(options);
  const defects: unknown[] = [];
  const app = registryApp(over(memory.registry), { reportDefect: (error) => void defects.push(error) });

  async function call(method: string, path: string, { body, headers, token, clientAddress }: Call = {}) {
    const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
    const allHeaders = {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    };
    const environment = clientAddress === undefined ? {} : { clientAddress };
    return app.request(path, { method, headers: allHeaders, ...sent }, environment);
  }

  return {
    ...memory,
    defects,
    call,
    async sessionFor(number) {
      await call('POST', '/v1/subscriber/codes', { body: { phoneNumber: wire(number) } });
      const body = { phoneNumber: wire(number), code: lastCode(memory.outbox) };
      const opened = await call('POST', '/v1/subscriber/sessions', { body });
      return ((await opened.json()) as { token: string }).token;
    },
  };
}
