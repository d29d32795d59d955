import { OpenAPIHono, type RouteConfig, type RouteHandler } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { Registry } from '../registry/registry.ts';
import type { ApiContext, ApiEnv } from './context.ts';
import { correlatorOf } from './correlator.ts';
import type { Observe } from './observe.ts';
import { validated } from './validated.ts';

/** The application while its routes are mounted: what every request is given, and who hears of every answer. */
export class ApiApp extends OpenAPIHono<ApiEnv> {
  readonly registry: Registry;
  readonly observe: Observe | undefined;

  constructor(registry: Registry, observe: Observe | undefined) {
    super();
    this.registry = registry;
    this.observe = observe;
  }
}

/** Throws the fault of a request that may not go on, or leaves in the context what it found. */
export type Check = (c: ApiContext) => void | Promise<void>;

/** A route as the document shows it, and what a request of it has to pass, in order, before it is validated. */
export type MountedRoute = RouteConfig & {
  readonly operationId: string;
  readonly checks: readonly Check[];
  /** Stand around validation and handler, and may answer in their place. */
  readonly around: readonly MiddlewareHandler<ApiEnv>[];
};

/**
 * Adds an operation to the application and to its document. What precedes a handler is one function, without a
 * promise where nothing is waited for: a chain of middlewares costs more than a lookup from the cache.
 */
export function mount<R extends MountedRoute>(app: ApiApp, route: R, handler: RouteHandler<R, ApiEnv>): void {
  const { checks, around } = route;
  app.openAPIRegistry.registerPath(documentedPart(route));
  const validate = validated(route.request);
  const answer = handler as unknown as (c: ApiContext) => Response | Promise<Response>;
  const path = route.path.replaceAll(/\/{(.+?)}/g, '/:$1');

  function enter(c: ApiContext): void | Promise<void> {
    begin(app, c);
    c.set('operationId', route.operationId);
    return passAll(c, checks);
  }
  function answered(c: ApiContext): Response | Promise<Response> {
    const pending = validate(c);
    return pending === undefined ? answer(c) : pending.then(() => answer(c));
  }
  function told(c: ApiContext, response: Response): Response {
    observed(app, c, response);
    return response;
  }
  function whole(c: ApiContext): Response | Promise<Response> {
    const pending = enter(c);
    const response = pending === undefined ? answered(c) : pending.then(() => answered(c));
    return response instanceof Promise ? response.then((one) => told(c, one)) : told(c, response);
  }
  const entrance: MiddlewareHandler<ApiEnv> = async (c, next) => {
    await enter(c);
    await next();
    if (c.error === undefined) observed(app, c, c.res);
  };
  if (around.length === 0) app.on([route.method], [path], whole);
  else app.on([route.method], [path], entrance, ...around, answered);
}

function documentedPart({ checks: _checks, around: _around, ...documented }: MountedRoute): RouteConfig {
  return documented;
}

/** Adds a page or a file: open to anyone, in no document. */
export function mountPage(app: ApiApp, path: string, page: (c: ApiContext) => Response): void {
  app.get(path, (c) => {
    begin(app, c);
    const response = page(c);
    observed(app, c, response);
    return response;
  });
}

/** What every request is given, those that fit no route too. */
export function begin(app: ApiApp, c: ApiContext): void {
  if (app.observe !== undefined) c.set('begunAt', performance.now());
  c.set('registry', app.registry);
  c.set('correlator', correlatorOf(c.req.header('x-correlator')));
}

/** Reads the status only: to touch the headers of a finished answer costs more than a whole lookup. */
export function observed({ observe }: ApiApp, c: ApiContext, { status }: Response): void {
  if (observe === undefined) return;
  const now = performance.now();
  observe(c.get('operationId') ?? 'none', status, now - (c.get('begunAt') ?? now));
}

function passAll(c: ApiContext, checks: readonly Check[]): void | Promise<void> {
  for (let at = 0; at < checks.length; at++) {
    const pending = checks[at]?.(c);
    if (pending !== undefined) return pending.then(() => passAll(c, checks.slice(at + 1)));
  }
}
