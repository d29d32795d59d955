import { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { Fault } from '../core/fault.ts';
import type { Registry } from '../registry/registry.ts';
import { carrierRoutes } from './carrier/routes.ts';
import type { ApiApp, ApiEnv } from './context.ts';
import { refuseInvalidInput } from './invalid-input.ts';
import type { Observe } from './observe.ts';
import { operatorRoutes } from './operator/routes.ts';
import { faultOf, problemOf } from './problem.ts';
import type { Assets } from './public/reference.ts';
import { publicRoutes } from './public/routes.ts';
import { consentRequestsRoute } from './sender/consent-requests.ts';
import { lookupRoute } from './sender/lookup.ts';
import { lookupBatchRoute } from './sender/lookup-batch.ts';
import { subscriberRoutes } from './subscriber/routes.ts';

/** Told of every error that is not an expected failure; never shown to the caller. */
export type ReportDefect = (error: unknown, correlator: string) => void;

export interface AppOptions {
  readonly reportDefect: ReportDefect;
  /** Absent: nothing is measured. */
  readonly observe?: Observe | undefined;
  /** Files of the reference page; absent: there is no page. */
  readonly assets?: Assets | undefined;
}

/** Everything the registry answers over HTTP, on whatever runtime. */
export function registryApp(registry: Registry, { reportDefect, observe, assets }: AppOptions): ApiApp {
  const app = new OpenAPIHono<ApiEnv>({ defaultHook: refuseInvalidInput });
  if (observe !== undefined) app.use('*', observing(observe));
  app.use('*', (c, next) => {
    c.set('registry', registry);
    c.set('correlator', correlatorOf(c.req.header('x-correlator')));
    return next();
  });
  app.onError((error, c) => {
    if (faultOf(error) === undefined) reportDefect(error, c.get('correlator'));
    return problemOf(c, error);
  });
  app.notFound((c) => problemOf(c, nothingFor(app, c.req.path)));
  lookupRoute(app);
  lookupBatchRoute(app);
  consentRequestsRoute(app);
  subscriberRoutes(app);
  carrierRoutes(app);
  operatorRoutes(app);
  publicRoutes(app, { assets });
  return app;
}

/** Looked for only where no route fitted: what is found costs nothing. */
function nothingFor({ routes }: ApiApp, path: string): Fault {
  const asked = path.split('/');
  const fits = (known: readonly string[]) =>
    known.length === asked.length && known.every((part, at) => part.startsWith(':') || part === asked[at]);
  const taken = routes.filter((route) => route.method !== 'ALL' && fits(route.path.split('/')));
  if (taken.length === 0) return new Fault('NOT_FOUND', 'there is nothing at this path', { field: 'path' });
  const methods = new Set(taken.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])));
  return new Fault('METHOD_NOT_ALLOWED', 'this path does not take the method', {
    field: 'method',
    limit: [...methods].join(', '),
  });
}

/** Reads the status only: to touch the headers of a finished answer costs more than a whole lookup. */
function observing(observe: Observe): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const from = performance.now();
    await next();
    observe(c.get('operationId') ?? 'none', c.res.status, performance.now() - from);
  };
}

const correlatorPattern = /^[a-zA-Z0-9-_:;./<>{}]{1,256}$/;

/** CAMARA's x-correlator: echoed where valid, made up where absent. */
function correlatorOf(header: string | undefined): string {
  if (header === undefined || header === '') return crypto.randomUUID();
  if (correlatorPattern.test(header)) return header;
  throw new Fault('INVALID_ARGUMENT', 'x-correlator has characters that are not allowed', {
    field: 'header:x-correlator',
    limit: correlatorPattern.source,
  });
}
