import type * as Vitest from 'vitest';

/*
 * What a bundle for workerd has for `vitest`, whose own runner wants Node's threads: it gathers tests and runs one of
 * them at a time. What is expected is checked by Vitest's own code.
 */

type Body<T extends readonly unknown[] = []> = (...given: T) => unknown;

interface GatheredTest {
  readonly before: readonly Body[];
  readonly after: readonly Body[];
  readonly body: Body;
}

interface Suite {
  readonly name: string;
  readonly before: Body[];
  readonly after: Body[];
}

const suites: Suite[] = [{ name: '', before: [], after: [] }];
const tests = new Map<string, GatheredTest>();
let finishers: Body[] = [];

export let expect: typeof Vitest.expect;

/** Within a request: some of its parts set timers as soon as they are loaded. */
export async function loadExpect(): Promise<void> {
  ({ expect } = await import('vitest'));
}

export function testNames(): readonly string[] {
  return [...tests.keys()];
}

export async function runTest(name: string): Promise<void> {
  const gathered = tests.get(name);
  if (gathered === undefined) throw new Error(`no test ${name}`);
  const { before, after, body } = gathered;
  finishers = [];
  try {
    for (const one of before) await one();
    await body();
  } finally {
    for (const one of [...after, ...finishers].reverse()) await one();
  }
}

export function describe(name: string, body: Body): void {
  suites.push({ name, before: [], after: [] });
  body();
  suites.pop();
}

export const beforeEach = (body: Body): unknown => suites.at(-1)?.before.push(body);
export const afterEach = (body: Body): unknown => suites.at(-1)?.after.push(body);
export const onTestFinished = (body: Body): unknown => finishers.push(body);

export const test = Object.assign(gather, {
  for:
    <T>(rows: readonly T[]) =>
    (name: string, body: Body<[T]>): void => {
      for (const row of rows) gather(titleOf(name, row), () => body(row));
    },
  each:
    <T>(rows: readonly T[]) =>
    (name: string, body: Body<readonly unknown[]>): void => {
      for (const row of rows) gather(titleOf(name, row), () => body(...(Array.isArray(row) ? row : [row])));
    },
});

function gather(name: string, body: Body): void {
  const path = [...suites.map((suite) => suite.name), name].filter((part) => part !== '').join(' > ');
  if (tests.has(path)) throw new Error(`two tests are called ${path}`);
  const [before, after] = [suites.flatMap((suite) => suite.before), suites.flatMap((suite) => suite.after)];
  tests.set(path, { before, after, body });
}

/** A title with what of the row it names: `%s` and `%i` in turn, `$name` by name. */
function titleOf(title: string, row: unknown): string {
  const values = (Array.isArray(row) ? row : [row]).values();
  const fields = row as Readonly<Record<string, unknown>>;
  return title
    .replace(/%[sidfjo]/g, () => String(values.next().value))
    .replace(/\$([a-z]\w*)/gi, (_, name: string) => String(fields[name]));
}
