import { type RouteConfig, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { Fault } from '../core/fault.ts';
import type { Scope } from '../core/organisation.ts';
import type { ApiEnv } from './context.ts';
import { anyOrganisationGuard, organisationGuard, signInGuard, subscriberGuard } from './guard.ts';
import { limitBody } from './limit-body.ts';
import type { Check } from './mount.ts';
import { shownName } from './shown-name.ts';

type Request = NonNullable<RouteConfig['request']>;

/** What a route file says of its route; errors, guards and limits are the same for all and added here. */
export interface RouteWords<P extends string, R extends Request> {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  readonly path: P;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly request: R;
  /** Schema of the 2xx answer, by its status; null: no content. */
  readonly answers: Readonly<Record<number, z.ZodType | null>>;
  /** Media types of a 2xx answer that is a file, by its status. */
  readonly files?: Readonly<Record<number, readonly string[]>>;
  /** The handler reads the body as it comes, and limits it. */
  readonly takesStream?: true;
  /** Statuses of the refusals that only some operations know; the others are added to all. */
  readonly faults?: readonly (401 | 404 | 409 | 412 | 416 | 422 | 428)[];
  /** Stands around the handler, behind all checks: idempotency, for example. */
  readonly around?: readonly MiddlewareHandler<ApiEnv>[];
  /** Largest request body, bytes. */
  readonly maxBodyBytes?: number;
}

/** A route as OpenAPIHono takes it; answers are made by `reply`, so their types are the document's business. */
export type Route<P extends string, R extends Request> = {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  path: P;
  operationId: string;
  summary: string;
  description?: string;
  tags: string[];
  security?: Record<string, string[]>[];
  request: R;
  responses: Record<number, { description: string }>;
  checks: readonly Check[];
  around: readonly MiddlewareHandler<ApiEnv>[];
};

const defaultMaxBodyBytes = 16_384;

/** A route for organisations with a token of this scope. */
export function organisationRoute<P extends string, R extends Request>(
  scope: Scope,
  words: RouteWords<P, R>,
): Route<P, R> {
  const tag = words.path.split('/')[2] ?? 'registry';
  const guarded = finished(words, tag, [organisationGuard(scope)], ['401', '403']);
  return { ...guarded, security: [{ organisation: [scope] }] };
}

/** A route for every active organisation, whatever its scopes. */
export function anyOrganisationRoute<P extends string, R extends Request>(words: RouteWords<P, R>): Route<P, R> {
  const tag = words.path.split('/')[2] ?? 'registry';
  return { ...finished(words, tag, [anyOrganisationGuard], ['401', '403']), security: [{ organisation: [] }] };
}

/** A route for a signed-in person of an organisation, by session cookie. */
export function signInRoute<P extends string, R extends Request>(words: RouteWords<P, R>): Route<P, R> {
  const tag = words.path.split('/')[2] ?? 'registry';
  return { ...finished(words, tag, [signInGuard], ['401', '403']), security: [{ signIn: [] }] };
}

/** A route for the holder of a number, by session. */
export function subscriberRoute<P extends string, R extends Request>(words: RouteWords<P, R>): Route<P, R> {
  return { ...finished(words, 'subscriber', [subscriberGuard], ['401', '403']), security: [{ subscriber: [] }] };
}

/** A route open to anyone. */
export function publicRoute<P extends string, R extends Request>(words: RouteWords<P, R>): Route<P, R> {
  return finished(words, words.path.startsWith('/v1/subscriber/') ? 'subscriber' : 'public', [], []);
}

const faultsOf: Readonly<Record<string, string>> = {
  400: 'The request is not valid; `field` names the part and `limit` what it must keep to',
  401: 'No valid token or session',
  403: 'The organisation is suspended, or lacks the scope or the admission',
  404: 'There is no such thing, or no longer',
  409: 'It exists already, or the state of things does not allow this, or somebody else was quicker',
  412: 'It was changed meanwhile, or a condition does not hold yet',
  415: 'The content type is not one this operation takes',
  413: 'The body is larger than this operation takes',
  416: 'The range lies outside the file',
  422: 'The number is outside the numbering plan of this registry',
  428: 'The header `If-Match` is missing',
  429: 'Too many requests; `Retry-After` says when to come back',
  503: 'The registry cannot answer now; `failurePolicy` says what may go on meanwhile',
};

function finished<P extends string, R extends Request>(
  words: RouteWords<P, R>,
  tag: string,
  guards: readonly Check[],
  guardFaults: readonly string[],
): Route<P, R> {
  const { method, path, operationId, summary, description, request, answers, around = [] } = words;
  const bodyLimits =
    request.body === undefined || words.takesStream ? [] : [limitBody(words.maxBodyBytes ?? defaultMaxBodyBytes)];
  const queryLimits = guards.length > 0 && request.query === undefined ? [refuseQuery] : [];
  const bodyFaults = request.body === undefined ? [] : ['413', '415'];
  const ownFaults = (words.faults ?? []).map(String);
  const faults = ['400', ...guardFaults, ...ownFaults, ...bodyFaults, '429', '503'];
  return {
    method,
    path,
    operationId,
    summary,
    ...(description === undefined ? {} : { description }),
    tags: [tag],
    request,
    responses: {
      ...answered(answers, summary),
      ...filesAnswered(words.files ?? {}, summary),
      ...Object.fromEntries(faults.map((status) => [status, faultAnswer(status)])),
    },
    checks: [...guards, ...queryLimits, ...bodyLimits],
    around,
  };
}

/** A parameter that nobody reads was meant to do something: `?dryRun=true` must not be a write. */
const refuseQuery: Check = (c) => {
  const at = c.req.url.indexOf('?');
  const name = at === -1 ? undefined : [...new URLSearchParams(c.req.url.slice(at)).keys()][0];
  if (name === undefined) return;
  throw new Fault('INVALID_ARGUMENT', 'this operation takes no query parameters', {
    field: `query:${shownName(name)}`,
  });
};

const headers = z.object({ 'x-correlator': z.string().max(256).openapi({ description: 'As sent, or made up' }) });

function answered(
  answers: Readonly<Record<number, z.ZodType | null>>,
  summary: string,
): Record<number, { description: string }> {
  return Object.fromEntries(
    Object.entries(answers).map(([status, schema]) => [
      status,
      {
        description: schema?.description ?? summary,
        headers,
        ...(schema === null ? {} : { content: { 'application/json': { schema } } }),
      },
    ]),
  );
}

const fileSchema = { type: 'string', format: 'binary' } as const;

function filesAnswered(
  files: Readonly<Record<number, readonly string[]>>,
  summary: string,
): Record<number, { description: string }> {
  return Object.fromEntries(
    Object.entries(files).map(([status, types]) => [
      status,
      {
        description: summary,
        headers,
        content: Object.fromEntries(types.map((type) => [type, { schema: fileSchema }])),
      },
    ]),
  );
}

function faultAnswer(status: string): { description: string } {
  const description = faultsOf[status] ?? 'Refused';
  return Object.assign(
    { description },
    { headers, content: { 'application/problem+json': { schema: problemSchema } } },
  );
}

/** Problem document of RFC 9457 with CAMARA's `code` and `message`. */
export const problemSchema = z
  .object({
    type: z.literal('about:blank'),
    title: z.string().max(96),
    status: z.int().min(400).max(599),
    detail: z.string().max(512),
    code: z.string().max(96).openapi({ example: 'INVALID_ARGUMENT' }),
    message: z.string().max(512),
    field: z.string().max(256).optional().openapi({ example: 'phoneNumbers[3]' }),
    limit: z.string().max(512).optional().openapi({ example: 'at most 10000 items' }),
    failurePolicy: z.string().max(256).optional(),
    correlator: z.string().max(256),
  })
  .openapi('Problem');
