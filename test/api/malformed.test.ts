import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { scopesOfRole } from '../../src/core/organisation.ts';
import { openSession } from '../../src/registry/access/open-session.ts';
import { requestCode } from '../../src/registry/access/request-code.ts';
import { filledPath, type JsonSchema, type Operation, type WalkedRegistry, walkedRegistry } from './walked-registry.ts';

const malformedRequests = 10_000;

let walked: WalkedRegistry;
let session: string;

beforeAll(async () => {
  walked = await walkedRegistry();
  const { registry } = walked.opened;
  const phoneNumber = '+8613800138002';
  await requestCode(registry, { phoneNumber });
  const text = registry.store.shortRecords('OUTBOX', registry.now(), 10).at(-1)?.body ?? '';
  const code = /\d{6}/.exec((JSON.parse(text) as { text: string }).text)?.[0] ?? '';
  session = (await openSession(registry, { phoneNumber, code })).token;
});
afterAll(() => walked.close());

/** Something that no schema of ours takes at most places, and what parsers stumble over. */
const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(
    null,
    -1,
    1e308,
    1.5,
    '',
    ' ',
    '\u0000',
    '💥',
    '__proto__',
    'a'.repeat(5_000),
    '+',
    '+86',
    '2026-02-31',
  ),
  fc.constantFrom(
    [],
    {},
    [[]],
    [null],
    { constructor: 1 },
    Array.from({ length: 10_001 }, () => 1),
  ),
);

/** A value that fits a schema as far as the schema tells, so that a mutation is the only fault. */
function sample(schema: JsonSchema): unknown {
  const known = schema.$ref === undefined ? schema : (walked.schemas[schema.$ref.split('/').pop() ?? ''] as JsonSchema);
  if (known.example !== undefined) return known.example;
  if (known.enum !== undefined) return known.enum[0];
  if (known.type === 'object') {
    return Object.fromEntries(Object.entries(known.properties ?? {}).map(([name, one]) => [name, sample(one)]));
  }
  if (known.type === 'array') return known.items === undefined ? [] : [sample(known.items)];
  return known.type === 'integer' || known.type === 'number' ? 1 : 'x';
}

/** Replaces, drops or adds one member somewhere in a value. */
function mutated(value: unknown, path: readonly number[], put: unknown): unknown {
  if (typeof value !== 'object' || value === null) return put;
  const keys = Object.keys(value);
  const [turn = 0, ...rest] = path;
  if (keys.length === 0 || turn % 7 === 0)
    return Array.isArray(value) ? [...value, put] : { ...value, unexpected: put };
  const key = keys[turn % keys.length] as string;
  const copy: Record<string, unknown> = { ...(value as Record<string, unknown>) };
  if (turn % 5 === 0) delete copy[key];
  else copy[key] = rest.length === 0 ? put : mutated(copy[key], rest, put);
  return Array.isArray(value) ? Object.values(copy) : copy;
}

const contentTypes = ['application/json', 'text/plain', 'application/xml', 'application/json; charset=utf-16', ''];
const oddHeaders: Readonly<Record<string, string>>[] = [
  {},
  {},
  {},
  { 'x-correlator': 'with a space' },
  { 'if-match': 'not a tag' },
  { 'if-match': '"log:999999999999999999"' },
  { 'idempotency-key': 'k'.repeat(65) },
  { 'content-length': '99999999' },
  { cookie: 'dnd-session=%%%' },
];
const queries = [
  '',
  '',
  '',
  '?limit=-1',
  '?limit=abc',
  '?after=%00',
  '?before=log:x',
  '?language=xx',
  '?unknown=1',
  '?limit=1&limit=2',
];

interface Plan {
  readonly operation: number;
  readonly shape: 'MUTATED' | 'JUNK' | 'BROKEN';
  readonly path: readonly number[];
  readonly put: unknown;
  readonly contentType: number;
  readonly headers: number;
  readonly query: number;
}

const plans: fc.Arbitrary<Plan> = fc.record({
  operation: fc.nat(),
  shape: fc.constantFrom('MUTATED', 'MUTATED', 'MUTATED', 'JUNK', 'BROKEN'),
  path: fc.array(fc.nat(20), { maxLength: 4 }),
  put: junk,
  contentType: fc.oneof(
    { weight: 9, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.nat(contentTypes.length - 1) },
  ),
  headers: fc.nat(oddHeaders.length - 1),
  query: fc.nat(queries.length - 1),
});

function bodyOf(operation: Operation, { shape, path, put }: Plan): string | undefined {
  if (operation.body === undefined) return undefined;
  if (shape === 'BROKEN') return ['{', '{"a":', '[1,]', '\ufeff{}', 'nul', '"\\u12"', ''][path.length] ?? '}';
  const value = shape === 'JUNK' ? put : mutated(sample(operation.body.schema), path, put);
  if (operation.body.contentType === 'application/x-www-form-urlencoded') {
    return new URLSearchParams(
      Object.fromEntries(Object.entries(Object(value)).map(([key, one]) => [key, formText(one)])),
    ).toString();
  }
  return JSON.stringify(value);
}

function formText(value: unknown): string {
  return typeof value === 'string' ? value : String(JSON.stringify(value));
}

function tokenFor({ security }: Operation): string | undefined {
  if (security.some((one) => 'subscriber' in one)) return session;
  const scope = security.find((one) => 'organisation' in one)?.['organisation']?.[0];
  const role = Object.entries(scopesOfRole).find(([, held]) => (held as readonly string[]).includes(scope ?? ''))?.[0];
  return walked.tokens[(role ?? 'OPERATOR') as keyof WalkedRegistry['tokens']];
}

/** They would end the session or the tokens that the walk goes on with. */
const leftOut = ['closeSession', 'rotateSigningKeys', 'markKeyCompromised'];

async function send(plan: Plan): Promise<{ operation: Operation; response: Response; text: string }> {
  const operations = walked.operations.filter(({ operationId }) => !leftOut.includes(operationId));
  const operation = operations[plan.operation % operations.length] as Operation;
  const body = bodyOf(operation, plan);
  const contentType = plan.contentType === 0 ? operation.body?.contentType : contentTypes[plan.contentType];
  const token = tokenFor(operation);
  const response = await walked.app.request(`${filledPath(operation)}${queries[plan.query]}`, {
    method: operation.method,
    headers: {
      ...(contentType === undefined || contentType === '' ? {} : { 'content-type': contentType }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...oddHeaders[plan.headers],
    },
    ...(body === undefined ? {} : { body }),
  });
  return { operation, response, text: await response.text() };
}

/** Statuses whose fault lies in a part of the request that can be named. */
const namesAPart = [400, 409, 412, 413, 415, 422, 428];

test(`${malformedRequests} malformed requests end in no 5xx, and each refusal names the part at fault`, async () => {
  const seen = new Map<number, number>();
  const nameless: string[] = [];
  const property = fc.asyncProperty(plans, async (plan) => {
    const { operation, response, text } = await send(plan);
    seen.set(response.status, (seen.get(response.status) ?? 0) + 1);
    expect(response.status, `${operation.operationId}: ${text.slice(0, 300)}`).toBeLessThan(500);
    if (response.status < 400) return;
    const problem = JSON.parse(text) as { readonly error?: string; readonly code?: string; readonly field?: string };
    const named = problem.error !== undefined || (problem.code !== undefined && (problem.field ?? '') !== '');
    if (namesAPart.includes(response.status) && !named)
      nameless.push(`${operation.operationId}: ${text.slice(0, 200)}`);
  });
  await fc.assert(property, { numRuns: malformedRequests });
  expect(nameless.slice(0, 5)).toEqual([]);
  expect(walked.defects).toEqual([]);
  const refused = [...seen]
    .filter(([status]) => namesAPart.includes(status))
    .reduce((sum, [, count]) => sum + count, 0);
  expect(refused).toBeGreaterThan(malformedRequests / 2);
}, 120_000);

test('a fault of ours gives a 500 that says nothing of the inside, and the operator hears of it', async () => {
  const { store } = walked.opened.registry;
  const spy = vi.spyOn(store, 'counts').mockImplementation(() => {
    throw new Error('SQLITE_CORRUPT: +8613800138000 in /var/secret/registry.sqlite');
  });
  const response = await walked.app.request('/v1/status', {
    headers: { authorization: `Bearer ${walked.tokens.OPERATOR}` },
  });
  spy.mockRestore();
  const text = await response.text();
  expect(response.status).toBe(500);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(text).not.toMatch(/SQLITE|secret|138001|Error|\.ts/);
  expect(JSON.parse(text)).toMatchObject({ code: 'INTERNAL', status: 500 });
  expect(walked.defects.map(String)).toEqual([expect.stringContaining('SQLITE_CORRUPT')]);
});
