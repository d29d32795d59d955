import { type RouteConfig, z } from '@hono/zod-openapi';
import { Fault } from '../core/fault.ts';
import type { ApiContext } from './context.ts';
import { type Part, refuseInvalid } from './invalid-input.ts';

type Request = NonNullable<RouteConfig['request']>;
type Read = (c: ApiContext) => unknown;

/**
 * What reads and checks the parts of a request that a route declares, and leaves them for `c.req.valid`: query, path,
 * headers and a JSON body. A body of another declared type, or one whose schema is no zod type, is the handler's.
 */
export function validated(request: Request | undefined): (c: ApiContext) => undefined | Promise<undefined> {
  const { query, params, headers, body } = request ?? {};
  const parts = [
    part('query', query, (c) => singled(c.req.queries())),
    part('param', params, (c) => c.req.param()),
    part('header', headers, headersRead(headers)),
  ].filter((one) => one !== undefined);
  const json = body?.content['application/json'];
  const schema = json !== undefined && 'schema' in json ? json.schema : undefined;
  const parseBody = isZod(schema) ? bodyPart(schema) : undefined;
  return (c) => {
    for (const check of parts) check(c);
    return parseBody?.(c);
  };
}

/** Those that a schema names, by lower-case names: to read all of them costs as much as a lookup. */
function headersRead(schema: unknown): Read {
  if (schema === undefined) return () => ({});
  if (!(schema instanceof z.ZodObject)) throw new Error('headers are declared by a plain object');
  const names = Object.keys(schema.shape);
  return (c) => Object.fromEntries(names.map((name) => [name, c.req.header(name)]));
}

function part(name: Part, schema: unknown, read: Read): ((c: ApiContext) => void) | undefined {
  return isZod(schema) ? (c) => keep(c, name, schema, read(c)) : undefined;
}

function bodyPart(schema: z.ZodType): (c: ApiContext) => undefined | Promise<undefined> {
  return (c) => {
    const type = c.req.header('content-type');
    if (type !== undefined && type !== jsonType && !jsonTypePattern.test(type)) throw unsupportedType();
    const take = (text: string): undefined => {
      if (type === undefined && text !== '') throw unsupportedType();
      keep(c, 'json', schema, type === undefined ? {} : parsed(text));
    };
    const text = bodyOf(c);
    return typeof text === 'string' ? take(text) : text.then(take);
  };
}

/** Without a promise where the door has read it already; a request made in the process has no environment at all. */
function bodyOf(c: ApiContext): string | Promise<string> {
  const environment: ApiContext['env'] | undefined = c.env;
  return environment?.bodyText ?? c.req.text();
}

function keep(c: ApiContext, name: Part, schema: z.ZodType, value: unknown): void {
  const { success, data, error } = schema.safeParse(value);
  if (!success) refuseInvalid(name, error.issues);
  c.req.addValidatedData(name, data as object);
}

const jsonType = 'application/json';
/** RFC 9110 8.3 and RFC 6839: JSON, or a type with the suffix `+json`; with parameters or without. */
const jsonTypePattern = /^application\/([a-z0-9.-]+\+)?json\s*(;|$)/i;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Fault('INVALID_ARGUMENT', 'the body is not valid JSON', { field: 'body' });
  }
}

function unsupportedType(): Fault {
  return new Fault('UNSUPPORTED_MEDIA_TYPE', 'the content type is not one this operation takes', {
    field: 'header:Content-Type',
    limit: jsonType,
  });
}

/** A parameter given once is its value, given twice a list: which a schema of one value refuses. */
function singled(queries: Record<string, string[]>): Record<string, string | string[]> {
  return Object.fromEntries(Object.entries(queries).map(([name, values]) => [name, one(values)]));
}

function one(values: string[]): string | string[] {
  return values.length === 1 ? (values[0] as string) : values;
}

function isZod(schema: unknown): schema is z.ZodType {
  return typeof schema === 'object' && schema !== null && 'safeParse' in schema;
}
