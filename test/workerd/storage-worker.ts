import { describeDurableStore, type TestStorage } from './durable-store-tests.ts';
import { loadExpect, runTest, testNames } from './inner-vitest.ts';

/*
 * The worker that the tests of storage run in: `GET /` names them, `POST /<object>` runs the one that the body names, in
 * that Durable Object, and answers what it threw.
 */

interface Environment {
  readonly TESTS: {
    idFromName(name: string): unknown;
    get(id: unknown): { fetch(request: Request): Promise<Response> };
  };
}

export interface Thrown {
  readonly message: string;
  readonly stack: string;
  readonly actual?: unknown;
  readonly expected?: unknown;
}

/** Of the object whose test runs: one at a time. */
let storage: TestStorage;
describeDurableStore(() => storage);

export class TestObject {
  readonly #storage: TestStorage;

  constructor(state: { readonly storage: TestStorage }) {
    this.#storage = state.storage;
  }

  async fetch(request: Request): Promise<Response> {
    storage = this.#storage;
    await loadExpect();
    return Response.json(await thrownBy(await request.text()));
  }
}

// biome-ignore lint/style/noDefaultExport: so workerd has it.
export default {
  fetch(request: Request, { TESTS }: Environment): Promise<Response> | Response {
    if (request.method === 'GET') return Response.json(testNames());
    return TESTS.get(TESTS.idFromName(new URL(request.url).pathname)).fetch(request);
  },
};

async function thrownBy(test: string): Promise<Thrown | null> {
  try {
    await runTest(test);
    return null;
  } catch (error) {
    const { message, stack = '', ...rest } = error as Error & Partial<Thrown>;
    return { message, stack, actual: shown(rest.actual), expected: shown(rest.expected) };
  }
}

/** What cannot be told as JSON is told as text. */
function shown(value: unknown): unknown {
  try {
    return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
  } catch {
    return String(value);
  }
}
