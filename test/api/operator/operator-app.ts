import { registryApp } from '../../../src/api/app.ts';
import type { ApiApp } from '../../../src/api/mount.ts';
import { type MemoryRegistry, memoryRegistry, setOrganisation, tokenFor } from '../../registry/memory-registry.ts';

export interface Call {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Absent: the operator's. */
  readonly token?: string;
}

export interface OperatorApp extends MemoryRegistry {
  readonly app: ApiApp;
  /** Errors that were no expected failures. */
  readonly defects: unknown[];
  call(method: string, path: string, call?: Call): Promise<Response>;
}

/** An application with one operator, `operator-1`, in whose name calls are made. */
export async function operatorApp(): Promise<OperatorApp> {
  const memory = await memoryRegistry();
  const defects: unknown[] = [];
  const app = registryApp(memory.registry, { reportDefect: (error) => void defects.push(error) });
  const operator = await setOrganisation(memory.registry, 'operator-1', { role: 'OPERATOR' });
  const operatorToken = await tokenFor(memory.registry, operator);
  return {
    ...memory,
    app,
    defects,
    async call(method, path, { body, headers = {}, token = operatorToken } = {}) {
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const typed = body === undefined ? {} : { 'content-type': 'application/json' };
      return app.request(path, {
        method,
        headers: { authorization: `Bearer ${token}`, ...typed, ...headers },
        ...sent,
      });
    },
  };
}
