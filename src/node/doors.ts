import type { IncomingMessage } from 'node:http';
import { registryApp } from '../api/app.ts';
import type { Observe } from '../api/observe.ts';
import { givenPolicy } from '../api/regulator/replay-wire.ts';
import { Fault, type FaultCode } from '../core/fault.ts';
import type { Registry } from '../registry/registry.ts';
import { linksPath } from '../sms/http/links-door.ts';
import type { OwnRecord } from '../web/web-context.ts';
import { defectReport } from './defect-report.ts';
import { formParts } from './form-parts.ts';
import type { Log } from './log.ts';
import { pageAssets } from './page-assets.ts';
import { referenceAssets } from './reference-assets.ts';
import type { RequestEnvironment } from './request-environment.ts';
import type { StartedTexts } from './texts/started-texts.ts';

/** Answers a request at the door it is for. */
export type Doors = (
  request: Request,
  environment: RequestEnvironment,
  incoming: Pick<IncomingMessage, 'url' | 'headers'>,
) => Response | Promise<Response>;

/** The way in for programs, the one for people, and those of links by which texts come in. The pages are loaded with the first request for one. */
export function doorsOf(
  registry: Registry,
  log: Log,
  observe: Observe | undefined,
  links: StartedTexts['door'],
): Doors {
  const reportDefect = defectReport(log);
  const api = registryApp(registry, { assets: referenceAssets(), observe, reportDefect });
  const loadedPages = async () => {
    const { webApp } = await import('../web/web-app.ts');
    return webApp(registry, {
      assets: pageAssets(),
      formParts,
      observe,
      reportDefect,
      ownRecord: recordFrom(registry, api),
      givenPolicy,
    });
  };
  let pages: ReturnType<typeof loadedPages> | undefined;
  return (request, environment, incoming) => {
    if (links !== undefined && incoming.url?.startsWith(linksPath) === true) {
      return links(request, environment.clientAddress);
    }
    if (!isForPages(incoming.url ?? '', incoming.headers.accept)) return api.fetch(request, environment);
    pages ??= loadedPages();
    return pages.then((app) => app.fetch(request, environment));
  };
}

/** The pages hand on the record that programs get: one document, whichever way it is asked for. */
export function recordFrom({ issuer }: Registry, api: Pick<ReturnType<typeof registryApp>, 'fetch'>): OwnRecord {
  return async (sessionToken, clientAddress) => {
    const headers = { authorization: `Bearer ${sessionToken}` };
    const response = await api.fetch(new Request(`${issuer}/v1/subscriber/record`, { headers }), { clientAddress });
    if (response.ok) return response;
    const { code } = (await response.json()) as { readonly code: FaultCode };
    const retryAfter = response.headers.get('retry-after');
    const detail = retryAfter === null ? {} : { retryAfterSec: Number(retryAfter) };
    throw new Fault(code, 'the record is not to be had', detail);
  };
}

/** First parts of the paths that are for programs. */
const apiParts: ReadonlySet<string> = new Set([
  'v1',
  'oauth',
  '.well-known',
  'healthz',
  'readyz',
  'openapi.json',
  'reference',
]);

/** First parts of the pages' paths. */
const pageParts: ReadonlySet<string> = new Set([
  '',
  'assets',
  'check',
  'code',
  'desk',
  'figures',
  'help',
  'lists',
  'me',
  'open-data',
  'sign-in',
  'sign-out',
]);

/** Whether a request is for the pages. What no door knows goes to whoever can read the refusal. */
export function isForPages(url: string, accept: string | undefined): boolean {
  if (url.startsWith('/v1/')) return false;
  const part = /^\/([^/?#]*)/.exec(url)?.[1];
  if (part === undefined || apiParts.has(part)) return false;
  return pageParts.has(part) || accept?.includes('text/html') === true;
}
