import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, describe, expect, test } from 'vitest';
import { registryApp } from '../../src/api/app.ts';
import { openApiText } from '../../src/api/openapi.ts';
import { memoryRegistry } from '../registry/memory-registry.ts';

/** Every operation that anyone may call: a new one has to be put here by hand. */
const openToAnyone = [
  'checkHealth',
  'checkReadiness',
  'issueToken',
  'listOpenData',
  'listOpenMeasures',
  'openSession',
  'openSignInSession',
  'readAuthorizationServerMetadata',
  'readJwks',
  'readOpenCells',
  'readOpenDataFile',
  'readPolicy',
  'requestCode',
  'verifyReceipt',
];

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly responses: Readonly<Record<string, unknown>>;
}

interface Schema {
  readonly [member: string]: unknown;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly tags: readonly { readonly name: string }[];
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly securitySchemes: Readonly<
      Record<string, { readonly flows?: { readonly clientCredentials: { readonly scopes: object } } }>
    >;
  };
}

let text: string;
let document: Document;
let operations: readonly (Operation & { readonly path: string })[];

beforeAll(async () => {
  const { registry } = await memoryRegistry();
  text = openApiText(registryApp(registry, { reportDefect: () => undefined }));
  document = JSON.parse(text) as Document;
  operations = Object.entries(document.paths).flatMap(([path, byMethod]) =>
    Object.values(byMethod).map((operation) => ({ ...operation, path })),
  );
});

test('the committed document is the one that the code makes', () => {
  expect(readFileSync(new URL('../../openapi/registry.json', import.meta.url), 'utf8')).toBe(text);
});

test('making the document twice gives the same text', async () => {
  const { registry } = await memoryRegistry();
  const app = registryApp(registry, { reportDefect: () => undefined });
  expect(openApiText(app)).toBe(text);
  expect(openApiText(app)).toBe(text);
});

test('an independent validator finds nothing to say', async () => {
  const { valid, errors } = await new Validator().validate(JSON.parse(text) as Record<string, unknown>);
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
});

test('every operation has a name of its own, a summary and a tag that says whose it is', () => {
  const ids = operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  const known = document.tags.map(({ name }) => name);
  for (const { operationId, summary, tags = [] } of operations) {
    expect(operationId).toMatch(/^[a-z][A-Za-z]+$/);
    expect(summary).toMatch(/\S/);
    expect(tags.filter((tag) => !known.includes(tag))).toEqual([]);
    expect(tags).toHaveLength(1);
  }
});

test('every operation asks who calls and documents 401 and 403, but for those open to anyone', () => {
  const open = operations.filter(({ security = [] }) => security.length === 0);
  expect(open.map(({ operationId }) => operationId).sort()).toEqual(openToAnyone);
  for (const { operationId, security = [], responses } of operations) {
    if (security.length === 0) continue;
    expect([operationId, Object.keys(responses)]).toEqual([operationId, expect.arrayContaining(['401', '403'])]);
  }
});

test('every scheme and scope that an operation asks for is described', () => {
  const { securitySchemes } = document.components;
  for (const { security = [] } of operations) {
    for (const [scheme, scopes] of security.flatMap((one) => Object.entries(one))) {
      const described = Object.keys(securitySchemes[scheme]?.flows?.clientCredentials.scopes ?? {});
      expect(Object.keys(securitySchemes)).toContain(scheme);
      expect(scopes.filter((scope) => !described.includes(scope))).toEqual([]);
    }
  }
});

test('no path or query holds a phone number', () => {
  for (const { operationId, parameters = [] } of operations) {
    const inUrl = parameters.filter((parameter) => parameter.in === 'path' || parameter.in === 'query');
    const suspicious = inUrl.filter(({ name, schema }) => /number|msisdn|phone/i.test(name) || '$ref' in schema);
    expect([operationId, suspicious.filter((one) => !isHarmless(one.schema))]).toEqual([operationId, []]);
  }
});

function isHarmless(schema: Schema): boolean {
  const ref = schema['$ref'];
  return typeof ref === 'string' && !/PhoneNumber/.test(ref);
}

describe('every part of the document keeps to a limit:', () => {
  test.each([
    ['string', ['maxLength', 'enum', 'const', 'format']],
    ['array', ['maxItems']],
    ['integer', ['maximum', 'enum', 'const']],
  ])('%s', (type, limits) => {
    const unlimited: string[] = [];
    walk(document as unknown as Schema, '', (schema, place) => {
      const types = [schema['type']].flat();
      if (types.includes(type) && !limits.some((limit) => limit in schema)) unlimited.push(place);
    });
    expect(unlimited).toEqual([]);
  });
});

function walk(value: unknown, place: string, visit: (schema: Schema, place: string) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) visit(value as Schema, place);
  for (const [key, member] of Object.entries(value)) {
    if (key !== 'example' && key !== 'enum') walk(member, `${place}/${key}`, visit);
  }
}
