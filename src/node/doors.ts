import type { IncomingMessage } from 'node:http';
import { registryApp } from '../api/app.ts';
import type { Observe } from '../api/observe.ts';
import { givenPolicy } from '../api/regulator/replay-wire.ts';
import type { Registry } from '../registry/registry.ts';
import { defectReport } from '../runtime/defect-report.ts';
import { isForPages } from '../runtime/door-rule.ts';
import { formParts } from '../runtime/form-parts.ts';
import type { Log } from '../runtime/log.ts';
import { recordFrom } from '../runtime/own-record.ts';
import { linksPath } from '../sms/http/links-door.ts';
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
