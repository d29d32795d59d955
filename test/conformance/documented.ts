import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** One operation of the committed OpenAPI document. */
export interface Operation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
  /** Media types of the request's body. */
  readonly takes: readonly string[];
  readonly responses: Readonly<Record<string, Documented>>;
}

interface Documented {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

type Schema = Readonly<Record<string, unknown>>;

interface Document {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          Pick<Operation, 'operationId' | 'responses'> &
            Partial<Pick<Operation, 'security' | 'parameters'>> & {
              readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
            }
        >
      >
    >
  >;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export const documentText: string = readFileSync(new URL('../../openapi/registry.json', import.meta.url), 'utf8');
const document = JSON.parse(documentText.replaceAll('#/components/schemas/', '#/$defs/')) as Document;
const closed = { $defs: shut(document.components.schemas) as Schema };

export const operations: readonly Operation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { security = [], parameters = [], requestBody, ...operation }]) => ({
    ...operation,
    ...{ method: method.toUpperCase(), path, security, parameters, takes: Object.keys(requestBody?.content ?? {}) },
  })),
);

/** The operation that a request is of; undefined for pages, files and paths that are nobody's. */
export function operationOf(method: string, path: string): Operation | undefined {
  const parts = path.replace(/[?#].*$/, '').split('/');
  const fits = (template: readonly string[]) =>
    template.length === parts.length && template.every((part, at) => part.startsWith('{') || part === parts[at]);
  return operations.find((one) => one.method === method && fits(one.path.split('/')));
}

/** The values that a member of a schema of the document may have. */
export function valuesOf(schema: string, member: string): readonly string[] {
  type Members = Readonly<Record<string, { readonly enum?: readonly string[] }>>;
  return (document.components.schemas[schema]?.['properties'] as Members | undefined)?.[member]?.enum ?? [];
}

/** Statuses whose fault lies in a part of the request that can be named. */
const namesAPart = [400, 409, 412, 413, 415, 422, 428];

/** In what an answer is not as the document says, each in words; none where it is. */
export function strayings(
  { operationId, responses }: Operation,
  { status, headers, bytes }: { readonly status: number; readonly headers: Headers; readonly bytes: Uint8Array },
): readonly string[] {
  const said = `${operationId} ${status}`;
  const known = responses[String(status)];
  if (known === undefined) return [`${said} is not documented: ${new TextDecoder().decode(bytes).slice(0, 300)}`];
  if (headers.get('x-correlator') === null) return [`${said} has no x-correlator`];
  if (known.content === undefined) return bytes.length === 0 ? [] : [`${said} has a body`];
  const given = (headers.get('content-type') ?? '').split(';')[0] ?? '';
  const content = known.content[given];
  if (content === undefined) return [`${said} comes as ${given}`];
  if (!given.endsWith('json') || content.schema['format'] === 'binary') return [];
  const body: unknown = JSON.parse(new TextDecoder().decode(bytes));
  const { error } = schemaOf(`${said} ${given}`, content.schema).safeParse(body);
  const wrong = (error?.issues ?? []).map(({ path, message }) => `${said} ${path.join('.')}: ${message}`);
  return given === 'application/problem+json' ? [...wrong, ...problemStrayings(said, status, headers, body)] : wrong;
}

function problemStrayings(said: string, status: number, headers: Headers, body: unknown): readonly string[] {
  const problem = body as Readonly<Record<string, unknown>>;
  const says = (straying: string, isOne: boolean) => (isOne ? [`${said} ${straying}`] : []);
  return [
    ...says('says another status in its body', problem['status'] !== status),
    ...says('has no code for a title', problem['title'] !== problem['code']),
    ...says('names no part', namesAPart.includes(status) && (problem['field'] ?? '') === ''),
    ...says('says another correlator in its body', problem['correlator'] !== headers.get('x-correlator')),
    ...says('may be kept', headers.get('cache-control') !== 'no-store'),
    ...says('does not say when to come back', [429, 503].includes(status) && headers.get('retry-after') === null),
    ...says('repeats a number', /\+?86\d{9,11}/.test(`${String(problem['message'])} ${String(problem['limit'])}`)),
  ];
}

const schemas = new Map<string, z.ZodType>();

function schemaOf(name: string, schema: Schema): z.ZodType {
  const made = schemas.get(name) ?? z.fromJSONSchema({ ...(shut(schema) as Schema), ...closed } as never);
  schemas.set(name, made);
  return made;
}

/** The same schema, for which a member that it does not name is one too many. */
function shut(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(shut);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, shut(value)]));
  const isOpen = copy['type'] === 'object' && 'properties' in copy && !('additionalProperties' in copy);
  return isOpen ? { ...copy, additionalProperties: false } : copy;
}
