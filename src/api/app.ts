import { Fault } from '../core/fault.ts';
import { isReported, type ReportDefect } from '../http/fault-status.ts';
import type { Registry } from '../registry/registry.ts';
import { carrierRoutes } from './carrier/routes.ts';
import type { ApiContext } from './context.ts';
import { ApiApp, begin, observed } from './mount.ts';
import type { Observe } from './observe.ts';
import { operatorRoutes } from './operator/routes.ts';
import { problemOf } from './problem.ts';
import type { Assets } from './public/reference.ts';
import { publicRoutes } from './public/routes.ts';
import { regulatorRoutes } from './regulator/routes.ts';
import { consentRequestsRoute } from './sender/consent-requests.ts';
import { lookupRoute } from './sender/lookup.ts';
import { lookupBatchRoute } from './sender/lookup-batch.ts';
import { scrubRoute } from './sender/scrubs/scrub.ts';
import { scrubJobRoutes } from './sender/scrubs/scrub-jobs.ts';
import { subscriberRoutes } from './subscriber/routes.ts';

export interface AppOptions {
  readonly reportDefect: ReportDefect;
  /** Absent: nothing is measured. */
  readonly observe?: Observe | undefined;
  /** Files of the reference page; absent: there is no page. */
  readonly assets?: Assets | undefined;
}

/** Everything the registry answers over HTTP, on whatever runtime. */
export function registryApp(registry: Registry, { reportDefect, observe, assets }: AppOptions): ApiApp {
  const app = new ApiApp(registry, observe);
  const refused = (c: ApiContext, error: unknown): Response => {
    const response = problemOf(c, error);
    observed(app, c, response);
    return response;
  };
  app.onError((error, c) => {
    if (isReported(error)) reportDefect(error, c.get('correlator'));
    return refused(c, error);
  });
  app.notFound((c) => {
    begin(app, c);
    return refused(c, nothingFor(app, c.req.path));
  });
  lookupRoute(app);
  lookupBatchRoute(app);
  scrubRoute(app);
  scrubJobRoutes(app);
  consentRequestsRoute(app);
  subscriberRoutes(app);
  carrierRoutes(app);
  operatorRoutes(app);
  regulatorRoutes(app);
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
